// Package signin is what an officer answers who signs in to a console: a challenge that names the party, the console and
// the time, and is signed by one of the officer's keys for this use and for nothing else.
package signin

import (
	"encoding/base64"
	"fmt"
	"strings"

	"parley"
	"parley/officer"
	"parley/wire"
)

// Use is the use string of an answer: such a signature says nothing of any message or roster.
const Use = "parley console sign-in v1"

// Limits, in bytes.
const (
	MaxConsole   = 300
	MaxChallenge = 1 << 10 // encoded
	MaxAnswer    = 8 << 10 // encoded
)

// A Challenge is what is answered.
type Challenge struct {
	Party   parley.PartyID
	Console string        // address of the console as browsers name it: scheme, host and port
	Time    parley.Millis // when it was made, by the node's clock
	Nonce   string        // 32 hexadecimal digits
}

// Text returns the challenge as an officer reads it before it is signed.
func (c Challenge) Text() []byte {
	return fmt.Appendf(nil, "%s\nparty: %s\nconsole: %s\ntime: %s\nnonce: %s\n", Use, c.Party, c.Console, c.Time, c.Nonce)
}

// Encode returns the challenge as one word to be copied.
func (c Challenge) Encode() string { return base64.RawURLEncoding.EncodeToString(c.Text()) }

// Decode reads what Encode returns. It takes no other text than one that Text writes, so that nothing else is ever signed
// in its place. CodeBadEncoding.
func Decode(word string) (c Challenge, err error) {
	bad := parley.Errorf(parley.CodeBadEncoding, "it is no challenge of a console; copy it whole from the page")
	if len(word) > MaxChallenge {
		return c, bad
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(strings.TrimSpace(word))
	if err != nil {
		return c, bad
	}
	lines := strings.Split(string(b), "\n")
	if len(lines) != 6 {
		return c, bad
	}
	value := func(i int, key string) string { v, _ := strings.CutPrefix(lines[i], key+": "); return v }
	c = Challenge{Party: parley.PartyID(value(1, "party")), Console: value(2, "console"), Nonce: value(4, "nonce")}
	if c.Time, err = parley.ParseMillis(value(3, "time")); err != nil {
		return c, bad
	}
	if string(c.Text()) != string(b) || c.check() != nil {
		return c, bad
	}
	return c, nil
}

func (c Challenge) check() error {
	if err := parley.CheckName("party", string(c.Party)); err != nil {
		return err
	}
	if err := wire.CheckLine("console", c.Console, MaxConsole); err != nil {
		return err
	}
	if len(c.Nonce) != 32 || strings.Trim(c.Nonce, "0123456789abcdef") != "" {
		return parley.Errorf(parley.CodeBadEncoding, "the nonce is not 32 hexadecimal digits")
	}
	return nil
}

// An Answer is a challenge that a key has signed.
type Answer struct {
	_         struct{} `cbor:",toarray"`
	Challenge []byte   // its text
	Signature wire.Signature
}

// Sign has a key answer.
func Sign(c Challenge, s officer.Signer) (Answer, error) {
	text := c.Text()
	sig, err := s.Sign(Use, nil, text)
	return Answer{Challenge: text, Signature: sig}, err
}

// Encode returns the answer as one word to be pasted into the page.
func (a Answer) Encode() string { return base64.RawURLEncoding.EncodeToString(wire.Marshal(a)) }

// DecodeAnswer reads what Encode returns, and the challenge in it. CodeBadEncoding.
func DecodeAnswer(word string) (a Answer, c Challenge, err error) {
	bad := parley.Errorf(parley.CodeBadEncoding, "it is no answer of parley login --answer; copy it whole")
	if word = strings.Join(strings.Fields(word), ""); len(word) > MaxAnswer {
		return a, c, bad
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(word)
	if err != nil || wire.Unmarshal("answer", b, MaxAnswer, &a) != nil {
		return a, c, bad
	}
	if c, err = Decode(base64.RawURLEncoding.EncodeToString(a.Challenge)); err != nil {
		return a, c, bad
	}
	return a, c, nil
}

// Key returns the id of the key that the answer says to be signed by.
func (a Answer) Key() (parley.KeyID, error) {
	_, kid, err := a.Signature.Header()
	return kid, err
}

// Verify reports why a key did not sign the answer.
func (a Answer) Verify(k officer.Key) error { return k.Verify(a.Signature, Use, nil, a.Challenge) }
