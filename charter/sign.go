package charter

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"strings"

	"parley"
	"parley/wire"

	"golang.org/x/mod/sumdb/note"
)

// RootName returns the C2SP key name of a party's root key: "parley/<party>/root" [CHR-16].
func RootName(party parley.PartyID) string { return "parley/" + string(party) + "/root" }

// RootVKey returns the C2SP verifier key of a party's root key.
func RootVKey(party parley.PartyID, root ed25519.PublicKey) (string, error) {
	vkey, err := note.NewEd25519VerifierKey(RootName(party), root)
	if err != nil {
		return "", parley.Wrap(err, parley.CodeBadCharter, "the root key of %s is not an Ed25519 public key", party)
	}
	return vkey, nil
}

// Sign returns the signature line of party over a charter text, with its LF:
//
//	— parley/north/root base64(4 bytes of key hash || 64 bytes of Ed25519 signature over the text)
//
// The text must be a charter that names root as the root key of party [CHR-16].
func Sign(root parley.Signer, party parley.PartyID, text []byte) (string, error) {
	c, err := Parse(text)
	if err != nil {
		return "", err
	}
	p := c.Party(party)
	if p == nil {
		return "", parley.Errorf(parley.CodeUnknownParty, "the charter has no party %q", party)
	}
	if !bytes.Equal(p.Root, root.Public()) {
		return "", badCharter("the key given is not the root key of %s that the charter names", party)
	}
	v, err := verifier(p)
	if err != nil {
		return "", err
	}
	sig, err := root.Sign(text)
	if err != nil {
		return "", parley.Wrap(err, parley.CodeBadSignature, "the root key of %s could not sign", party)
	}
	return signatureLine(v, sig), nil
}

func verifier(p *Party) (note.Verifier, error) {
	vkey, err := RootVKey(p.ID, p.Root)
	if err != nil {
		return nil, err
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBadCharter, "the root key of %s cannot be used", p.ID)
	}
	return v, nil
}

const signaturePrefix = "— "

func signatureLine(v note.Verifier, sig []byte) string {
	b := append(binary.BigEndian.AppendUint32(nil, v.KeyHash()), sig...)
	return signaturePrefix + v.Name() + " " + base64.StdEncoding.EncodeToString(b) + "\n"
}

// CheckSignatures holds that lines are one valid signature line of the root of each party of c over text, and nothing
// else, in any order [CHR-15]. text is the text that c was parsed from. A line may end with its LF or without.
func CheckSignatures(c *Charter, text []byte, lines []string) error {
	if len(lines) > wire.MaxParties {
		return badSignature("there are %d signature lines, more than a charter has parties", len(lines))
	}
	signed := map[parley.PartyID]bool{}
	for _, l := range lines {
		party, sig, err := splitLine(strings.TrimSuffix(l, "\n"))
		if err != nil {
			return err
		}
		if signed[party] {
			return badSignature("there are two signature lines of %s", party)
		}
		signed[party] = true
		if err := checkSignature(c, text, party, sig); err != nil {
			return err
		}
	}
	for _, p := range c.Parties {
		if !signed[p.ID] {
			return badSignature("the signature of %s is missing", p.ID)
		}
	}
	return nil
}

func badSignature(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadSignature, format, args...)
}

// splitLine reads a signature line into its party and the 4 bytes of key hash with the signature [CHR-16].
func splitLine(l string) (parley.PartyID, []byte, error) {
	rest, ok := strings.CutPrefix(l, signaturePrefix)
	name, b64, ok2 := strings.Cut(rest, " ")
	party, ok3 := strings.CutPrefix(name, "parley/")
	party, ok4 := strings.CutSuffix(party, "/root")
	b, err := base64.StdEncoding.DecodeString(b64)
	if !ok || !ok2 || !ok3 || !ok4 || err != nil || len(b) != 4+ed25519.SignatureSize || base64.StdEncoding.EncodeToString(b) != b64 {
		return "", nil, badSignature("%.120q is not a signature line of the form \"— parley/PARTY/root BASE64\"", l)
	}
	return parley.PartyID(party), b, nil
}

func checkSignature(c *Charter, text []byte, party parley.PartyID, sig []byte) error {
	p := c.Party(party)
	if p == nil {
		return badSignature("there is a signature of %.40q, which is no party of the charter", party)
	}
	v, err := verifier(p)
	if err != nil {
		return err
	}
	if binary.BigEndian.Uint32(sig) != v.KeyHash() {
		return badSignature("the signature of %s was made with another key than its root key", party)
	}
	if !v.Verify(text, sig[4:]) {
		return badSignature("the signature of %s does not verify: it was made over another text", party)
	}
	return nil
}
