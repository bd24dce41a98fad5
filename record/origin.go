package record

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"parley"
	"parley/wire"
)

// Key types of C2SP signed notes: the byte before the public key.
const (
	typeEd25519     = 0x01 // a log's own signature
	typeCosignature = 0x04 // a mirror's dated cosignature
)

// Origin returns the name of the first volume of party's record under a charter: "parley/<charter id>/<party>" [REC-1].
func Origin(charter parley.Hash, party parley.PartyID) string {
	return "parley/" + charter.String() + "/" + string(party)
}

// OriginOf returns the name of a volume of party's record: that of the first, volume 0, is Origin; behind those of the
// later ones stands "/" and their number, from 2 on [REC-1].
func OriginOf(charter parley.Hash, party parley.PartyID, volume uint64) string {
	if volume == 0 {
		return Origin(charter, party)
	}
	return Origin(charter, party) + "/" + strconv.FormatUint(volume, 10)
}

// journalPrefix stands where the charter of a record would: it is no charter's id.
const journalPrefix = "parley/journal/"

// JournalOrigin returns the name of the private log of what was done at party's node, which nobody else sees.
func JournalOrigin(party parley.PartyID) string { return journalPrefix + string(party) }

// ParseOrigin reads the name of a volume, as OriginOf writes it; volume 1 and those above wire.MaxVolume do not exist.
func ParseOrigin(s string) (charter parley.Hash, party parley.PartyID, volume uint64, err error) {
	bad := parley.Errorf(parley.CodeBadRecord, "%.160q is not the name of a record", s)
	words := strings.Split(s, "/")
	if len(words) < 3 || len(words) > 4 {
		return charter, "", 0, bad
	}
	if charter, err = parley.ParseHash(words[1]); err != nil {
		return charter, "", 0, bad
	}
	if err = parley.CheckName("party", words[2]); err != nil {
		return charter, "", 0, bad
	}
	if len(words) == 4 {
		volume, err = strconv.ParseUint(words[3], 10, 8)
	}
	party = parley.PartyID(words[2])
	if err != nil || CheckVolumeNumber(volume) != nil || OriginOf(charter, party, volume) != s {
		return charter, "", 0, bad
	}
	return charter, party, volume, nil
}

// CheckVolumeNumber holds that a volume can bear a number: 0 for the first, 2 to wire.MaxVolume for the later ones
// [REC-70].
func CheckVolumeNumber(volume uint64) error {
	if volume == 1 || volume > wire.MaxVolume {
		return parley.Errorf(parley.CodeBadRecord, "there is no volume %d: the first is 0, the later ones are 2 to %d", volume, wire.MaxVolume)
	}
	return nil
}

// CosignerName returns the name under which party cosigns others' records: the name of its first volume and "/cosigner",
// in whichever volume its own record stands [REC-1].
func CosignerName(charter parley.Hash, party parley.PartyID) string {
	return Origin(charter, party) + "/cosigner"
}

// LogVKey returns the C2SP verifier key of a record, type 0x01: "name+hash+base64".
func LogVKey(origin string, pub ed25519.PublicKey) string {
	return vkey(origin, typeEd25519, pub)
}

// CosignerVKey returns the C2SP verifier key of a cosigner, type 0x04.
func CosignerVKey(name string, pub ed25519.PublicKey) string {
	return vkey(name, typeCosignature, pub)
}

func vkey(name string, keyType byte, pub ed25519.PublicKey) string {
	h := keyHash(name, keyType, pub)
	return fmt.Sprintf("%s+%x+%s", name, h, base64.StdEncoding.EncodeToString(append([]byte{keyType}, pub...)))
}

// keyHash returns the four bytes that stand before a signature in a note: the first of SHA-256(name || LF || type || key).
func keyHash(name string, keyType byte, pub ed25519.PublicKey) []byte {
	h := parley.Sum(append(append([]byte(name), '\n', keyType), pub...))
	return h[:4]
}
