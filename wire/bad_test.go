package wire_test

import (
	"bytes"
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

// A badCase is bytes that a reader refuses, with the sentence that says why and the code of the error.
type badCase struct {
	reason string
	bytes  []byte
	code   parley.Code
}

// field replaces field i of the short text's items.
func field(i int, v any) []byte {
	items := payloadItems(shortText())
	items[i] = v
	return item(items)
}

// with encodes the short text after a change, without checking it.
func with(change func(p *wire.Payload)) []byte {
	p := shortText()
	change(p)
	return item(payloadItems(p))
}

// Places of the fields that the tables below replace.
const (
	fNonce, fTime, fFrom, fAction, fPrecedence, fEdition, fForm = 0, 1, 2, 3, 5, 7, 9
	fProceeding, fAct, fSeen, fSubject, fHandling, fLang        = 10, 11, 13, 16, 17, 18
	fExercise, fBody                                            = 19, 21
)

// badEncodings are not the one encoding of any payload.
func badEncodings() []badCase {
	good := item(payloadItems(shortText()))
	all := func(items []any, more ...any) []byte { return item(append(items, more...)) }
	enc := parley.CodeBadEncoding
	return []badCase{
		{"no bytes at all", nil, enc},
		{"the last byte is missing", good[:len(good)-1], enc},
		{"one byte follows the item", append(bytes.Clone(good), 0xf6), enc},
		{"the edition in nine bytes is not the shortest", field(fEdition, raw{0x1b, 0, 0, 0, 0, 0, 0, 0, 1}), enc},
		{"the edition in three bytes is not the shortest", field(fEdition, raw{0x19, 0, 1}), enc},
		{"the precedence in two bytes is not the shortest", field(fPrecedence, raw{0x18, 3}), enc},
		{"the length of the nonce is not the shortest", field(fNonce, raw(append([]byte{0x58, 16}, make([]byte, 16)...))), enc},
		{"the length of an array is not the shortest", field(fSeen, raw{0x98, 0}), enc},
		{"an array of indefinite length", append(append([]byte{0x9f}, good[2:]...), 0xff), enc},
		{"a byte string of indefinite length", field(fBody, raw{0x5f, 0x41, 'a', 0xff}), enc},
		{"a text string of indefinite length", field(fSubject, raw{0x7f, 0x61, 'a', 0xff}), enc},
		{"a tag before the time", field(fTime, raw(append([]byte{0xc1}, item(int(testTime))...))), enc},
		{"a tag before the payload", append([]byte{0xd9, 0xd9, 0xf7}, good...), enc},
		{"a bignum for an integer", field(fEdition, raw{0xc2, 0x41, 1}), enc},
		{"a half-precision float for an integer", field(fPrecedence, raw{0xf9, 0x3c, 0x00}), enc},
		{"a double-precision float for an integer", field(fEdition, raw{0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0}), enc},
		{"undefined for null", field(fProceeding, raw{0xf7}), enc},
		{"null for an empty array", field(fSeen, nil), enc},
		{"null for an empty byte string", field(fBody, nil), enc},
		{"null for false", field(fExercise, nil), enc},
		{"an integer for true", field(fExercise, 1), enc},
		{"a simple value for an integer", field(fPrecedence, raw{0xe2}), enc},
		{"a map for the payload", []byte{0xa0}, enc},
		{"a map for an array", field(fSeen, raw{0xa0}), enc},
		{"a field too many", all(payloadItems(shortText()), nil), enc},
		{"a field too few", item(payloadItems(shortText())[:23]), enc},
		{"a nonce of 15 bytes", field(fNonce, make([]byte, 15)), enc},
		{"a nonce of 17 bytes", field(fNonce, make([]byte, 17)), enc},
		{"a nonce that is a text string", field(fNonce, strings.Repeat("a", 16)), enc},
		{"a nonce that is an array of integers", field(fNonce, listOf(make([]int, 16), func(i int) any { return i })), enc},
		{"a body that is a text string", field(fBody, "text"), enc},
		{"a subject that is a byte string", field(fSubject, []byte("text")), enc},
		{"a subject that is not UTF-8", field(fSubject, raw{0x62, 0xc3, 0x28}), enc},
		{"a subject with half of a surrogate pair", field(fSubject, raw{0x63, 0xed, 0xa0, 0x80}), enc},
		{"a time beyond 63 bits", field(fTime, uint64(1<<63)), enc},
		{"a negative edition", field(fEdition, -1), enc},
		{"an address of three", field(fFrom, []any{"north", "duty", nil}), enc},
		{"an address of one", field(fFrom, []any{"north"}), enc},
		{"an id of 31 bytes", field(fProceeding, make([]byte, 31)), enc},
	}
}

// badFields are well encoded and hold what no message may hold.
func badFields() []badCase {
	msg, large, name := parley.CodeBadMessage, parley.CodeTooLarge, parley.CodeBadName
	id := parley.Sum(nil)
	own := address("north/air")
	blob := wire.Blob{Name: "map.png", MediaType: "image/png", Size: 1}
	attach := func(change func(b *wire.Blob)) []byte {
		return with(func(p *wire.Payload) {
			b := blob
			change(&b)
			p.Salt, p.Blobs = &[16]byte{1}, []wire.Blob{b}
		})
	}
	ack := func(change func(p *wire.Payload)) []byte {
		p := acknowledgement(id)
		change(p)
		return item(payloadItems(p))
	}
	return []badCase{
		// [WIRE-12]
		{"an originator without a post", with(func(p *wire.Payload) { p.From = address("north") }), msg},
		{"an originator whose party id has an upper-case letter", field(fFrom, []any{"North", "duty"}), name},
		{"a post id with a slash", field(fFrom, []any{"north", "du/ty"}), name},
		{"an empty party id", field(fAction, []any{[]any{"", nil}}), name},
		{"a party id of 33 bytes", field(fAction, []any{[]any{strings.Repeat("a", 33), nil}}), name},
		{"no action addressee", with(func(p *wire.Payload) { p.Action, p.Info = nil, p.Action }), msg},
		{"an addressee twice", with(func(p *wire.Payload) { p.Action = append(p.Action, p.Action[0]) }), msg},
		{"an addressee for action and for information", with(func(p *wire.Payload) { p.Info = p.Action }), msg},
		{"an addressee of the originator's own party", with(func(p *wire.Payload) { p.Info = []wire.Address{own} }), msg},
		{"65 addressees", with(func(p *wire.Payload) { p.Action = manyAddresses(65) }), msg},
		{"58 participants", with(func(p *wire.Payload) { p.Participants = manyParties(58) }), msg},
		{"a participant twice", with(func(p *wire.Payload) { p.Participants = []parley.PartyID{"north", "south", "north"} }), msg},
		{"a participant whose id is a truth value in YAML", with(func(p *wire.Payload) { p.Participants = []parley.PartyID{"no"} }), name},
		// [WIRE-13]
		{"a time before 2020", with(func(p *wire.Payload) { p.Time = parley.EarliestMillis - 1 }), msg},
		{"a time of 1970", with(func(p *wire.Payload) { p.Time = 0 }), msg},
		{"a negative time", field(fTime, -1), msg},
		{"a time that a leaf cannot hold", with(func(p *wire.Payload) { p.Time = parley.MaxMillis + 1 }), msg},
		{"precedence 4", with(func(p *wire.Payload) { p.Precedence = 4 }), msg},
		{"precedence 4 for the information addressees", with(func(p *wire.Payload) { p.InfoPrecedence = 4 }), msg},
		{"edition 0", with(func(p *wire.Payload) { p.Edition = 0 }), msg},
		{"an expiry at its time", with(func(p *wire.Payload) { at := p.Time; p.Expires = &at }), msg},
		{"an expiry before its time", with(func(p *wire.Payload) { at := p.Time - 1; p.Expires = &at }), msg},
		{"an expiry that a leaf cannot hold", with(func(p *wire.Payload) { at := parley.MaxMillis + 1; p.Expires = &at }), msg},
		{"65 acts seen", with(func(p *wire.Payload) { p.Seen = make([]parley.Hash, 65) }), msg},
		{"65 texts agreed to", with(func(p *wire.Payload) { p.Texts = make([]parley.Hash, 65) }), msg},
		// [WIRE-14]
		{"an acknowledgement with a body", ack(func(p *wire.Payload) { p.Body = []byte("seen") }), msg},
		{"an acknowledgement of nothing", ack(func(p *wire.Payload) { p.Refers = wire.Refers{} }), msg},
		{"an acknowledgement that also replies", ack(func(p *wire.Payload) { p.Refers.ReplyTo = &id }), msg},
		{"an acknowledgement to two", ack(func(p *wire.Payload) { p.Action = append(p.Action, address("east")) }), msg},
		{"an acknowledgement with an information addressee", ack(func(p *wire.Payload) { p.Info = []wire.Address{address("east")} }), msg},
		{"an acknowledgement with an attachment", ack(func(p *wire.Payload) { p.Salt, p.Blobs = &[16]byte{}, []wire.Blob{blob} }), msg},
		{"a text that acknowledges", with(func(p *wire.Payload) { p.Refers.Acknowledges = &id }), msg},
		// [WIRE-15]
		{"an empty form", with(func(p *wire.Payload) { p.Form = "" }), msg},
		{"a form of 65 bytes", with(func(p *wire.Payload) { p.Form = strings.Repeat("f", 65) }), large},
		{"an act with a tab", with(func(p *wire.Payload) { p.Act = "a\tb" }), msg},
		{"a handling marking with a null character", with(func(p *wire.Payload) { p.Handling = "a\x00" }), msg},
		{"a subject with a newline", with(func(p *wire.Payload) { p.Subject = "one\ntwo" }), msg},
		{"a subject with a C1 control character", with(func(p *wire.Payload) { p.Subject = "a\u0085b" }), msg},
		{"a subject with a line separator", with(func(p *wire.Payload) { p.Subject = "a\u2028b" }), msg},
		{"a subject with a byte order mark", with(func(p *wire.Payload) { p.Subject = "\uFEFFa" }), msg},
		{"a subject that turns the reading direction", with(func(p *wire.Payload) { p.Subject = "a\u202Eb" }), msg},
		{"a subject of 201 bytes", with(func(p *wire.Payload) { p.Subject = strings.Repeat("s", 201) }), large},
		{"a language of one letter", with(func(p *wire.Payload) { p.Lang = "e" }), msg},
		{"a language with an underscore", with(func(p *wire.Payload) { p.Lang = "en_GB" }), msg},
		{"a language that begins with a digit", with(func(p *wire.Payload) { p.Lang = "1en" }), msg},
		{"a language with an empty subtag", with(func(p *wire.Payload) { p.Lang = "en--x" }), msg},
		{"a language with a subtag of nine letters", with(func(p *wire.Payload) { p.Lang = "en-abcdefghi" }), msg},
		{"a language of 36 bytes", with(func(p *wire.Payload) { p.Lang = "en-" + strings.Repeat("abcdefgh-", 3) + "abcdef" }), msg},
		// [WIRE-16]
		{"a text without a byte", with(func(p *wire.Payload) { p.Body = nil }), msg},
		{"a text that is not UTF-8", with(func(p *wire.Payload) { p.Body = []byte{'a', 0xff} }), msg},
		{"a text of 65,537 bytes, Cyrillic", with(func(p *wire.Payload) { p.Body = []byte(strings.Repeat("ж", 32768) + "!") }), large},
		// [WIRE-17]
		{"a salt without an attachment", with(func(p *wire.Payload) { p.Salt = &[16]byte{} }), msg},
		{"an attachment without a salt", with(func(p *wire.Payload) { p.Blobs = []wire.Blob{blob} }), msg},
		{"17 attachments", with(func(p *wire.Payload) {
			p.Salt = &[16]byte{}
			for range 17 {
				p.Blobs = append(p.Blobs, blob)
			}
		}), msg},
		{"an attachment of 0 bytes", attach(func(b *wire.Blob) { b.Size = 0 }), msg},
		{"an attachment of 64 MiB and 1 byte", attach(func(b *wire.Blob) { b.Size = 64<<20 + 1 }), large},
		{"a file name that climbs", attach(func(b *wire.Blob) { b.Name = "../x" }), msg},
		{"a file name with a backslash", attach(func(b *wire.Blob) { b.Name = `a\b` }), msg},
		{"a file name of one dot", attach(func(b *wire.Blob) { b.Name = "." }), msg},
		{"a file name of two dots", attach(func(b *wire.Blob) { b.Name = ".." }), msg},
		{"an empty file name", attach(func(b *wire.Blob) { b.Name = "" }), msg},
		{"a file name with a newline", attach(func(b *wire.Blob) { b.Name = "a\nb" }), msg},
		{"a file name of 256 bytes", attach(func(b *wire.Blob) { b.Name = strings.Repeat("n", 256) }), large},
		{"a media type of 128 bytes", attach(func(b *wire.Blob) { b.MediaType = strings.Repeat("m", 128) }), large},
		// [WIRE-2]
		{"a payload of 131,073 bytes", with(func(p *wire.Payload) {
			p.Form = "plan"
			p.Body = make([]byte, 131073-(len(with(func(p *wire.Payload) { p.Form, p.Body = "plan", make([]byte, 1<<16) }))-1<<16))
		}), large},
	}
}

func manyAddresses(n int) (out []wire.Address) {
	for _, p := range manyParties(n) {
		out = append(out, wire.Address{Party: p})
	}
	return out
}

func manyParties(n int) (out []parley.PartyID) {
	for i := range n {
		out = append(out, parley.PartyID("p"+string(rune('a'+i/10))+string(rune('a'+i%10))))
	}
	return out
}

// refused checks that decode refuses b with the code, whatever the reason.
func refused(t *testing.T, c badCase, decode func([]byte) error) {
	t.Helper()
	err := decode(c.bytes)
	if err == nil {
		t.Errorf("%s: accepted", c.reason)
		return
	}
	if got := parley.CodeOf(err); got != c.code {
		t.Errorf("%s: refused with code %s, want %s (%v)", c.reason, got, c.code, err)
	}
}
