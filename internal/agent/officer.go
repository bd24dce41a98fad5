package agent

import (
	"crypto/elliptic"
	"math/big"

	"golang.org/x/crypto/ssh"

	"parley"
)

// An OfficerKey is a key of an SSH agent that an officer may sign with: on this machine, in a token or on a security key.
type OfficerKey struct {
	Type    string // ssh-ed25519, ecdsa-sha2-nistp256, sk-ssh-ed25519@openssh.com or sk-ecdsa-sha2-nistp256@openssh.com
	Blob    []byte // the public key, as SSH writes it
	Comment string // as the agent says; nobody vouches for it

	client *Client
	key    ssh.PublicKey
}

// A Signature is what an officer's key made over some bytes.
type Signature struct {
	Raw []byte // 64 bytes: Ed25519, or r and s of P-256 with 32 bytes each and s in the lower half
	// Flags and Counter are what a security key signed besides the bytes; Security is false for all other keys.
	Security bool
	Flags    byte
	Counter  uint32
}

// OfficerKeys lists the keys of the agent of which an officer's can be one, in the agent's order. Keys of other types, RSA
// among them, are left out.
func (c *Client) OfficerKeys() (out []*OfficerKey, err error) {
	all, err := c.list()
	for _, k := range all {
		switch k.Format {
		case ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256:
		default:
			continue
		}
		key, err := ssh.ParsePublicKey(k.Blob)
		if err != nil || key.Type() != k.Format {
			continue
		}
		out = append(out, &OfficerKey{k.Format, k.Blob, k.Comment, c, key})
	}
	return out, err
}

// Sign has the agent sign data, within the client's patience, and checks the signature. A security key waits for a touch
// meanwhile. Errors: those of Signer.Sign.
func (k *OfficerKey) Sign(data []byte) (s Signature, err error) {
	sig, err := k.client.sign(k.key, data)
	if err != nil {
		return s, err
	}
	bad := parley.Errorf(parley.CodeBadSignature, "the agent at %s made a signature of another form than its key", k.client.socket)
	if k.Type == ssh.KeyAlgoED25519 || k.Type == ssh.KeyAlgoSKED25519 {
		s.Raw = sig.Blob
	} else if s.Raw, err = rawP256(sig.Blob); err != nil {
		return s, bad
	}
	if k.Type == ssh.KeyAlgoSKED25519 || k.Type == ssh.KeyAlgoSKECDSA256 {
		var said struct {
			Flags   byte
			Counter uint32
		}
		if err := ssh.Unmarshal(sig.Rest, &said); err != nil {
			return s, bad
		}
		s.Security, s.Flags, s.Counter = true, said.Flags, said.Counter
	} else if len(sig.Rest) != 0 {
		return s, bad
	}
	if len(s.Raw) != 64 {
		return s, bad
	}
	return s, nil
}

// rawP256 returns r and s of an ECDSA signature as SSH writes it. Of the two values of s that verify, the lower one is
// taken.
func rawP256(blob []byte) ([]byte, error) {
	var sig struct{ R, S *big.Int }
	if err := ssh.Unmarshal(blob, &sig); err != nil {
		return nil, err
	}
	n := elliptic.P256().Params().N
	if sig.R.Sign() <= 0 || sig.S.Sign() <= 0 || sig.R.Cmp(n) >= 0 || sig.S.Cmp(n) >= 0 {
		return nil, errFrame
	}
	if sig.S.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
		sig.S.Sub(n, sig.S)
	}
	raw := make([]byte, 64)
	sig.R.FillBytes(raw[:32])
	sig.S.FillBytes(raw[32:])
	return raw, nil
}
