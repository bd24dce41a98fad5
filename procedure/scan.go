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

// A ref is a leaf of one record that bears a mark of the proceeding, or a sent leaf that should have. There is one for each
// act and participant.
type ref struct {
	act    int32  // place in book.acts; passOver; or a place in book.strays, counted down from stray
	leaf   uint32 // its place among the leaves of its volume
	volume uint16 // number of the volume in the list
	author uint8  // of the act
	sent   bool
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
	b.first, b.holders, b.latest = make([][]int32, len(b.ids)), make([]parties, len(b.acts)), make([]parley.Millis, len(b.acts))
	for p := range b.ids {
		b.first[p] = make([]int32, len(b.acts))
		b.name(p)
	}
}

// leafOf returns the leaf behind a ref of p's record.
func (b *book) leafOf(p int, r *ref) *Leaf { return &b.logs[p].Volumes[r.volume].Leaves[r.leaf] }

func (b *book) placeOf(p int, r *ref) place { return placeOf(int(r.volume), b.leafOf(p, r).Index) }

// find gathers the leaves of p's record that count and bear a mark, and takes what p sent into the list of acts.
func (b *book) find(p int, m *Marks) {
	n := 0
	for _, v := range b.logs[p].Volumes {
		n += len(v.Leaves)
	}
	refs := make([]ref, 0, n)
	for v := range b.logs[p].Volumes {
		leaves := b.logs[p].Volumes[v].Leaves
		for i := range leaves {
			l := &leaves[i]
			if l.Index >= b.cut[p][v] {
				break
			}
			q, k, ok := m.Bears(p, l)
			r := ref{act: int32(k), leaf: uint32(i), volume: uint16(v), author: uint8(q), sent: l.Kind == wire.LeafSent}
			if r.sent {
				r.act = b.enter(p, k, ok, placeOf(v, l.Index), l)
			}
			if ok || r.sent && r.act >= 0 {
				refs = append(refs, r)
			}
		}
	}
	b.refs[p] = refs
}

// name finds which act each leaf of p's record names, and leaves out those that name one again.
func (b *book) name(p int) {
	refs, first, kept := b.refs[p], b.first[p], 0
	for i := range refs {
		r := &refs[i]
		l := b.leafOf(p, r)
		if !r.sent {
			r.act = b.resolve(int(r.author), uint32(r.act), &l.ID)
		}
		if r.act == passOver || r.act >= 0 && first[r.act] > 0 {
			continue
		}
		if r.act >= 0 {
			first[r.act] = int32(kept) + 1
			b.holders[r.act] |= 1 << p
			b.latest[r.act] = max(b.latest[r.act], l.Date)
		}
		refs[kept] = *r
		kept++
	}
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
	case !b.off.void && !addressedToAll(a.body, b.ids, a.author):
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
