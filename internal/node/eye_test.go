package node

import (
	"bytes"
	"crypto/ed25519"
	"sync"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// An eye sees every store, every high-water file and every frame of a world, and holds the promises against them. It
// believes no node.
type eye struct {
	w        *world
	mu       sync.Mutex // guards bodies, which frames are held against while they leave
	bodies   []spoken
	answered map[parley.PartyID][]parley.Hash // messages that a node took
	random   *stream
}

// spoken is a message that an officer wrote.
type spoken struct {
	id   parley.Hash
	from parley.PartyID
	to   map[parley.PartyID]bool
	may  bool     // a head over its sent leaf may be shown
	bits [][]byte // pieces of its body, each long enough to be nobody else's
}

func newEye(w *world) *eye {
	e := &eye{w: w, answered: map[parley.PartyID][]parley.Hash{}, random: newStream("words")}
	w.tap = e.frame
	return e
}

// words returns n bytes that nobody else says.
func (e *eye) words(n int) []byte {
	b := make([]byte, n)
	e.random.Read(b)
	return b
}

// piece is how many bytes of a body in a row are proof that they are of it.
const piece = 16

func (e *eye) told(envelope []byte, body string, to []parley.PartyID) {
	x := spoken{id: parley.Sum(envelope), to: map[parley.PartyID]bool{}}
	_, p, _ := wire.DecodeEnvelope(envelope)
	x.from = p.From.Party
	for _, id := range to {
		x.to[id] = true
	}
	for at := 0; at+piece <= len(body); at += 97 {
		x.bits = append(x.bits, []byte(body[at:at+piece]))
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.bodies = append(e.bodies, x)
}

// holds reports whether a station holds a message.
func (e *eye) holds(at parley.PartyID, id parley.Hash) (held bool) {
	e.view(at, func(r store.Reader) error {
		_, err := r.Message(id)
		held = err == nil
		return nil
	})
	return held
}

// sizeOf is how long a message is that a station holds.
func (e *eye) sizeOf(at parley.PartyID, id parley.Hash) (size uint64) {
	e.view(at, func(r store.Reader) error {
		m, err := r.Message(id)
		size = uint64(len(m.Envelope))
		return err
	})
	return size
}

func (e *eye) promised(at parley.PartyID, id string) {
	h, err := parley.ParseHash(id)
	if err != nil {
		e.w.t.Fatal(err)
	}
	e.answered[at] = append(e.answered[at], h)
}

// frame holds one frame that leaves a node against P8 and R3.
func (e *eye) frame(from parley.PartyID, key ed25519.PublicKey, frame []byte) {
	to := e.w.stationOf(key)
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := len(e.bodies) - 1; i >= 0 && i >= len(e.bodies)-40; i-- {
		b := &e.bodies[i]
		if !b.in(frame) {
			continue
		}
		if b.from != to && !b.to[to] {
			e.w.t.Errorf("P8: a frame from %s to %s holds bytes of message %s, which is not for it", from, to, b.id)
		}
		if b.from != from || b.may {
			continue
		}
		if b.may = e.w.maySpeak(from, b.id); !b.may {
			e.w.t.Errorf("R3: bytes of %s leave %s before a head over its sent leaf may be shown", b.id, from)
		}
	}
}

func (x *spoken) in(frame []byte) bool {
	for _, bit := range x.bits {
		if bytes.Contains(frame, bit) {
			return true
		}
	}
	return false
}

// look holds what stands everywhere against the promises.
func (e *eye) look() {
	e.w.t.Helper()
	for _, owner := range e.w.order {
		e.kept(owner)
		for _, holder := range e.w.order {
			if holder != owner {
				e.mirrored(owner, holder)
				e.received(owner, holder)
				e.receipted(owner, holder)
			}
		}
		e.dated(owner)
	}
}

func (e *eye) log(owner parley.PartyID) store.LogID {
	return store.LogID{Charter: e.w.id, Party: owner}
}

func (e *eye) leaves(at, owner parley.PartyID) (rows []store.Leaf) {
	e.view(at, func(r store.Reader) error {
		size, err := r.LogSize(e.log(owner))
		if err == nil {
			rows, err = r.Leaves(e.log(owner), 0, size)
		}
		return err
	})
	return rows
}

func (e *eye) view(at parley.PartyID, fn func(store.Reader) error) {
	if err := e.w.stations[at].memory.View(fn); err != nil {
		e.w.t.Fatal(err)
	}
}

// kept is P1 at the sender: what was answered for is there.
func (e *eye) kept(at parley.PartyID) {
	e.view(at, func(r store.Reader) error {
		for _, id := range e.answered[at] {
			if _, err := r.Message(id); err != nil {
				e.w.t.Fatalf("P1: %s answered for message %s and does not hold it: %v", at, id, err)
			}
		}
		return nil
	})
}

// mirrored is P3 and the restart rule: what another holds of a record is its beginning, and under the high-water mark.
func (e *eye) mirrored(owner, holder parley.PartyID) {
	theirs, own := e.leaves(holder, owner), e.leaves(owner, owner)
	mark, _, err := e.w.stations[owner].marks.Read(e.log(owner))
	if err != nil {
		e.w.t.Fatal(err)
	}
	if uint64(len(theirs)) > mark.Size {
		e.w.t.Fatalf("%s holds %d leaves of %s, whose high-water mark is %d", holder, len(theirs), owner, mark.Size)
	}
	for i, l := range theirs {
		if i >= len(own) || !bytes.Equal(l.Bytes, own[i].Bytes) {
			e.w.t.Fatalf("P3: leaf %d of %s is another at %s than at its owner, who holds %d", i, owner, holder, len(own))
		}
	}
}

// received is P1 and R4 at the receiver: whoever entered received holds the message, once, with the author's mark, and
// its author's sent leaf stood under a head.
func (e *eye) received(author, at parley.PartyID) {
	sent := map[parley.Hash]store.Leaf{}
	for _, l := range e.leaves(author, author) {
		if wire.LeafKind(l.Kind) == wire.LeafSent {
			if _, twice := sent[l.ID]; twice {
				e.w.t.Fatalf("P2: %s entered message %s as sent twice", author, l.ID)
			}
			sent[l.ID] = l
		}
	}
	seen := map[parley.Hash]bool{}
	for _, l := range e.leaves(at, at) {
		s, ok := sent[l.ID]
		if wire.LeafKind(l.Kind) != wire.LeafReceived || !ok {
			continue
		}
		if seen[l.ID] {
			e.w.t.Fatalf("P2: %s entered message %s as received twice", at, l.ID)
		}
		seen[l.ID] = true
		if s.Mark != l.Mark {
			e.w.t.Fatalf("the received leaf of %s at %s has another mark than the sent leaf", l.ID, at)
		}
		e.view(at, func(r store.Reader) error {
			if m, err := r.Message(l.ID); err != nil || m.RecordedAt != int64(l.Index) {
				e.w.t.Fatalf("P1: %s entered message %s as received at %d and holds %+v: %v", at, l.ID, l.Index, m.RecordedAt, err)
			}
			return nil
		})
	}
}

// receipted holds what a sender shows as recorded against the record of who is said to have recorded it.
func (e *eye) receipted(author, by parley.PartyID) {
	theirs := e.leaves(by, by)
	e.view(author, func(r store.Reader) error {
		for _, id := range e.answered[author] {
			ds, err := r.Deliveries(id)
			if err != nil {
				return err
			}
			for _, d := range ds {
				if d.Party != by || d.RecordedAt < 0 {
					continue
				}
				if d.RecordedAt >= int64(len(theirs)) || theirs[d.RecordedAt].ID != id {
					e.w.t.Fatalf("%s shows message %s as recorded by %s at %d, where it does not stand", author, id, by, d.RecordedAt)
				}
			}
		}
		return nil
	})
}

// dated is R1.
func (e *eye) dated(owner parley.PartyID) {
	var last parley.Millis
	for i, row := range e.leaves(owner, owner) {
		l, err := wire.DecodeLeaf(row.Bytes)
		if err != nil || l.Date < last {
			e.w.t.Fatalf("R1: leaf %d of %s is dated before the one before it: %v", i, owner, err)
		}
		last = l.Date
	}
}

// lastDate is the date of the last leaf of a record.
func (e *eye) lastDate(owner parley.PartyID) (last parley.Millis) {
	rows := e.leaves(owner, owner)
	if len(rows) > 0 {
		if l, err := wire.DecodeLeaf(rows[len(rows)-1].Bytes); err == nil {
			last = l.Date
		}
	}
	return last
}
