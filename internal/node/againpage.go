package node

import (
	"slices"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// mayStandAgain reports whether an entry that nobody has seen may be entered behind what was handed back. A page may only
// where it follows the page in force there: what was handed back may hold other ones, with its numbers.
func (x *ending) mayStandAgain(tx store.Tx, l wire.Leaf) (bool, error) {
	own := x.rec.t.own()
	if l.Kind != wire.LeafSheet {
		return true, nil
	}
	if x.page == nil {
		size, err := tx.LogSize(x.c.log)
		if err != nil {
			return false, err
		}
		p, err := own.pageAt(tx, size)
		if err != nil {
			return false, err
		}
		x.page = &p
	}
	i := slices.IndexFunc(own.pages(), func(p heldPage) bool { return p.hash == l.ID })
	if i < 0 {
		return false, nil
	}
	p := own.pages()[i]
	if p.act != nil && p.act.Follows(x.page.number, x.page.hash) != nil || p.number <= x.page.number {
		x.n.cfg.Log.Warn("a page that nobody has seen is not entered again: it does not follow those that were handed back", "number", p.number)
		return false, nil
	}
	x.page = &p
	return true, nil
}

// enters reports whether a page is among the entries to be entered.
func (x *ending) enters(id parley.Hash) bool {
	return slices.ContainsFunc(x.jobs, func(j *job) bool { return j.kind == wire.LeafSheet && j.id == id })
}
