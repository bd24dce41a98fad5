package officer

import (
	"parley"
	"parley/wire"
)

// A Request is what the holder of a key is asked to sign. What comes back becomes a signature by FromRaw, FromDevice,
// FromAgent, FromKeygen or FromPasskey of that key.
type Request struct {
	Text      []byte // the Sig_structure; what `ssh-keygen -Y sign -n parley` is given as its file
	Challenge []byte // what the holder's device is given: see Key.Request
}

// Request returns what k has to sign to say payload for that use and scope. Its Challenge is the text itself for an
// Ed25519 key, the structure of SSHSIG for an SSH key, to be signed by an agent as it is, and for a passkey the challenge
// of an assertion, 32 bytes.
func (k Key) Request(use string, scope, payload []byte) Request {
	text := wire.ToBeSigned(k.protected(), wire.AAD(use, scope), payload)
	switch k.Kind {
	case KindSSH:
		return Request{text, sshSigned(text)}
	case KindPasskey:
		h := parley.Sum(text)
		return Request{text, h[:]}
	}
	return Request{text, text}
}

func (k Key) protected() []byte { return wire.Protected(algorithms[k.Kind], k.ID()) }

// A Signer signs for one key of an officer, wherever the private key lives.
type Signer interface {
	Key() Key
	Sign(use string, scope, payload []byte) (wire.Signature, error)
}
