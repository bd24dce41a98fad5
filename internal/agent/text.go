package agent

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"parley"
	"parley/internal/highwater"
	"parley/record"
)

// A head is what a checkpoint says.
type head struct {
	origin string
	mark   highwater.Mark
}

// maxText is the longest text that is looked at, in bytes: a head of a record has less than 250.
const maxText = 1024

// parseHead reads the checkpoint text of a head: exactly what record.CheckpointText writes.
func parseHead(text string) (h head, err error) {
	lines := strings.Split(text, "\n")
	if len(text) > maxText || len(lines) != 4 {
		return h, errNoHead
	}
	h.origin = lines[0]
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != len(h.mark.Root) {
		return h, errNoHead
	}
	copy(h.mark.Root[:], root)
	h.mark.Size, err = strconv.ParseUint(lines[1], 10, 64)
	if err != nil || h.mark.Size > record.MaxSize || record.CheckpointText(h.origin, h.mark.Size, h.mark.Root) != text {
		return h, errNoHead
	}
	return h, nil
}

const cosigned = "cosignature/v1\ntime "

// parseCosigned reads what a cosigner signs: a head, and a time in seconds since 1970.
func parseCosigned(text string) (h head, seconds uint64, err error) {
	rest, ok := strings.CutPrefix(text, cosigned)
	at, under, cut := strings.Cut(rest, "\n")
	if !ok || !cut || len(text) > maxText {
		return h, 0, errNoCosignature
	}
	if seconds, err = strconv.ParseUint(at, 10, 63); err != nil || fmt.Sprint(seconds) != at {
		return h, 0, errNoCosignature
	}
	h, err = parseHead(under)
	return h, seconds, err
}

var (
	errNoHead        = parley.Errorf(parley.CodeBadEncoding, "what is to be signed is no checkpoint")
	errNoCosignature = parley.Errorf(parley.CodeBadEncoding, "what is to be signed is no cosignature")
)

// whose returns the party whose record it is, and the smallest size of which a head of that record is signed.
func (h head) whose() (parley.PartyID, uint64, error) {
	_, party, volume, err := record.ParseOrigin(h.origin)
	return party, record.LeastHead(volume), err
}
