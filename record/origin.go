package record

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"

	"parley"
)

// Key types of C2SP signed notes: the byte before the public key.
const (
	typeEd25519     = 0x01 // a log's own signature
	typeCosignature = 0x04 // a mirror's dated cosignature
)

// Origin returns the name of party's record under a charter: "parley/<charter id>/<party>" [REC-1].
func Origin(charter parley.Hash, party parley.PartyID) string {
	return "parley/" + charter.String() + "/" + string(party)
}

// CosignerName returns the name under which party cosigns others' records: its origin and "/cosigner" [REC-1].
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
