package wire

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"parley"
)

// Forms that every charter has.
const (
	FormText = "text" // free text; the body is UTF-8
	FormAck  = "ack"  // acknowledgement; no body, refers to one message [WIRE-14]
)

// A Payload is what an officer signs. On the wire it is an array of the fields in this order [WIRE-4].
type Payload struct {
	_              struct{}          `cbor:",toarray"`
	Nonce          [16]byte          // random, made by the client; hides the text behind the id
	Time           parley.Millis     // when the client made it, by the client's clock
	From           Address           // originator: party and post
	Action         []Address         // action addressees, at least one
	Info           []Address         // information addressees
	Precedence     parley.Precedence // for the action addressees
	InfoPrecedence parley.Precedence // for the information addressees
	Edition        uint64            // number of the edition under which it was made
	Roster         uint64            // number of the sheet, later of the roster, in force at the originator
	Form           string            // the form of the body
	Proceeding     *parley.Hash      // the proceeding; null in its opening and in a text
	Act            string            // the act, empty where it is none
	Participants   []parley.PartyID  // in the opening act only
	Seen           []parley.Hash     // the last acts that its officer saw
	Texts          []parley.Hash     // the texts that it agrees to, each by its hash
	Refers         Refers
	Subject        string // one line
	Handling       string // a marking of the charter, or empty
	Lang           string // BCP 47; empty for forms without text
	Exercise       bool
	Expires        *parley.Millis // after it the message is no longer sent; null: never
	Body           []byte         // as its form says; UTF-8 for the form text
	Salt           *[16]byte      // null without attachments; a blob's id is SHA-256(salt || bytes)
	Blobs          []Blob
}

// An Address on the wire is [party, post], post null for the party at large.
type Address struct {
	_     struct{} `cbor:",toarray"`
	Party parley.PartyID
	Post  *parley.PostID
}

// AddressOf returns the wire form of a.
func AddressOf(a parley.Address) Address {
	if a.Post == "" {
		return Address{Party: a.Party}
	}
	return Address{Party: a.Party, Post: &a.Post}
}

// Parley returns the address as the vocabulary has it.
func (a Address) Parley() parley.Address {
	if a.Post == nil {
		return parley.Address{Party: a.Party}
	}
	return parley.Address{Party: a.Party, Post: *a.Post}
}

// Refers says how a message stands to earlier ones, each named by its id or null.
type Refers struct {
	_            struct{} `cbor:",toarray"`
	ReplyTo      *parley.Hash
	Acknowledges *parley.Hash
	Cancels      *parley.Hash
	Corrects     *parley.Hash
	Translates   *parley.Hash
}

// A Blob is an attachment: 1 byte to 64 MiB that travel apart from the message, at their own, lower precedence.
type Blob struct {
	_         struct{} `cbor:",toarray"`
	Name      string   // file name, for showing only
	MediaType string
	Size      uint64
	ID        parley.Hash // SHA-256(salt || bytes)
}

// BlobID returns the id of an attachment's bytes under salt.
func BlobID(salt [16]byte, b []byte) parley.Hash {
	return parley.Sum(append(salt[:], b...))
}

// Addressees returns action then information addressees.
func (p *Payload) Addressees() []parley.Address {
	out := make([]parley.Address, 0, len(p.Action)+len(p.Info))
	for _, a := range p.Action {
		out = append(out, a.Parley())
	}
	for _, a := range p.Info {
		out = append(out, a.Parley())
	}
	return out
}

// PrecedenceFor returns the precedence at which p goes to party: that of its action addressees if it is among them,
// else that of the information addressees.
func (p *Payload) PrecedenceFor(party parley.PartyID) parley.Precedence {
	for _, a := range p.Action {
		if a.Party == party {
			return p.Precedence
		}
	}
	return p.InfoPrecedence
}

// Encode returns the canonical bytes of p.
func (p *Payload) Encode() []byte { return Marshal(p) }

// DecodePayload reads canonical bytes and checks every field by itself; what the charter says of them is checked
// elsewhere.
func DecodePayload(b []byte) (*Payload, error) {
	p := new(Payload)
	if err := Unmarshal("message payload", b, MaxPayload, p); err != nil {
		return nil, err
	}
	if err := p.Check(); err != nil {
		return nil, err
	}
	return p, nil
}

// Check reports the first field that no message may have.
func (p *Payload) Check() error {
	for _, check := range []func() error{p.checkAddresses, p.checkParticipants, p.checkNumbers, p.checkWords, p.checkBody, p.checkBlobs} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func bad(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadMessage, format, args...)
}

func (p *Payload) checkAddresses() error {
	if p.From.Post == nil {
		return bad("the originator has no post")
	}
	if err := checkAddress(p.From); err != nil {
		return err
	}
	if len(p.Action) == 0 {
		return bad("the message has no action addressee")
	}
	if len(p.Action)+len(p.Info) > MaxPosts {
		return bad("the message has more than %d addressees", MaxPosts)
	}
	seen := map[parley.Address]bool{}
	for _, a := range append(append([]Address(nil), p.Action...), p.Info...) {
		if err := checkAddress(a); err != nil {
			return err
		}
		if a.Party == p.From.Party {
			return bad("the addressee %s is the originator's own party", a.Parley())
		}
		if seen[a.Parley()] {
			return bad("the addressee %s stands twice", a.Parley())
		}
		seen[a.Parley()] = true
	}
	return nil
}

func (p *Payload) checkParticipants() error {
	if len(p.Participants) > MaxParties {
		return bad("the message names more than %d participants", MaxParties)
	}
	there := map[parley.PartyID]bool{}
	for _, id := range p.Participants {
		if err := parley.CheckName("party", string(id)); err != nil {
			return err
		}
		if there[id] {
			return bad("the participant %s stands twice", id)
		}
		there[id] = true
	}
	return nil
}

func checkAddress(a Address) error {
	if err := parley.CheckName("party", string(a.Party)); err != nil {
		return err
	}
	if a.Post == nil {
		return nil
	}
	return parley.CheckName("post", string(*a.Post))
}

func (p *Payload) checkNumbers() error {
	switch {
	case p.Time < parley.EarliestMillis || p.Time > parley.MaxMillis:
		return bad("the message's time is before 2020 or cannot be written")
	case !p.Precedence.Valid() || !p.InfoPrecedence.Valid():
		return bad("the precedence is none of 0 to 3")
	case p.Edition == 0:
		return bad("the edition number is 0")
	case p.Expires != nil && (*p.Expires <= p.Time || *p.Expires > parley.MaxMillis):
		return bad("the message expires before it was made")
	case len(p.Seen) > MaxSeen || len(p.Texts) > MaxSeen:
		return bad("the message names more than %d acts seen or texts agreed to", MaxSeen)
	}
	return nil
}

func (p *Payload) checkWords() error {
	if p.Form == "" {
		return bad("the form is empty")
	}
	for _, w := range []struct{ name, s string }{{"form", p.Form}, {"act", p.Act}, {"handling", p.Handling}} {
		if err := CheckLine(w.name, w.s, MaxWord); err != nil {
			return err
		}
	}
	if err := CheckLine("subject", p.Subject, MaxSubject); err != nil {
		return err
	}
	return CheckLang(p.Lang)
}

func (p *Payload) checkBody() error {
	if p.Form == FormAck {
		return p.checkAck()
	}
	if p.Refers.Acknowledges != nil {
		return bad("only the form ack acknowledges a message")
	}
	if p.Form == FormText {
		return checkText(p.Body)
	}
	return nil
}

// checkAck holds that an acknowledgement says one thing to one party [WIRE-14].
func (p *Payload) checkAck() error {
	only := Refers{Acknowledges: p.Refers.Acknowledges}
	if len(p.Body) != 0 || len(p.Blobs) != 0 || p.Refers.Acknowledges == nil || p.Refers != only || len(p.Action) != 1 || len(p.Info) != 0 {
		return bad("an acknowledgement has no body and no attachment, names one message and goes to its author alone")
	}
	return nil
}

func checkText(b []byte) error {
	switch {
	case len(b) == 0:
		return bad("the text is empty")
	case len(b) > MaxText:
		return parley.Errorf(parley.CodeTooLarge, "the text has %d bytes, more than %d", len(b), MaxText)
	case !utf8.Valid(b):
		return bad("the text is not UTF-8")
	}
	return nil
}

func (p *Payload) checkBlobs() error {
	if len(p.Blobs) > MaxBlobs {
		return bad("the message has more than %d attachments", MaxBlobs)
	}
	if (p.Salt == nil) != (len(p.Blobs) == 0) {
		return bad("a salt stands in a message if and only if it has attachments")
	}
	for _, b := range p.Blobs {
		if err := CheckFileName(b.Name); err != nil {
			return err
		}
		if err := CheckLine("media type", b.MediaType, MaxMediaType); err != nil {
			return err
		}
		if err := CheckBlobSize(b.Name, b.Size); err != nil {
			return err
		}
	}
	return nil
}

// CheckBlobSize reports an attachment of 0 bytes or of more than 64 MiB.
func CheckBlobSize(name string, size uint64) error {
	if size == 0 {
		return bad("the attachment %.80q is empty", name)
	}
	if size > MaxBlob {
		return parley.Errorf(parley.CodeTooLarge, "the attachment %.80q has %d bytes, more than %d", name, size, MaxBlob)
	}
	return nil
}

// CheckLine reports text that is longer than max bytes, not UTF-8, or holds a control character, a line or paragraph
// separator, or a character that turns the reading direction.
func CheckLine(name, s string, max int) error {
	if len(s) > max {
		return parley.Errorf(parley.CodeTooLarge, "the %s has %d bytes, more than %d", name, len(s), max)
	}
	if !utf8.ValidString(s) {
		return bad("the %s is not UTF-8", name)
	}
	for _, r := range s {
		if unicode.IsControl(r) || r == 0x2028 || r == 0x2029 || r == 0xFEFF || IsBidiControl(r) {
			return bad("the %s holds the character U+%04X, which it may not", name, r)
		}
	}
	return nil
}

// IsBidiControl reports whether r turns the reading direction of what follows.
func IsBidiControl(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0x061C
}

// CheckFileName reports a name that could be taken for a path or that a screen cannot show as it is.
func CheckFileName(s string) error {
	if err := CheckLine("file name", s, MaxFileName); err != nil {
		return err
	}
	if s == "" || s == "." || s == ".." || strings.ContainsAny(s, `/\`) {
		return bad("the file name %.80q is empty or a path; give a name without / and \\", s)
	}
	return nil
}

// CheckLang reports a language tag that is not made like BCP 47: subtags of 1 to 8 letters and digits, joined by '-'.
func CheckLang(s string) error {
	if s == "" {
		return nil
	}
	if len(s) > MaxLang {
		return bad("the language tag %.40q is too long", s)
	}
	for i, sub := range strings.Split(s, "-") {
		if len(sub) < 1 || len(sub) > 8 || i == 0 && (len(sub) < 2 || strings.ContainsAny(sub, "0123456789")) ||
			strings.Trim(sub, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
			return bad("the language tag %.40q is not made like BCP 47, for example \"en\" or \"uk\"", s)
		}
	}
	return nil
}
