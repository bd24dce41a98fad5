package link

import (
	"slices"

	"parley"
)

// A notable is a leaf that the peer waits for. It is met when the leaf and a head over it were sent, or its proof.
type notable struct {
	Notable
	proved bool
	given  bool   // the peer acknowledged the leaf and a head over it, or its proof
	under  uint64 // size of the head under which it was proved last
}

// maxNotable is how many leaves of one record may be waited for.
const maxNotable = 256

// note enters a notable, or raises its precedence.
func (x *outLog) note(n Notable) {
	if n.Index < x.got.prefix() || n.Index >= x.head.Size || n.Precedence == parley.Routine {
		return
	}
	if o := x.notableAt(n.Index); o != nil {
		o.Precedence = max(o.Precedence, n.Precedence)
		return
	}
	x.notable = append(x.notable, notable{Notable: n})
	if len(x.notable) > maxNotable {
		x.forget()
	}
}

// notableAt returns the notable of that place, or nil.
func (x *outLog) notableAt(index uint64) *notable {
	for i := range x.notable {
		if x.notable[i].Index == index {
			return &x.notable[i]
		}
	}
	return nil
}

// forget drops the notable that matters least: one that the peer has, else one of the lowest precedence, and of these
// the oldest. What is forgotten travels at ROUTINE.
func (x *outLog) forget() {
	rank := func(n notable) int {
		if n.given && !x.unmet(n) {
			return -1
		}
		return int(n.Precedence)
	}
	least := 0
	for i, n := range x.notable {
		if rank(n) < rank(x.notable[least]) {
			least = i
		}
	}
	x.notable = slices.Delete(x.notable, least, least+1)
}

// taken says that the peer has a head of size, and so what was sent of the leaves below it that it acknowledged.
func (x *outLog) taken(size uint64) {
	for i, n := range x.notable {
		if n.Index < size && x.got.contains(n.Index) {
			x.notable[i].given = true
		}
	}
}

// unmet reports whether n still waits for something to be sent.
func (x *outLog) unmet(n notable) bool {
	return !n.proved && (x.need.contains(n.Index) || x.shown <= n.Index)
}

// precedence returns that at which x goes next: of its most urgent unmet notable, else ROUTINE.
func (x *outLog) precedence() parley.Precedence {
	p := parley.Routine
	for _, n := range x.notable {
		if n.Precedence > p && x.unmet(n) {
			p = n.Precedence
		}
	}
	return p
}
