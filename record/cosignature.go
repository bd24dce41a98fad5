package record

import (
	"crypto/ed25519"
	"fmt"

	"parley"
)

// Cosign returns a mirror's C2SP cosignature over another party's head: 64 bytes of Ed25519 [REC-10]. It says that the
// mirror holds every leaf below the head's size and has verified that they give its root. The signature does not
// commit to name, which is why no key may have two roles; name is an argument so that a later type of key can.
func Cosign(s parley.Signer, name, checkpointText string, seconds uint64) ([]byte, error) {
	return sign(s, cosignedText(checkpointText, seconds))
}

// VerifyCosignature reports whether sig is pub's cosignature over checkpointText at that time.
func VerifyCosignature(pub ed25519.PublicKey, name, checkpointText string, seconds uint64, sig []byte) bool {
	return verify(pub, cosignedText(checkpointText, seconds), sig)
}

func cosignedText(checkpointText string, seconds uint64) string {
	return fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, checkpointText)
}
