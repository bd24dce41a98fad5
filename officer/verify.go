package officer

import (
	"parley"
	"parley/wire"
)

// signatureLen is the length of a signature by a key of any kind.
const signatureLen = 64

// Verify reports why s is not a signature by k over payload for that use and scope; it returns nil when it is. The scope
// is the edition id for what is said of a message, and the charter id for a roster act [OFF-6] [OFF-7].
func (k Key) Verify(s wire.Signature, use string, scope, payload []byte) error {
	p, err := k.read()
	if err != nil {
		return err
	}
	alg, kid, err := s.Header()
	switch {
	case err != nil:
		return err
	case alg != algorithms[k.Kind] || kid != k.ID():
		return badSignature("the signature is not by the key %s", k.ID())
	case len(s.Evidence) > wire.MaxKeyProof:
		return badSignature("the evidence of the signature by the key %s has more than %d bytes", k.ID(), wire.MaxKeyProof)
	}
	signed, err := k.signed(p, wire.ToBeSigned(s.Protected, wire.AAD(use, scope), payload), s.Evidence)
	if err != nil {
		return err
	}
	if !p.verify(signed, s.Signature) {
		return badSignature("the signature by the key %s does not verify: it is of another text, or was made for something else", k.ID())
	}
	return nil
}

// signed returns the bytes that the key itself signs, after it has checked the evidence: text, or what stands in its
// place for that kind.
func (k Key) signed(p public, text, evidence []byte) ([]byte, error) {
	switch {
	case k.Kind == KindPasskey:
		return k.assertionSigned(text, evidence)
	case p.device:
		return k.deviceSigned(p, text, evidence)
	case len(evidence) > 0:
		return nil, badSignature("the signature by the key %s has evidence, as no key of its kind has", k.ID())
	case k.Kind == KindSSH:
		return sshSigned(text), nil
	}
	return text, nil
}

// Flags of an authenticator (WebAuthn, section 6.1). Bits 1 and 5 are reserved, and not looked at.
const (
	flagPresent  = 0x01 // UP: somebody touched the device
	flagVerified = 0x04 // UV: the device verified its user
	flagEligible = 0x08 // BE: the key may be copied to other devices
	flagBackedUp = 0x10 // BS: it was
	flagAttested = 0x40 // AT: a new key follows
	flagExtended = 0x80 // ED: extensions follow
)

// checkFlags holds what the device says of the signature against what the party asks for [OFF-10].
func (k Key) checkFlags(flags uint64) error {
	has := func(flag uint64) bool { return flags&flag != 0 }
	switch {
	case flags > 0xff || has(flagAttested) || has(flagExtended):
		return badSignature("the signature by the key %s brings a new key or an extension", k.ID())
	case !has(flagPresent):
		return badSignature("the signature by the key %s was made without its user being present", k.ID())
	case k.Extra.Verified && !has(flagVerified):
		return badSignature("the signature by the key %s was made without verifying the user", k.ID())
	case !k.Extra.Backup && (has(flagEligible) || has(flagBackedUp)):
		return badSignature("the key %s is one that is copied to other devices, which its enrolment does not allow", k.ID())
	case has(flagBackedUp) && !has(flagEligible):
		return badSignature("the key %s is said to be copied and not to be one that can be", k.ID())
	}
	return nil
}

func badSignature(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadSignature, format, args...)
}
