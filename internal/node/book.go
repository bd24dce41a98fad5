package node

import (
	"errors"
	"sync"

	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// A book is the tree over the journal of local actions: entries are its leaves, in their order, and its frontier is kept in
// memory, so that an entry costs no more than its row. It grows with each transaction that is committed; where that is
// not known, it is read again. Heads of it are signed now and then: see signJournal.
type book struct {
	mu       sync.Mutex
	known    bool
	last     uint64        // number of the last entry
	size     uint64        // entries
	frontier []parley.Hash // of the tree of size
	signed   uint64        // size of the last head stored
}

// journalLeaf returns the bytes of an entry in the tree: its number, time, user, post, action and detail, as one array in
// the encoding of chapter 1, texts as bytes.
func journalLeaf(e store.Entry) []byte {
	return wire.Marshal(struct {
		_            struct{} `cbor:",toarray"`
		Seq          uint64
		Time         int64
		User, Post   []byte
		Action, Text []byte
	}{Seq: e.Seq, Time: int64(e.Time), User: []byte(e.User), Post: []byte(e.Post), Action: []byte(e.Action), Text: []byte(e.Detail)})
}

// A bookTx gives entries their leaves.
type bookTx struct {
	store.Tx
	book   *book
	leaves [][]byte
}

// AddEntry adds a line to the journal; see store.Tx.
func (t *bookTx) AddEntry(e store.Entry) error {
	last, err := t.book.number(t.Tx)
	if err != nil {
		return err
	}
	e.Seq = last + uint64(len(t.leaves)) + 1
	leaf := journalLeaf(e)
	e.Leaf = record.LeafHash(leaf)
	t.leaves = append(t.leaves, leaf)
	return t.Tx.AddEntry(e)
}

// number returns the number of the last entry that is committed. A book that is not known is read first.
func (b *book) number(r store.Reader) (uint64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.known {
		if err := b.read(r); err != nil {
			return 0, err
		}
	}
	return b.last, nil
}

// note takes over the entries of a transaction. It is called in the order of the transactions.
func (b *book) note(leaves [][]byte, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case errors.Is(err, store.ErrUnknown):
		b.known = false
	case err == nil && b.known && len(leaves) > 0:
		b.grow(leaves)
		b.last += uint64(len(leaves))
	}
}

func (b *book) grow(leaves [][]byte) {
	next, err := record.ExtendFrontier(b.size, b.frontier, leaves)
	if err != nil { // a frontier that is none: it is read again, from the first entry on
		b.known = false
		return
	}
	b.frontier, b.size = next, b.size+uint64(len(leaves))
}

// read reads the book: from its last head on where that fits itself, else from the first entry on.
func (b *book) read(r store.Reader) error {
	b.last, b.size, b.frontier, b.signed = 0, 0, nil, 0
	head, err := r.LastJournalHead()
	if ignoreNotFound(err) != nil {
		return err
	}
	if root, bad := record.RootFromFrontier(head.Size, frontierOf(head), nil); err == nil && bad == nil && root == head.Root {
		b.last, b.size, b.frontier, b.signed = head.Size, head.Size, frontierOf(head), head.Size
	}
	for {
		entries, err := r.Journal(b.last, verifyPiece)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			b.known = true
			return nil
		}
		var leaves [][]byte
		for _, e := range entries {
			leaves = append(leaves, journalLeaf(e))
		}
		b.grow(leaves)
		b.last = entries[len(entries)-1].Seq
	}
}

func frontierOf(h store.JournalHead) (out []parley.Hash) {
	for b := h.Frontier; len(b) >= len(parley.Hash{}); b = b[len(parley.Hash{}):] {
		out = append(out, parley.Hash(b[:len(parley.Hash{})]))
	}
	return out
}

// load reads the book where it is not known.
func (b *book) load(r store.Reader) error {
	_, err := b.number(r)
	return err
}

// tip returns the head over all entries, without a signature, and the size of the last one signed. ok is false while the
// book is not known.
func (b *book) tip() (h store.JournalHead, signed uint64, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	h.Size = b.size
	for _, x := range b.frontier {
		h.Frontier = append(h.Frontier, x[:]...)
	}
	var err error
	h.Root, err = record.RootFromFrontier(b.size, b.frontier, nil)
	return h, b.signed, b.known && err == nil
}

func (b *book) wasSigned(size uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.signed = max(b.signed, size)
}
