package node

import (
	"slices"
	"sync"

	"parley/internal/store"
)

// ends remembers, of each record held, its size and the leaves that were stored last. Each message has every line ask for
// them, and a question to the store costs more than all else that is done with the answer. Only what is committed is
// remembered.
type ends struct {
	updates chan struct{} // holds one over each transaction that writes: they are noted in their order
	mu      sync.Mutex
	of      map[store.LogID]end
	book    book
	noted   uint64 // transactions
}

// An end is the size of a record, and the last leaves below it.
type end struct {
	size   uint64
	leaves [][]byte
}

// maxEnd bounds the leaves remembered of one record, maxEnds the records.
const (
	maxEnd  = 256
	maxEnds = 256
)

func newEnds() *ends { return &ends{updates: make(chan struct{}, 1), of: map[store.LogID]end{}} }

// update runs fn in a transaction of s, and notes what it appends once that is committed.
func (e *ends) update(s store.Store, fn func(store.Tx) error) error {
	e.updates <- struct{}{} // a simulation sees who waits here
	defer func() { <-e.updates }()
	var t endsTx
	var b bookTx
	err := s.Update(func(tx store.Tx) error {
		b = bookTx{Tx: tx, book: &e.book}
		t = endsTx{Tx: &b, grown: map[store.LogID][]store.Leaf{}, cut: map[store.LogID]bool{}}
		return fn(&t)
	})
	e.note(&t, err == nil)
	e.book.note(b.leaves, err)
	return err
}

// An endsTx notes what is appended to, and cut from, the records.
type endsTx struct {
	store.Tx
	grown map[store.LogID][]store.Leaf
	cut   map[store.LogID]bool
}

// AppendLeaves appends leaves; see store.Tx.
func (t *endsTx) AppendLeaves(log store.LogID, leaves []store.Leaf, hashes []store.HashAt) error {
	t.grown[log] = append(t.grown[log], leaves...)
	return t.Tx.AppendLeaves(log, leaves, hashes)
}

// CutLog cuts a log; see store.Tx.
func (t *endsTx) CutLog(log store.LogID, size, hashes uint64) error {
	t.cut[log] = true
	return t.Tx.CutLog(log, size, hashes)
}

// note takes over what a transaction did. Of one that failed, or cut a record, the store is asked again.
func (e *ends) note(t *endsTx, committed bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.noted++
	for log := range t.cut {
		delete(e.of, log)
	}
	for log, leaves := range t.grown {
		if !committed || t.cut[log] || len(leaves) == 0 {
			delete(e.of, log)
			continue
		}
		e.put(log, e.of[log].grow(leaves))
	}
}

func (e *ends) put(log store.LogID, x end) {
	if len(e.of) >= maxEnds {
		clear(e.of)
	}
	e.of[log] = x
}

// grow returns the end behind leaves that were appended.
func (x end) grow(leaves []store.Leaf) end {
	for _, l := range leaves[max(0, len(leaves)-maxEnd):] {
		x.leaves = append(x.leaves, slices.Clone(l.Bytes))
	}
	return end{leaves[len(leaves)-1].Index + 1, x.leaves[max(0, len(x.leaves)-maxEnd):]}
}

// size returns how many leaves of a record are held.
func (e *ends) size(s store.Store, log store.LogID) (uint64, error) {
	e.mu.Lock()
	x, ok := e.of[log]
	noted := e.noted
	e.mu.Unlock()
	if ok {
		return x.size, nil
	}
	err := s.View(func(r store.Reader) (err error) { x.size, err = r.LogSize(log); return err })
	e.mu.Lock()
	defer e.mu.Unlock()
	if err == nil && e.noted == noted { // nothing was stored in between
		e.put(log, x)
	}
	return x.size, err
}

// between returns the leaves from <= place < to of a record, or nil where they are not all remembered. They are not to be
// changed.
func (e *ends) between(log store.LogID, from, to uint64) [][]byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	x := e.of[log]
	first := x.size - uint64(len(x.leaves))
	if from >= to || from < first || to > x.size {
		return nil
	}
	return slices.Clone(x.leaves[from-first : to-first])
}
