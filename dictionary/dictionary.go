// Package dictionary packs a piece of a message for a narrow line, with nothing to go by but a dictionary that both
// ends hold.
//
// A dictionary is a file that a charter names by its SHA-256 (chapter 4, section 4.14). It holds contexts; each is a
// beginning and a window. A piece is packed as raw DEFLATE (RFC 1951): put behind the beginning of a context it makes
// a stream that is read with the context's window as what stands before it, and whose first bytes, as many as the
// frame says, are the piece. The beginning is the head of a block, so that a packed piece holds symbols alone and
// spends no byte on codes, lengths or checksums. Every piece is packed by itself: no byte of one message ever shows in
// the length of another.
package dictionary

import (
	"parley"
	"parley/wire"
)

// Limits of a dictionary, in bytes unless said otherwise [LINK-87].
const (
	MaxFile     = 128 << 10
	MaxContexts = 8 // number
	MaxPrefix   = 1 << 10
	MaxWindow   = 32 << 10
	MaxPiece    = 16 << 10 // plain bytes of one piece [LINK-88]
)

// A File is the encoding of a dictionary.
type File struct {
	_        struct{} `cbor:",toarray"`
	Version  uint64   // 1
	Contexts []Context
}

// A Context is what a piece may be packed with.
type Context struct {
	_      struct{} `cbor:",toarray"`
	Prefix []byte   // how the stream begins: at most MaxPrefix, or empty
	Window []byte   // what stands before the stream: 1 to MaxWindow bytes
}

// A Dictionary packs and unpacks. It does not change, and may be used by several goroutines.
type Dictionary struct {
	ID       parley.Hash // SHA-256 of its file
	contexts []context
}

type context struct {
	Context
	lit, dist code    // of the block that the prefix begins; none if it is empty
	prices    *prices // of its symbols
	index     *index  // of the window
}

// Parse reads the file of a dictionary.
func Parse(b []byte) (*Dictionary, error) {
	var f File
	if err := wire.Unmarshal("dictionary", b, MaxFile, &f); err != nil {
		return nil, err
	}
	if f.Version != 1 || len(f.Contexts) == 0 || len(f.Contexts) > MaxContexts {
		return nil, parley.Errorf(parley.CodeBadEncoding, "the dictionary has another version than 1, no context or more than %d", MaxContexts)
	}
	d := &Dictionary{ID: parley.Sum(b)}
	for _, c := range f.Contexts {
		x, err := newContext(c)
		if err != nil {
			return nil, err
		}
		d.contexts = append(d.contexts, x)
	}
	return d, nil
}

func newContext(c Context) (x context, err error) {
	if len(c.Window) == 0 || len(c.Window) > MaxWindow || len(c.Prefix) > MaxPrefix {
		return x, parley.Errorf(parley.CodeTooLarge, "a context of the dictionary has no window, or one over %d bytes, or a beginning over %d", MaxWindow, MaxPrefix)
	}
	x.Context = c
	if len(c.Prefix) == 0 {
		return x, nil
	}
	lit, dist, err := readPrefix(c.Prefix)
	if err != nil {
		return x, err
	}
	return codedContext(c, lit, dist), nil
}

func codedContext(c Context, lit, dist code) context {
	return context{c, lit, dist, newPrices(lit, dist), indexWindow(c.Window)}
}
