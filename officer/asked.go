package officer

import "parley/wire"

// VerifyAsked reports why an assertion by the passkey k is not one whose challenge is the SHA-256 of text; it returns nil
// when it is. It is for what is asked of somebody who has not yet said by which key he answers, and is no part of what
// parties agree on: text must not begin as a Sig_structure does, so that such an assertion is never a signature.
func (k Key) VerifyAsked(text, authenticator, client, signature []byte) error {
	if len(text) == 0 || text[0] == sigStructureByte {
		return badSignature("the text that was asked for could be one that is signed")
	}
	s, err := k.FromPasskey(authenticator, client, signature)
	if err != nil {
		return err
	}
	signed, err := k.assertionSigned(text, s.Evidence)
	if err != nil {
		return err
	}
	if p, err := k.read(); err != nil || !p.verify(signed, s.Signature) {
		return badSignature("the assertion by the key %s does not verify", k.ID())
	}
	return nil
}

// sigStructureByte begins every Sig_structure: an array of four (RFC 8949).
var sigStructureByte = wire.ToBeSigned(nil, nil, nil)[0]
