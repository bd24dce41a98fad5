package officer

import (
	"encoding/binary"
	"strings"
)

// The types of SSH keys [OFF-3]. There is no RSA among them.
const (
	sshEd25519  = "ssh-ed25519"
	sshP256     = "ecdsa-sha2-nistp256"
	sshEd25519K = "sk-ssh-ed25519@openssh.com"
	sshP256K    = "sk-ecdsa-sha2-nistp256@openssh.com"
	nistP256    = "nistp256"
)

// maxApplication is the longest application of an sk- key, in bytes.
const maxApplication = 255

// readSSH parses an SSH public key blob: the type, the point and, for sk-, the application [OFF-3].
func readSSH(blob []byte) (public, error) {
	b := sshReader{left: blob}
	typ := string(b.next())
	p, ok := map[string]public{
		sshEd25519: {curve: ed25519Curve}, sshEd25519K: {curve: ed25519Curve, device: true},
		sshP256: {curve: p256Curve}, sshP256K: {curve: p256Curve, device: true},
	}[typ]
	if !ok {
		return public{}, badKey("the SSH key is of the type %.40q, which is none of %s, %s and their sk- kin", typ, sshEd25519, sshP256)
	}
	if p.curve == p256Curve && string(b.next()) != nistP256 {
		return public{}, badKey("the SSH key of the type %s is not on the curve %s", typ, nistP256)
	}
	p.point = b.next()
	if p.device {
		p.application = string(b.next())
	}
	if b.bad || len(b.left) > 0 {
		return public{}, badKey("the SSH key of the type %s has a byte too few or too many", typ)
	}
	if p.device && !isApplication(p.application) {
		return public{}, badKey("the application %.40q of an SSH security key is not ssh: and printable ASCII, at most %d bytes", p.application, maxApplication)
	}
	return p, nil
}

// isApplication keeps the credentials of SSH apart from those of web pages, whose relying party ids have no colon.
func isApplication(s string) bool {
	for i := range len(s) {
		if s[i] < 0x21 || s[i] > 0x7e {
			return false
		}
	}
	return strings.HasPrefix(s, "ssh:") && len(s) <= maxApplication
}

// typeOf returns the first string of a blob: the type of an SSH key that was read.
func typeOf(blob []byte) string {
	b := sshReader{left: blob}
	return string(b.next())
}

// An sshReader takes apart the data types of RFC 4251, section 5.
type sshReader struct {
	left []byte
	bad  bool // something was missing
}

// next returns the bytes of a string, none where it is not whole.
func (r *sshReader) next() []byte {
	n := r.take(4)
	if n == nil {
		return nil
	}
	return r.take(uint64(binary.BigEndian.Uint32(n)))
}

func (r *sshReader) take(n uint64) []byte {
	if r.bad || n > uint64(len(r.left)) {
		r.bad = true
		return nil
	}
	out := r.left[:n]
	r.left = r.left[n:]
	return out
}

// sshString returns s as RFC 4251 writes a string: its length in 4 bytes and the bytes.
func sshString(s []byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(s))), s...)
}
