package record

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"parley"
)

// MinHead is the smallest size of which a head of a first volume is signed: a record without its sheet and its edition
// says nothing. A later volume has its statement too, and MinLaterHead [REC-8].
const (
	MinHead      = 2
	MinLaterHead = 3
)

// LeastHead returns the smallest size of which a head of a volume is signed [REC-8].
func LeastHead(volume uint64) uint64 {
	if volume == 0 {
		return MinHead
	}
	return MinLaterHead
}

// leastHead is LeastHead of the volume that an origin names; a journal has heads from its first entry on.
func leastHead(origin string) uint64 {
	if strings.HasPrefix(origin, journalPrefix) {
		return 1
	}
	if strings.Count(origin, "/") < 3 {
		return MinHead
	}
	return MinLaterHead
}

// CheckpointText returns the three lines that a head signs: origin, size in decimal and root in base64 [REC-7].
func CheckpointText(origin string, size uint64, root parley.Hash) string {
	return fmt.Sprintf("%s\n%d\n%s\n", origin, size, base64.StdEncoding.EncodeToString(root[:]))
}

// SignHead signs the head of a record: 64 bytes of Ed25519 over its checkpoint text. Size is at least LeastHead of the
// volume.
func SignHead(s parley.Signer, origin string, size uint64, root parley.Hash) ([]byte, error) {
	if size < leastHead(origin) {
		return nil, parley.Errorf(parley.CodeBadRecord, "a head of size %d is never signed", size)
	}
	return sign(s, CheckpointText(origin, size, root))
}

// VerifyHead reports whether sig is pub's signature over the head. Which key that must be is said by the last sheet
// below size in the record itself [REC-9].
func VerifyHead(pub ed25519.PublicKey, origin string, size uint64, root parley.Hash, sig []byte) bool {
	return size >= leastHead(origin) && verify(pub, CheckpointText(origin, size, root), sig)
}

func sign(s parley.Signer, text string) ([]byte, error) {
	sig, err := s.Sign([]byte(text))
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBadSignature, "the key %s could not sign", parley.KeyIDOf(s.Public()))
	}
	if !verify(s.Public(), text, sig) {
		return nil, parley.Errorf(parley.CodeBadSignature, "the key %s made a signature that does not verify", parley.KeyIDOf(s.Public()))
	}
	return sig, nil
}

func verify(pub ed25519.PublicKey, text string, sig []byte) bool {
	return len(pub) == ed25519.PublicKeySize && ed25519.Verify(pub, []byte(text), sig)
}

// NamedCosignature is a mirror's statement as it stands in a checkpoint.
type NamedCosignature struct {
	Name      string // CosignerName of the mirror
	Key       ed25519.PublicKey
	Seconds   uint64 // since 1970, by the mirror's clock
	Signature []byte // 64 bytes
}

// Checkpoint returns the whole C2SP checkpoint: a signed note of the checkpoint text with the log's signature first.
func Checkpoint(origin string, size uint64, root parley.Hash, pub ed25519.PublicKey, sig []byte, cosigs []NamedCosignature) []byte {
	var b strings.Builder
	b.WriteString(CheckpointText(origin, size, root))
	b.WriteString("\n")
	b.WriteString(noteLine(origin, keyHash(origin, typeEd25519, pub), sig))
	for _, c := range cosigs {
		dated := append(binary.BigEndian.AppendUint64(nil, c.Seconds), c.Signature...)
		b.WriteString(noteLine(c.Name, keyHash(c.Name, typeCosignature, c.Key), dated))
	}
	return []byte(b.String())
}

func noteLine(name string, hash, sig []byte) string {
	return "— " + name + " " + base64.StdEncoding.EncodeToString(append(hash[:4:4], sig...)) + "\n"
}
