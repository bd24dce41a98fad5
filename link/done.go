package link

import "parley"

// A doneSet remembers bodies that were delivered whole, so that none is delivered twice: those not yet recorded, which
// HAVE names, and the last ones that were. It holds at most 4,096 and forgets the oldest.
type doneSet struct {
	of    map[parley.Hash]*doneBody
	order []parley.Hash
}

type doneBody struct {
	size       uint64
	precedence parley.Precedence
	recorded   bool
}

const maxDone = 4096

func (d *doneSet) add(id parley.Hash, size uint64, p parley.Precedence) {
	if d.of == nil {
		d.of = map[parley.Hash]*doneBody{}
	}
	if d.of[id] == nil {
		d.order = append(d.order, id)
	}
	d.of[id] = &doneBody{size: size, precedence: p}
	for len(d.order) > maxDone {
		delete(d.of, d.order[0])
		d.order = d.order[1:]
	}
}

// recorded says that HAVE need not name id any more.
func (d *doneSet) recorded(id parley.Hash) {
	if b := d.of[id]; b != nil {
		b.recorded = true
	}
}

// drop forgets id, which may come again.
func (d *doneSet) drop(id parley.Hash) {
	if d.of[id] == nil {
		return
	}
	delete(d.of, id)
	for i, o := range d.order {
		if o == id {
			d.order = append(d.order[:i:i], d.order[i+1:]...)
			return
		}
	}
}
