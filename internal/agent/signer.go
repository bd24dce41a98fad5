package agent

import (
	"crypto/ed25519"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"parley"
)

// A Signer is an Ed25519 key that the agent behind a client holds. It implements parley.Signer.
type Signer struct {
	client *Client
	public ed25519.PublicKey
	key    ssh.PublicKey
}

var _ parley.Signer = (*Signer)(nil)

// Signer returns the key whose public half is given, whether or not the agent is there and holds it.
func (c *Client) Signer(public ed25519.PublicKey) (*Signer, error) {
	key, err := ssh.NewPublicKey(public)
	if err != nil || len(public) != ed25519.PublicKeySize {
		return nil, parley.Errorf(parley.CodeBadKey, "the key is no Ed25519 key")
	}
	return &Signer{c, append(ed25519.PublicKey(nil), public...), key}, nil
}

// Public returns the public half.
func (s *Signer) Public() ed25519.PublicKey { return append(ed25519.PublicKey(nil), s.public...) }

// Sign returns the 64-byte Ed25519 signature over message. Errors: CodeNotRunning where no agent answers, and
// CodeBadSignature where it refuses.
func (s *Signer) Sign(message []byte) ([]byte, error) {
	sig, err := s.client.sign(s.key, message)
	if err != nil {
		return nil, err
	}
	return sig.Blob, nil
}

// Remembers reports that the key must be asked only for what can not be taken back: its agent holds later heads against
// those that it signed.
func (s *Signer) Remembers() bool { return true }

// Holds reports whether the agent is there and holds the key.
func (s *Signer) Holds() error {
	keys, err := s.client.list()
	if err != nil {
		return err
	}
	for _, k := range keys {
		if sameKey(k, s.key) {
			return nil
		}
	}
	return parley.Errorf(parley.CodeNotFound, "the agent at %s does not hold the key %s", s.client.socket, parley.KeyIDOf(s.public))
}

func sameKey(k *agent.Key, key ssh.PublicKey) bool { return string(k.Blob) == string(key.Marshal()) }

// Ed25519 returns the public halves of the Ed25519 keys that the agent holds, with their comments.
func (c *Client) Ed25519() (keys []ed25519.PublicKey, comments []string, err error) {
	all, err := c.list()
	for _, k := range all {
		if public, ok := ed25519Of(k.Blob); ok {
			keys, comments = append(keys, public), append(comments, k.Comment)
		}
	}
	return keys, comments, err
}

func ed25519Of(blob []byte) (ed25519.PublicKey, bool) {
	key, err := ssh.ParsePublicKey(blob)
	if err != nil || key.Type() != ssh.KeyAlgoED25519 {
		return nil, false
	}
	public, ok := key.(ssh.CryptoPublicKey).CryptoPublicKey().(ed25519.PublicKey)
	return public, ok
}
