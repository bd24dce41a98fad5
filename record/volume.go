package record

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"parley"
	"parley/charter"
	"parley/wire"
)

// maxVolumeHeads is how many heads of the volume before a statement names [REC-71].
const maxVolumeHeads = 8

// volumeTitle is the first line of every statement.
const volumeTitle = "parley-volume/1"

// A Volume is the statement by which the root of a party opens a new volume of its record: where the volume before ends,
// and why it goes no further. As bytes it is a C2SP signed note [REC-71].
type Volume struct {
	Charter parley.Hash
	Party   parley.PartyID
	Number  uint64   // of the new volume: 2 to wire.MaxVolume
	Reason  string   // one line of 1 to wire.MaxReason bytes
	Heads   []HeadAt // the last heads of the volume before: 1 to 8, ascending by size, then by root
	Line    string   // signature line of the root, without its LF
}

// VolumeHash returns the hash of a statement's bytes, the id of leaf 2 of the volume that it opens [REC-5].
func VolumeHash(statement []byte) parley.Hash { return parley.Sum(statement) }

// Before returns the number of the volume before [REC-70].
func (v *Volume) Before() uint64 {
	if v.Number <= 2 {
		return 0
	}
	return v.Number - 1
}

// NextVolume returns the number of the volume that follows one [REC-70].
func NextVolume(volume uint64) uint64 { return max(volume, 1) + 1 }

// Text returns what the root signs.
func (v *Volume) Text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%s\n%s\n", volumeTitle, OriginOf(v.Charter, v.Party, v.Number), v.Reason)
	for _, h := range v.Heads {
		fmt.Fprintf(&b, "%d %s %s\n", h.Size, base64.StdEncoding.EncodeToString(h.Root[:]), base64.StdEncoding.EncodeToString(h.Signature))
	}
	return b.Bytes()
}

// Encode returns the statement: the text, an empty line, and the root's signature line.
func (v *Volume) Encode() []byte {
	return append(append(v.Text(), '\n'), v.Line+"\n"...)
}

// SignVolume signs v with the root key of its party, sets its Line, and returns the statement's bytes.
func SignVolume(root parley.Signer, v *Volume) ([]byte, error) {
	if err := v.checkContent(); err != nil {
		return nil, err
	}
	line, err := charter.SignAsRoot(root, v.Party, v.Text())
	if err != nil {
		return nil, err
	}
	v.Line = strings.TrimSuffix(line, "\n")
	return v.Encode(), nil
}

// ParseVolume reads a statement of at most wire.MaxStatement bytes and holds it to its shape [REC-71]. It checks no
// signature; Check does.
func ParseVolume(b []byte) (*Volume, error) {
	if len(b) > wire.MaxStatement {
		return nil, parley.Errorf(parley.CodeTooLarge, "the statement of a volume has %d bytes, more than %d", len(b), wire.MaxStatement)
	}
	lines := strings.Split(string(b), "\n")
	n := len(lines)
	if n < 7 || n > 6+maxVolumeHeads || lines[0] != volumeTitle || lines[n-3] != "" || lines[n-1] != "" {
		return nil, badVolume("does not have the lines of one")
	}
	v := &Volume{Reason: lines[2], Line: lines[n-2]}
	var err error
	if v.Charter, v.Party, v.Number, err = ParseOrigin(lines[1]); err != nil {
		return nil, err
	}
	for _, line := range lines[3 : n-3] {
		h, err := parseHeadLine(line)
		if err != nil {
			return nil, err
		}
		v.Heads = append(v.Heads, h)
	}
	if err := v.checkContent(); err != nil {
		return nil, err
	}
	if signer, err := charter.RootLine(v.Line); err != nil || signer != v.Party {
		return nil, parley.Wrap(err, parley.CodeBadSignature, "the statement of a volume of %s is not signed by its root", v.Party)
	}
	if !bytes.Equal(v.Encode(), b) {
		return nil, badVolume("is not written in the one way that there is")
	}
	return v, nil
}

func parseHeadLine(line string) (h HeadAt, err error) {
	words := strings.Split(line, " ")
	if len(words) != 3 {
		return h, badVolume("names a head in another form than \"SIZE ROOT SIGNATURE\"")
	}
	size, err1 := strconv.ParseUint(words[0], 10, 64)
	root, err2 := base64.StdEncoding.DecodeString(words[1])
	sig, err3 := base64.StdEncoding.DecodeString(words[2])
	if err1 != nil || err2 != nil || err3 != nil || len(root) != len(h.Root) {
		return h, badVolume("names a head that cannot be read")
	}
	return HeadAt{Size: size, Root: parley.Hash(root), Signature: sig}, nil
}

func badVolume(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadRecord, "the statement of a volume "+format, args...)
}

// checkContent holds the number, the reason and the heads to their limits.
func (v *Volume) checkContent() error {
	if err := CheckVolumeNumber(v.Number); err != nil {
		return err
	}
	if v.Number == 0 {
		return badVolume("opens the first volume, which needs none")
	}
	if v.Reason == "" {
		return badVolume("gives no reason")
	}
	if err := wire.CheckLine("reason of a volume", v.Reason, wire.MaxReason); err != nil {
		return err
	}
	if len(v.Heads) == 0 || len(v.Heads) > maxVolumeHeads {
		return badVolume("names %d heads, not 1 to %d", len(v.Heads), maxVolumeHeads)
	}
	for i, h := range v.Heads {
		if h.Size < LeastHead(v.Before()) || h.Size > MaxSize || len(h.Signature) != ed25519.SignatureSize {
			return badVolume("names a head of size %d that cannot be one", h.Size)
		}
		if i > 0 && !ascending(signedHead(v.Heads[i-1]), signedHead(h), true) {
			return badVolume("names heads that are not in ascending order")
		}
	}
	return nil
}

// Check holds that v opens volume number of party's record under a charter and that root, the party's root key, signed
// it [REC-72]. Whether its heads were signed by the party is for VerifyHead with the sheets of the volume before.
func (v *Volume) Check(id parley.Hash, party parley.PartyID, number uint64, root ed25519.PublicKey) error {
	if v.Charter != id || v.Party != party || v.Number != number {
		return parley.Errorf(parley.CodeBadRecord, "the statement opens %s, not %s", OriginOf(v.Charter, v.Party, v.Number), OriginOf(id, party, number))
	}
	return charter.CheckRootLine(party, root, v.Text(), v.Line)
}
