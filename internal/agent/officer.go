package agent

import (
	"bytes"

	"golang.org/x/crypto/ssh"

	"parley"
	"parley/officer"
	"parley/wire"
)

// An OfficerKey is a key of an SSH agent that an officer signs with: on this machine, in a token or on a security key. It
// implements officer.Signer.
type OfficerKey struct {
	Comment string // as the agent says; nobody vouches for it

	client *Client
	key    officer.Key
	public ssh.PublicKey
}

var _ officer.Signer = (*OfficerKey)(nil)

// OfficerKeys lists the keys of the agent of which an officer's can be one, in the agent's order. Keys of other types, RSA
// among them, are left out. A security key is listed as one that asks for a touch and for no PIN: see For.
func (c *Client) OfficerKeys() (out []*OfficerKey, err error) {
	all, err := c.list()
	for _, k := range all {
		key := officer.Key{Kind: officer.KindSSH, Public: k.Blob}
		if k.Format == ssh.KeyAlgoSKED25519 || k.Format == ssh.KeyAlgoSKECDSA256 {
			key.Extra = &officer.Extra{Origins: []string{}}
		}
		public, err := ssh.ParsePublicKey(k.Blob)
		if err == nil && public.Type() == k.Format && key.Check() == nil {
			out = append(out, &OfficerKey{k.Comment, c, key, public})
		}
	}
	return out, err
}

// For returns the agent's key that key is, as a roster names it. CodeNotFound: the agent does not hold it.
func (c *Client) For(key officer.Key) (*OfficerKey, error) {
	all, err := c.OfficerKeys()
	for _, k := range all {
		if key.Kind == officer.KindSSH && bytes.Equal(k.key.Public, key.Public) {
			k.key = key
			return k, key.Check()
		}
	}
	if err == nil {
		err = parley.Errorf(parley.CodeNotFound, "the agent at %s does not hold the key %s", c.socket, key.ID())
	}
	return nil, err
}

// Key returns the public half.
func (k *OfficerKey) Key() officer.Key { return k.key }

// Sign has the agent sign, within the client's patience, and checks the signature. A security key waits for a touch
// meanwhile. Errors: CodeNotRunning where no agent answers, and CodeBadSignature where it refuses or its signature does
// not count.
func (k *OfficerKey) Sign(use string, scope, payload []byte) (wire.Signature, error) {
	sig, err := k.client.sign(k.public, k.key.Request(use, scope, payload).Challenge)
	if err != nil {
		return wire.Signature{}, err
	}
	s, err := k.key.FromAgent(sig.Format, sig.Blob, sig.Rest)
	if err == nil {
		err = k.key.Verify(s, use, scope, payload)
	}
	return s, err
}
