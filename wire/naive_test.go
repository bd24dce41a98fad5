package wire_test

import (
	"fmt"

	"parley"
	"parley/wire"
)

// raw is an item that is encoded already.
type raw []byte

// item encodes v by the rules of the chapter alone, apart from the package's own encoder: it is the naive version that
// the package is compared with, and the tool with which bad encodings are made.
func item(v any) []byte {
	switch v := v.(type) {
	case nil:
		return []byte{0xf6}
	case bool:
		if v {
			return []byte{0xf5}
		}
		return []byte{0xf4}
	case int:
		if v < 0 {
			return itemHead(1, uint64(-1-v))
		}
		return itemHead(0, uint64(v))
	case uint64:
		return itemHead(0, v)
	case []byte:
		return append(itemHead(2, uint64(len(v))), v...)
	case string:
		return append(itemHead(3, uint64(len(v))), v...)
	case []any:
		b := itemHead(4, uint64(len(v)))
		for _, e := range v {
			b = append(b, item(e)...)
		}
		return b
	case raw:
		return v
	}
	panic(fmt.Sprintf("no item for %T", v))
}

// itemHead encodes a major type with its argument in the shortest form.
func itemHead(major byte, n uint64) []byte {
	m := major << 5
	switch {
	case n < 24:
		return []byte{m | byte(n)}
	case n < 1<<8:
		return []byte{m | 24, byte(n)}
	case n < 1<<16:
		return []byte{m | 25, byte(n >> 8), byte(n)}
	case n < 1<<32:
		return []byte{m | 26, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
	}
	return append([]byte(nil), m|27, byte(n>>56), byte(n>>48), byte(n>>40), byte(n>>32), byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

// payloadItems returns the 24 fields of p in the order of the chapter.
func payloadItems(p *wire.Payload) []any {
	return []any{
		p.Nonce[:], int(p.Time), addressItem(p.From), listOf(p.Action, addressItem), listOf(p.Info, addressItem),
		int(p.Precedence), int(p.InfoPrecedence), p.Edition, p.Roster, p.Form, hashOrNull(p.Proceeding), p.Act,
		listOf(p.Participants, func(id parley.PartyID) any { return string(id) }), listOf(p.Seen, hashItem), listOf(p.Texts, hashItem),
		[]any{hashOrNull(p.Refers.ReplyTo), hashOrNull(p.Refers.Acknowledges), hashOrNull(p.Refers.Cancels), hashOrNull(p.Refers.Corrects), hashOrNull(p.Refers.Translates)},
		p.Subject, p.Handling, p.Lang, p.Exercise, millisOrNull(p.Expires), append([]byte{}, p.Body...), saltOrNull(p.Salt),
		listOf(p.Blobs, func(b wire.Blob) any { return []any{b.Name, b.MediaType, b.Size, b.ID[:]} }),
	}
}

// envelopeItems returns the three fields of e.
func envelopeItems(e *wire.Envelope) []any {
	return []any{e.Version, e.Payload, listOf(e.Signatures, func(s wire.Signature) any {
		return []any{s.Protected, s.Signature, append([]byte{}, s.Evidence...)}
	})}
}

func listOf[T any](list []T, of func(T) any) []any {
	out := []any{}
	for _, e := range list {
		out = append(out, of(e))
	}
	return out
}

func addressItem(a wire.Address) any {
	if a.Post == nil {
		return []any{string(a.Party), nil}
	}
	return []any{string(a.Party), string(*a.Post)}
}

func hashItem(h parley.Hash) any { return h[:] }

func hashOrNull(h *parley.Hash) any {
	if h == nil {
		return nil
	}
	return h[:]
}

func millisOrNull(m *parley.Millis) any {
	if m == nil {
		return nil
	}
	return int(*m)
}

func saltOrNull(s *[16]byte) any {
	if s == nil {
		return nil
	}
	return s[:]
}
