package officer

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"math/big"
	"slices"
	"strings"

	"parley/wire"
)

// The armour of a signature file of ssh-keygen.
const (
	armourBegin = "-----BEGIN SSH SIGNATURE-----\n"
	armourEnd   = "-----END SSH SIGNATURE-----\n"
	armourWidth = 70
)

// FromKeygen returns the signature made of a file that `ssh-keygen -Y sign -n parley` wrote for the Text of a Request.
func (k Key) FromKeygen(file []byte) (wire.Signature, error) {
	begun, ok := bytes.CutPrefix(file, []byte(armourBegin))
	armour, ended := bytes.CutSuffix(begun, []byte(armourEnd))
	blob, err := base64.StdEncoding.DecodeString(string(armour))
	if len(file) > wire.MaxStatement || !ok || !ended || err != nil {
		return wire.Signature{}, badSignature("the signature by the key %s is not a file of ssh-keygen", k.ID())
	}
	b := sshReader{left: blob}
	magic, version := b.take(uint64(len(sshMagic))), b.take(4)
	key, namespace, reserved, digest, signature := b.next(), b.next(), b.next(), b.next(), b.next()
	switch {
	case b.bad || len(b.left) > 0 || string(magic) != sshMagic || binary.BigEndian.Uint32(version) != 1 || len(reserved) > 0:
		return wire.Signature{}, badSignature("the signature by the key %s is not in the SSHSIG format, version 1", k.ID())
	case !bytes.Equal(key, k.Public):
		return wire.Signature{}, badSignature("the file is signed by another key than %s", k.ID())
	case string(namespace) != sshNamespace || string(digest) != sshDigest:
		return wire.Signature{}, badSignature("the file is signed for %.40q with the hash %.20q, not for %q with %q", namespace, digest, sshNamespace, sshDigest)
	}
	s := sshReader{left: signature}
	format, raw := s.next(), s.next()
	if s.bad {
		return wire.Signature{}, badSignature("the signature by the key %s is not whole", k.ID())
	}
	return k.FromAgent(string(format), raw, s.left)
}

// Keygen returns s, a signature by the SSH key k, as a file that `ssh-keygen -Y verify -n parley` checks against the Text
// of its Request, so that anybody can check it without this program.
func (k Key) Keygen(s wire.Signature) ([]byte, error) {
	p, err := k.read()
	if err != nil {
		return nil, err
	}
	if k.Kind != KindSSH || len(s.Signature) != signatureLen || !p.device && len(s.Evidence) > 0 {
		return nil, badSignature("the signature is not by the SSH key %s", k.ID())
	}
	raw := s.Signature
	if p.curve == p256Curve {
		raw = slices.Concat(mpint(raw[:32]), mpint(raw[32:]))
	}
	signature := slices.Concat(sshString([]byte(typeOf(k.Public))), sshString(raw))
	if p.device {
		e, err := k.readDeviceProof(s.Evidence)
		if err != nil {
			return nil, err
		}
		signature = binary.BigEndian.AppendUint32(append(signature, byte(e.Flags)), uint32(e.Counter))
	}
	blob := slices.Concat([]byte(sshMagic), []byte{0, 0, 0, 1}, sshString(k.Public), sshString([]byte(sshNamespace)),
		sshString(nil), sshString([]byte(sshDigest)), sshString(signature))
	return armoured(blob), nil
}

// mpint returns a positive number as RFC 4251 writes it: without leading zeros, but for one where the first bit is set.
func mpint(b []byte) []byte {
	n := new(big.Int).SetBytes(b)
	return sshString(n.FillBytes(make([]byte, n.BitLen()/8+1)))
}

func armoured(blob []byte) []byte {
	var b strings.Builder
	b.WriteString(armourBegin)
	for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(blob)), armourWidth) {
		b.Write(line)
		b.WriteByte('\n')
	}
	b.WriteString(armourEnd)
	return []byte(b.String())
}
