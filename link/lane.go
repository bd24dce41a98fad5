package link

import (
	"cmp"
	"slices"
	"time"
)

// A lane holds the messages, or the attachments, of one precedence of which something is to be sent, and says which goes
// first [LINK-90].
type lane struct {
	all   []*entry // ascending seq
	dated []*entry // those that expire, the earliest first
	begun []*entry // those of which a part is at the peer or under way; few

	outOfTurn time.Duration // time of the line that went to entries before one that came first
}

// patience is how much of the line's time may go to others out of their turn before what came first goes.
const patience = 10 * time.Minute

func bySeq(a, b *entry) int { return cmp.Compare(a.seq, b.seq) }

func byExpiry(a, b *entry) int { return cmp.Or(cmp.Compare(a.Expires, b.Expires), bySeq(a, b)) }

func (l *lane) enter(e *entry) {
	e.queued = true
	insert(&l.all, e, bySeq)
	if e.Expires != 0 {
		insert(&l.dated, e, byExpiry)
	}
	l.refresh(e)
}

func (l *lane) leave(e *entry) {
	e.queued = false
	remove(&l.all, e, bySeq)
	if e.Expires != 0 {
		remove(&l.dated, e, byExpiry)
	}
	l.refresh(e)
}

// refresh enters e among those begun, or takes it out.
func (l *lane) refresh(e *entry) {
	begun := e.queued && e.left() < e.Size
	switch {
	case begun && !e.begun:
		insert(&l.begun, e, bySeq)
	case !begun && e.begun:
		remove(&l.begun, e, bySeq)
	}
	e.begun = begun
}

func insert(list *[]*entry, e *entry, order func(a, b *entry) int) {
	i, _ := slices.BinarySearchFunc(*list, e, order)
	*list = slices.Insert(*list, i, e)
}

func remove(list *[]*entry, e *entry, order func(a, b *entry) int) {
	if i, found := slices.BinarySearchFunc(*list, e, order); found {
		*list = slices.Delete(*list, i, i+1)
	}
}

// next returns the entry that goes first of those that may go: what came first, if too much of the line went to others out
// of their turn since it came; else what expires and is whole before that and before the contact ends, the earliest first;
// else what is already there in part, the least left first; else what came first. What cannot be whole before it expires
// goes behind all others.
func (l *lane) next(c contact, may func(*entry) bool) *entry {
	first := find(l.all, func(e *entry) bool { return !c.late(e) && may(e) })
	if first == nil {
		return find(l.all, may)
	}
	e := first
	if l.outOfTurn-first.turns < patience {
		e = l.sooner(c, may, first)
	}
	e.jumps = e != first
	return e
}

// sooner returns what goes before the one that came first, or that one.
func (l *lane) sooner(c contact, may func(*entry) bool, first *entry) *entry {
	if e := find(l.dated, func(e *entry) bool { return c.inTime(e) && may(e) }); e != nil {
		return e
	}
	var best *entry
	for _, e := range l.begun {
		if (best == nil || e.left() < best.left()) && !c.late(e) && may(e) {
			best = e
		}
	}
	if best != nil {
		return best
	}
	return first
}

func find(list []*entry, which func(*entry) bool) *entry {
	if i := slices.IndexFunc(list, which); i >= 0 {
		return list[i]
	}
	return nil
}

// sent takes in that a piece of e was sent, which took the line so long.
func (l *lane) sent(e *entry, took time.Duration) {
	if e.jumps {
		l.outOfTurn += took
	}
}

// load returns how many bytes of frames these are likely to take: as those that were sent did, which may be packed.
func (e *entry) load() uint64 {
	if e.bytes == 0 {
		return e.left()
	}
	return e.left() * e.frames / e.bytes
}

// left returns how many bytes of e are to be sent before it is whole at the peer.
func (e *entry) left() uint64 {
	if e.everywhere() {
		return e.Size - e.has.size()
	}
	return e.counted.bytes
}
