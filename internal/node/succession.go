package node

import (
	"bytes"
	"slices"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/wire"
)

// A succession is how the roots of the parties of a charter were replaced: statements in the order in which each could be
// taken. A party keeps its seat, which is found by its first root.

// changes returns the replacements of roots that are held.
func (t *table) changes() []*charter.RootChange {
	if p := t.heirs.Load(); p != nil {
		return *p
	}
	return nil
}

// changesOf returns those of one party, in order.
func (t *table) changesOf(party parley.PartyID) (out []*charter.RootChange) {
	for _, x := range t.changes() {
		if x.Party == party {
			out = append(out, x)
		}
	}
	return out
}

// rootsOf returns the roots of a seat, the one in force last.
func (t *table) rootsOf(s *seat) []rootKey {
	roots := []rootKey{s.root}
	for _, x := range t.changesOf(s.id) {
		roots = append(roots, rootKey(x.Root))
	}
	return roots
}

// rootOf returns the root of a seat that is in force.
func (t *table) rootOf(s *seat) rootKey {
	roots := t.rootsOf(s)
	return roots[len(roots)-1]
}

// takeChange takes a replacement of a root that may follow those that are held.
func (t *table) takeChange(x *charter.RootChange) error {
	e := t.editionNamed(x.Edition)
	if e == nil {
		return parley.Errorf(parley.CodeBadCharter, "the statement names an edition that is not held here")
	}
	if x.Charter != t.id {
		return parley.Errorf(parley.CodeBadCharter, "the statement is of another charter")
	}
	if err := x.Check(e.charter.After(e.id, t.changes()), e.id, uint64(len(t.changesOf(x.Party)))+1); err != nil {
		return err
	}
	all := append(slices.Clone(t.changes()), x)
	t.heirs.Store(&all)
	return nil
}

// hasTaken reports whether a replacement is one of those that were taken.
func (t *table) hasTaken(x *charter.RootChange) bool {
	return slices.ContainsFunc(t.changes(), func(y *charter.RootChange) bool { return bytes.Equal(x.Encode(), y.Encode()) })
}

// after returns the text of an edition with the roots that have replaced those in it.
func (t *table) after(e *edition) *charter.Charter { return e.charter.After(e.id, t.changes()) }

// underSheets returns an edition as it is for sheets each of which is signed by any root that its party has or had: which of
// them may follow which, mayReplace says.
func (t *table) underSheets(c *charter.Charter, id parley.Hash, sheets []*charter.Sheet) *charter.Charter {
	next := c.After(id, t.changes())
	for _, sh := range sheets {
		p, s := next.Party(sh.Party), t.seat(sh.Party)
		if p != nil && s != nil && slices.Contains(t.rootsOf(s), rootKey(sh.Root)) {
			p.Root = sh.Root
		}
		if p != nil && s != nil && s.newest() != nil && s.newest().Number > sh.Number { // of a time before its party had all these posts
			p.Posts = nil
		}
	}
	return next
}

// mayReplace reports why a sheet cannot stand after another of a seat: none goes back to a root that was replaced [CHR-59].
func (t *table) mayReplace(s *seat, sh, old *charter.Sheet, oldHash parley.Hash) error {
	if bytes.Equal(sh.Root, old.Root) || sh.Party != old.Party {
		return sh.Replaces(old, oldHash)
	}
	roots := t.rootsOf(s)
	if slices.Index(roots, rootKey(sh.Root)) < slices.Index(roots, rootKey(old.Root)) {
		return parley.Errorf(parley.CodeBadSheet, "sheet %d of %s is signed by a root that is not in force", sh.Number, sh.Party)
	}
	return sh.Follows(old, oldHash)
}

// rootBelow returns the root of a seat that is in force at a place of its record: that of the last replacement entered
// below it, or the first.
func (t *table) rootBelow(r store.Reader, s *seat, log store.LogID, at uint64) (rootKey, error) {
	root := s.root
	for _, x := range t.changesOf(s.id) {
		in, leaf, ok, err := leafEver(r, s.log, charter.StatementHash(x.Encode()), wire.LeafStatement)
		if err != nil {
			return root, err
		}
		if ok && (in.Volume < log.Volume || in == log && leaf.Index < at) {
			root = rootKey(x.Root)
		}
	}
	return root, nil
}

// mayStand reports why a sheet cannot stand at a place of its owner's record: its root is the one that the edition in force
// names, or has replaced it by a statement that is entered below.
func (w *walk) mayStand(sh page) error {
	if p := w.s.pageNumbered(w.sheet); p != nil {
		if err := w.t.mayReplace(w.s, sh.Sheet, p.Sheet, charter.SheetHash(p.bytes)); err != nil {
			return err
		}
	}
	if w.edition == nil || w.s.log.Volume > 0 {
		return nil
	}
	if p := w.edition.charter.Party(w.s.id); p != nil && bytes.Equal(p.Root, sh.Root) {
		return nil
	}
	for _, x := range w.t.changesOf(w.s.id) {
		if !bytes.Equal(x.Root, sh.Root) {
			continue
		}
		hash := charter.StatementHash(x.Encode())
		if w.entered[hash] {
			return nil
		}
		_, leaf, ok, err := leafEver(w.r, w.s.log, hash, wire.LeafStatement)
		if err != nil {
			return err
		}
		if ok && leaf.Index < w.at {
			return nil
		}
	}
	return parley.Errorf(parley.CodeBadRecord, "leaf %d names a sheet whose root is not in force there", w.at-1)
}

// pageNumbered returns the sheet held with a number; nil for none.
func (s *seat) pageNumbered(number uint64) *page {
	for _, p := range s.sheets() {
		if p.Number == number {
			return &p
		}
	}
	return nil
}

// rootChanged takes a replaced root into use: the peer is known by it, and its sheets.
func (n *Node) rootChanged(t *table, x *charter.RootChange) error {
	s := t.seat(x.Party)
	n.mu.Lock()
	if p := n.peers[s.root]; p != nil && n.peers[rootKey(x.Root)] == nil {
		n.peers[rootKey(x.Root)] = p
	}
	n.mu.Unlock()
	n.eventUnder(t, EventCharter, x.Party, "the root of "+string(x.Party)+" has changed: "+x.Words()+"; ask it, on another channel, whether that is so", "number", x.Number)
	return n.cfg.Store.View(func(r store.Reader) error { return s.readSheets(r, rootKey(x.Root)) })
}

// rootWords say how a party's root was replaced, the first time first.
func (t *table) rootWords(party parley.PartyID) (out []string) {
	for _, x := range t.changesOf(party) {
		out = append(out, x.Words())
	}
	return out
}
