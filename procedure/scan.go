package procedure

import (
	"parley"
	"parley/wire"
)

// An act is a message of the proceeding, known by its sent leaf.
type act struct {
	id     parley.Hash
	body   *Body // nil: not here
	author int
	date   parley.Millis
	at     place
	void   string  // why it is void for everybody alike
	marked bool    // its sent leaf bears a mark of the proceeding
	rank   int     // F4
	ord    int32   // its number among its author's acts that count, from 1
	past   []int32 // for each author how many of its acts stand before it [F3]
	unseen int     // how many of these its officer had not seen; -1: not counted yet
}

// A place is a place in a participant's record: number of the volume in the list, and place in it.
type place uint64

func placeOf(volume int, index uint64) place { return place(volume)<<48 | place(index) }

// A ref is a leaf of one record that bears a mark of the proceeding, or a sent leaf that should have.
type ref struct {
	act    int32 // place in book.acts; passOver; or a place in book.strays, counted down from stray
	author uint8 // of the act
	sent   bool
	date   parley.Millis
	at     place
}

// A standing is where an act stands in a record.
type standing struct {
	next int32 // place in refs behind it; 0: it does not stand there
	date parley.Millis
}

const (
	passOver = -1 // names an act that a fork cut off, or one that stands in the record already
	stray    = -2
)

// A strayRef is an act that a leaf names and whose own sent leaf is not held.
type strayRef struct {
	id     parley.Hash
	author int
}

// scan finds the acts, then who holds which. What a leaf means depends only on what stands before it in its record, and
// on the sent leaf of the act that it names.
func (b *book) scan(m *Marks) {
	b.numbers, b.refs = make([][]int32, len(b.ids)), make([][]ref, len(b.ids))
	for p := range b.ids {
		b.find(p, m)
	}
	b.first = make([]standing, len(b.ids)*len(b.acts))
	for p := range b.ids {
		b.name(p)
	}
}

// find gathers the leaves of p's record that bear a mark, and takes what p sent into the list of acts.
func (b *book) find(p int, m *Marks) {
	n := 0
	for _, v := range b.logs[p].Volumes {
		n += len(v.Leaves)
	}
	refs := make([]ref, 0, n)
	b.counted(p, func(at place, l *Leaf) {
		q, k, ok := m.Bears(p, l)
		r := ref{act: int32(k), author: uint8(q), sent: l.Kind == wire.LeafSent, date: l.Date, at: at}
		if r.sent {
			r.act = b.enter(p, k, ok, at, l)
		}
		if ok || r.sent && r.act >= 0 {
			refs = append(refs, r)
		}
	})
	b.refs[p] = refs
}

// name finds which act each leaf of p's record names, and leaves out those that name one again.
func (b *book) name(p int) {
	refs, kept := b.refs[p], 0
	i := 0
	b.counted(p, func(at place, l *Leaf) {
		if i == len(refs) || refs[i].at != at {
			return
		}
		r := refs[i]
		i++
		if !r.sent {
			r.act = b.resolve(int(r.author), uint32(r.act), &l.ID)
		}
		if r.act >= 0 {
			f := &b.first[int(r.act)*len(b.ids)+p]
			if f.next > 0 {
				return
			}
			f.next, f.date = int32(kept)+1, r.date
		}
		if r.act != passOver {
			refs[kept] = r
			kept++
		}
	})
	b.refs[p] = refs[:kept]
}

// enter takes a sent leaf of p into the list of acts and returns its place there. A leaf without the mark that it should
// have is an act only in name: void.
func (b *book) enter(p int, k uint32, marked bool, at place, l *Leaf) int32 {
	n := b.numbers[p]
	if marked && int(k) < len(n) {
		if x := n[k]; x >= 0 && b.acts[x].id == l.ID {
			return passOver
		}
		marked = false
	}
	if _, again := b.odd[l.ID]; again {
		return passOver
	}
	x := int32(len(b.acts))
	a := act{id: l.ID, author: p, date: l.Date, at: at, marked: marked, unseen: -1}
	if i, ok := b.bodies[l.ID]; ok {
		a.body = &b.messages[i]
		if b.known[i] == none || marked {
			b.known[i] = x
		}
	}
	a.void = b.voidity(&a, k)
	if a.body != nil && a.void == "" {
		a.rank = b.rankOf(a.body.Payload.Act)
	}
	b.acts, b.hashes = append(b.acts, a), append(b.hashes, a.id)
	if !marked {
		b.odd[l.ID] = x
		return x
	}
	for len(n) < int(k) {
		n = append(n, -1)
	}
	b.numbers[p] = append(n, x)
	if l.ID == b.plan.opening.ID && k == 0 {
		b.opening = x
	}
	return x
}

// voidity says why an act is void for everybody alike [F2]; empty where it is not, and while its body is not here.
func (b *book) voidity(a *act, k uint32) string {
	if !a.marked {
		if b.off.void && a.body != nil && b.ours(a.body) {
			return ""
		}
		return "its leaf does not bear the mark that this proceeding gives it"
	}
	if a.body == nil {
		return ""
	}
	m := a.body.Payload
	switch {
	case a.body.Void != "":
		return a.body.Void
	case m.From.Party != b.ids[a.author]:
		return "it stands in the record of a party that is not its author"
	case a.id == b.plan.opening.ID && k == 0:
		return ""
	case !b.ours(a.body):
		return "its leaf bears the mark of this proceeding and it belongs to another"
	case !b.off.void && !addressedToAll(a.body, b.ids):
		return "it is not addressed to every participant"
	}
	return ""
}

// actOf returns the act with that id whose body is here, or none.
func (b *book) actOf(id parley.Hash) int32 {
	if i, ok := b.bodies[id]; ok {
		return b.known[i]
	}
	return none
}

func (b *book) ours(body *Body) bool {
	return body.Payload.Proceeding != nil && *body.Payload.Proceeding == b.plan.opening.ID
}

// resolve finds the act of author q that a received or refused leaf names.
func (b *book) resolve(q int, k uint32, id *parley.Hash) int32 {
	if n := b.numbers[q]; int(k) < len(n) && n[k] >= 0 && b.hashes[n[k]] == *id {
		return n[k]
	}
	if x, ok := b.odd[*id]; ok && b.acts[x].author == q {
		return x
	}
	if b.forked.has(q) {
		return passOver
	}
	b.strays = append(b.strays, strayRef{*id, q})
	return int32(stray - (len(b.strays) - 1))
}
