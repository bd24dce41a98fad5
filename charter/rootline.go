package charter

import (
	"crypto/ed25519"
	"encoding/binary"

	"parley"
)

// SignAsRoot returns the signature line, with its LF, of party's root key over a text that is no charter, as the root
// signs one: a C2SP signed note whose key name is RootName. The text must end with LF and say in its first line what it
// is, so that it can be taken for nothing else.
func SignAsRoot(root parley.Signer, party parley.PartyID, text []byte) (string, error) {
	v, err := verifier(&Party{ID: party, Root: root.Public()})
	if err != nil {
		return "", err
	}
	sig, err := root.Sign(text)
	if err != nil {
		return "", parley.Wrap(err, parley.CodeBadSignature, "the root key of %s could not sign", party)
	}
	return signatureLine(v, sig), nil
}

// RootLine returns the party that a signature line, without its LF, names, and holds that it is made like one.
func RootLine(line string) (parley.PartyID, error) {
	party, _, err := splitLine(line)
	return party, err
}

// CheckRootLine holds that line, without its LF, is the signature of party's root key over text.
func CheckRootLine(party parley.PartyID, root ed25519.PublicKey, text []byte, line string) error {
	signer, sig, err := splitLine(line)
	if err != nil {
		return err
	}
	v, err := verifier(&Party{ID: party, Root: root})
	if err != nil {
		return err
	}
	if signer != party || binary.BigEndian.Uint32(sig) != v.KeyHash() || !v.Verify(text, sig[4:]) {
		return badSignature("the root key of %s has not signed this", party)
	}
	return nil
}
