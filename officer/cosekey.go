package officer

import (
	"bytes"
)

// The two forms of a COSE_Key (RFC 9052, section 7) in deterministic encoding, up to the coordinates [OFF-4]:
// {1: 2, 3: -7, -1: 1, -2: x, -3: y} and {1: 1, 3: -8, -1: 6, -2: x}.
var (
	coseP256    = []byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}
	coseP256Y   = []byte{0x22, 0x58, 0x20}
	coseEd25519 = []byte{0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20}
)

// readCOSE parses the public key of a passkey, as an authenticator writes it: ES256 in 77 bytes or EdDSA in 42.
func readCOSE(b []byte) (public, error) {
	if x, ok := bytes.CutPrefix(b, coseEd25519); ok && len(x) == 32 {
		return public{curve: ed25519Curve, point: x}, nil
	}
	xy, ok := bytes.CutPrefix(b, coseP256)
	if !ok || len(xy) != 32+len(coseP256Y)+32 || !bytes.HasPrefix(xy[32:], coseP256Y) {
		return public{}, badKey("the passkey is not a COSE_Key of ES256 or EdDSA in its one encoding")
	}
	point := append([]byte{4}, xy[:32]...)
	return public{curve: p256Curve, point: append(point, xy[32+len(coseP256Y):]...)}, nil
}
