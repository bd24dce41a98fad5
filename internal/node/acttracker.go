package node

import (
	"cmp"
	"slices"

	"parley"
	"parley/internal/store"
	"parley/procedure"
	"parley/wire"
)

// A tracker knows where the leaves of one proceeding stand in the participants' records, as far as these are held. It
// reads what is stored for good, so that what it found stays so.
type tracker struct {
	t     *table
	id    parley.Hash
	o     *openingAct
	marks *procedure.Marks
	logs  [][]*trackedLog // for each participant, its volumes in their order
	high  []uint32        // for each participant: the highest number of its acts in any of the records
	acts  map[parley.Hash]*heldAct
	seq   uint64 // messages of the proceeding up to it were read
	// unsure: a message of it could not be judged yet, when it was looked at last.
	unsure bool
}

// marksAhead is how many marks of each participant are waited for ahead of those in use. One that is further ahead is found
// with its body.
const marksAhead = 3

// keys returns the marks of the proceeding that are in use, and the next few.
func (k *tracker) keys() (out [][]byte) {
	for p, id := range k.o.ids {
		for i := range k.high[p] + marksAhead {
			mark := wire.ActMark(k.o.body.Payload.Nonce, id, i)
			out = append(out, mark[:])
		}
	}
	return out
}

// A trackedLog is one volume of a record.
type trackedLog struct {
	log      store.LogID
	read     uint64 // leaves before it were looked at
	leaves   []procedure.Leaf
	authors  []int // of the acts that they are about, by their place among the participants
	recorded int   // so many of the first of them are on record here
}

// nearby is how many new leaves are looked at one by one. In more than these the marks are looked up.
const nearby = 1024

// track reads on in the records.
func (k *tracker) track(r store.Reader) error {
	var todo []*trackedLog
	far := uint64(0)
	for p, id := range k.o.ids {
		k.seatVolumes(p, id)
		for _, l := range k.logs[p] {
			size, err := r.LogSize(l.log)
			if err != nil {
				return err
			}
			if size > l.read {
				todo, far = append(todo, l), max(far, size-l.read)
			}
		}
	}
	if len(todo) == 0 {
		return nil
	}
	if far > nearby {
		return k.lookUp(r)
	}
	for _, l := range todo {
		if err := k.readOn(r, l); err != nil {
			return err
		}
	}
	return nil
}

// seatVolumes adds the volumes of a participant's record that were opened since.
func (k *tracker) seatVolumes(p int, id parley.PartyID) {
	logs := k.logs[p]
	if len(logs) == 0 {
		logs = append(logs, &trackedLog{log: store.LogID{Charter: k.t.id, Party: id}})
	}
	for _, v := range k.t.volumes() {
		if v.Party == id && v.Volume > logs[len(logs)-1].log.Volume {
			logs = append(logs, &trackedLog{log: v})
		}
	}
	k.logs[p] = logs
}

// readOn looks at the leaves of one volume that were not looked at.
func (k *tracker) readOn(r store.Reader, l *trackedLog) error {
	size, err := r.LogSize(l.log)
	if err != nil {
		return err
	}
	rows, err := r.Leaves(l.log, l.read, size)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := k.take(l, row); err != nil {
			return err
		}
	}
	l.read = size
	return nil
}

// take keeps a leaf that bears a mark of the proceeding. The leaves of each record come in their order.
func (k *tracker) take(l *trackedLog, row store.Leaf) error {
	x := procedure.Leaf{Index: row.Index, Kind: wire.LeafKind(row.Kind), Mark: row.Mark, ID: row.ID}
	p := slices.Index(k.o.ids, l.log.Party)
	author, number, ok := k.marks.Bears(p, &x)
	if !ok {
		return nil
	}
	k.high[author] = max(k.high[author], number)
	leaf, err := wire.DecodeLeaf(row.Bytes)
	if err != nil {
		return err
	}
	x.Date = leaf.Date
	l.leaves, l.authors = append(l.leaves, x), append(l.authors, author)
	return nil
}

// lookUp finds the leaves by their marks, from the beginning.
func (k *tracker) lookUp(r store.Reader) error {
	found, err := k.candidates(r)
	if err != nil {
		return err
	}
	k.marks = procedure.NewMarks(&k.o.body, k.o.ids)
	for p := range k.logs {
		for _, l := range k.logs[p] {
			l.leaves, l.authors = nil, nil
			if l.read, err = r.LogSize(l.log); err != nil {
				return err
			}
			for _, row := range found[l.log] {
				if err := k.take(l, row); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// candidates returns the leaves whose mark may be one of the proceeding's, of each record in their order. An author's
// numbers leave no gap of MarkAhead.
func (k *tracker) candidates(r store.Reader) (map[store.LogID][]store.Leaf, error) {
	found := map[store.LogID][]store.Leaf{}
	for _, id := range k.o.ids {
		for first := uint32(0); ; first += procedure.MarkAhead {
			marks := make([][8]byte, procedure.MarkAhead)
			for i := range marks {
				marks[i] = wire.ActMark(k.o.body.Payload.Nonce, id, first+uint32(i))
			}
			leaves, err := r.MarkedLeaves(marks)
			if err != nil {
				return nil, err
			}
			for _, l := range leaves {
				found[l.Log] = append(found[l.Log], l.Leaf)
			}
			if len(leaves) == 0 && first > 0 {
				break
			}
		}
	}
	for _, rows := range found {
		slices.SortFunc(rows, func(a, b store.Leaf) int { return cmp.Compare(a.Index, b.Index) })
	}
	return found, nil
}

// holds reports whether a participant's record, as far as it is held, has a leaf of the proceeding about a message.
func (k *tracker) holds(party parley.PartyID, id parley.Hash) bool {
	p := slices.Index(k.o.ids, party)
	if p < 0 {
		return false
	}
	for _, l := range k.logs[p] {
		if slices.ContainsFunc(l.leaves, func(x procedure.Leaf) bool { return x.ID == id }) {
			return true
		}
	}
	return false
}

// sent returns the author's leaf about an act, if it is here.
func (k *tracker) sent(author parley.PartyID, id parley.Hash) (l *trackedLog, at int) {
	p := slices.Index(k.o.ids, author)
	if p < 0 {
		return nil, 0
	}
	for _, l := range k.logs[p] {
		for i := len(l.leaves) - 1; i >= 0; i-- {
			if x := l.leaves[i]; x.ID == id && x.Kind == wire.LeafSent {
				return l, i
			}
		}
	}
	return nil, 0
}

func newTracker(t *table, id parley.Hash, o *openingAct) *tracker {
	n := len(o.ids)
	return &tracker{t: t, id: id, o: o, marks: procedure.NewMarks(&o.body, o.ids), logs: make([][]*trackedLog, n), high: make([]uint32, n)}
}
