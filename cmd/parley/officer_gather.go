package main

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"os"

	"parley"
	"parley/officer"
	"parley/wire"
)

// actTitle is the title of a roster act that people hand on as a text file (PEM).
const actTitle = "PARLEY ROSTER ACT"

// maxActText bounds such a file, in bytes.
const maxActText = 64 << 10

func actText(g *officer.Gathering) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: actTitle, Bytes: g.Encode()})
}

// readAct reads a roster act some of whose signatures may be missing.
func readAct(path string) (*officer.Gathering, error) {
	b, err := readFile(path, maxActText)
	if err != nil {
		return nil, err
	}
	block, rest := pem.Decode(b)
	if block == nil || block.Type != actTitle || len(rest) > 0 {
		return nil, parley.Errorf(parley.CodeBadRoster, "%s holds no roster act", path)
	}
	return officer.Gather(block.Bytes)
}

// write writes an act to a new file and says what is missing.
func (m *actMaker) write(w io.Writer, g *officer.Gathering) error {
	if err := writeBytes(m.out, actText(g)); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s\nwritten to %s\n", g.Act.Words(), m.out)
	for _, k := range g.Unproved() {
		fmt.Fprintf(w, "has to sign: the key %s, which it adds\n", k.ID())
	}
	return nil
}

// signAct has signers sign.
func signAct(g *officer.Gathering, signers []officer.Signer) error {
	for _, s := range signers {
		signature, err := s.Sign(wire.UseRoster, g.Act.Charter[:], g.Act.Page())
		if err == nil {
			err = g.Add(signature)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// An assertion is what a browser answers for a passkey: of the response, the fields in base64url.
type assertion struct {
	Response struct {
		AuthenticatorData string `json:"authenticatorData"`
		ClientDataJSON    string `json:"clientDataJSON"`
		Signature         string `json:"signature"`
	} `json:"response"`
}

// addAssertion adds the signature of whichever of the keys an assertion is by.
func addAssertion(g *officer.Gathering, path string, keys []officer.Key) error {
	b, err := readFile(path, maxKeyText)
	if err != nil {
		return err
	}
	var a assertion
	if err := json.Unmarshal(b, &a); err != nil {
		return parley.Wrap(err, parley.CodeBadSignature, "%s is not the JSON of a browser's answer", path)
	}
	var parts [3][]byte
	for i, text := range []string{a.Response.AuthenticatorData, a.Response.ClientDataJSON, a.Response.Signature} {
		if parts[i], err = base64.RawURLEncoding.DecodeString(text); err != nil || len(parts[i]) == 0 {
			return parley.Errorf(parley.CodeBadSignature, "%s lacks authenticatorData, clientDataJSON or signature of the response, in base64url", path)
		}
	}
	for _, k := range keys {
		if k.Kind != officer.KindPasskey {
			continue
		}
		s, err := k.FromPasskey(parts[0], parts[1], parts[2])
		if err == nil && k.Verify(s, wire.UseRoster, g.Act.Charter[:], g.Act.Page()) == nil {
			return g.Add(s)
		}
	}
	return parley.Errorf(parley.CodeBadSignature, "%s is the answer of none of the passkeys that have to sign, or to another question", path)
}

// replaceFile puts other bytes in the place of those in a file: a reader finds the one or the other.
func replaceFile(path string, b []byte) error {
	next := path + ".next"
	if err := os.Remove(next); err != nil && !os.IsNotExist(err) {
		return unwritable(next, err)
	}
	if err := writeBytes(next, b); err != nil {
		return err
	}
	if err := os.Rename(next, path); err != nil {
		return unwritable(path, err)
	}
	return nil
}
