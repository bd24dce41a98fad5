package node

import (
	"slices"

	"parley"
	"parley/internal/store"
	"parley/procedure"
	"parley/wire"
)

// actMark returns what makes the mark of an act of ours [WIRE-11], or nil for a text, whose mark is random. It is made in the
// log-writer, behind those of the acts that stand before it, among them staged, which are not stored yet.
func (n *Node) actMark(t *table, id parley.Hash, p *wire.Payload) func(tx store.Tx, staged []store.Leaf) ([8]byte, error) {
	switch of := proceedingOf(id, p); {
	case of.IsZero():
		return nil
	case of == id:
		return func(store.Tx, []store.Leaf) ([8]byte, error) { return wire.ActMark(p.Nonce, n.cfg.Party, 0), nil }
	}
	return func(tx store.Tx, staged []store.Leaf) ([8]byte, error) {
		o, err := n.openingOf(tx, t, *p.Proceeding)
		if err != nil {
			return [8]byte{}, err
		}
		nonce := o.body.Payload.Nonce
		k, err := lastNumber(tx, t.own(), nonce)
		if err != nil {
			return [8]byte{}, err
		}
		next := wire.ActMark(nonce, n.cfg.Party, k+1)
		for slices.ContainsFunc(staged, func(l store.Leaf) bool { return l.Mark == next }) {
			k++
			next = wire.ActMark(nonce, n.cfg.Party, k+1)
		}
		return next, nil
	}
}

// lastNumber returns the highest number in a mark of our acts behind the opening, 0 where there is none. Numbers leave no
// gap of MarkAhead, so what follows a window without any has none either.
func lastNumber(r store.Reader, own *seat, nonce [16]byte) (uint32, error) {
	highest := func(window uint32) (high uint32, err error) { // among those of a window, or 0
		marks, first := make([][8]byte, procedure.MarkAhead), 1+window*procedure.MarkAhead
		for i := range marks {
			marks[i] = wire.ActMark(nonce, own.id, first+uint32(i))
		}
		found, err := r.MarkedLeaves(marks)
		for _, l := range found {
			if l.Log.Charter == own.log.Charter && l.Log.Party == own.id && wire.LeafKind(l.Kind) == wire.LeafSent {
				high = max(high, first+uint32(slices.Index(marks, l.Mark)))
			}
		}
		return high, err
	}
	low, over := uint32(0), uint32(1)
	last, err := highest(0)
	for last > 0 && err == nil { // the last window with one is from low on and below over
		var high uint32
		if high, err = highest(over); high == 0 {
			break
		}
		last, low, over = high, over, 2*over
	}
	for err == nil && over-low > 1 {
		var high uint32
		if high, err = highest((low + over) / 2); high > 0 {
			last, low = high, (low+over)/2
		} else {
			over = (low + over) / 2
		}
	}
	return last, err
}
