package wire

import (
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
