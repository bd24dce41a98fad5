package node

import (
	"sync"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/link"
)

// What a charter grants to each peer: sessions at once, bodies in part, and bytes stored. Over the bytes its attachments
// are not taken; its texts still are, up to a reserve. What is not taken stays with its sender, whose message is not yet
// recorded: nothing is lost.

// EventQuota is the kind of event about a peer that used up what a charter grants it.
const EventQuota = "quota"

const (
	quotaCount = time.Hour // between counts of what is stored
	leastExtra = 64 << 20  // bytes of the reserve for texts, or a quarter of the quota if that is more
)

// granted returns the largest of what the shared charters in force grant to the peer.
func (p *peer) granted() (l charter.Limits) {
	for _, ps := range p.places() {
		c := ps.t.charter().Limits
		l.Sessions = max(l.Sessions, c.Sessions)
		l.UnfinishedBodies = max(l.UnfinishedBodies, c.UnfinishedBodies)
	}
	return l
}

// stored counts the bytes held of each party's messages and attachments under each charter.
type stored struct {
	mu sync.Mutex
	of map[storedKey]*storedBytes
}

type storedKey struct {
	charter parley.Hash
	author  parley.PartyID
}

type storedBytes struct {
	bytes       uint64
	blobs, text bool // an officer was told that these are not taken
}

func (x *stored) at(k storedKey) *storedBytes {
	if x.of == nil {
		x.of = map[storedKey]*storedBytes{}
	}
	if x.of[k] == nil {
		x.of[k] = &storedBytes{}
	}
	return x.of[k]
}

func (x *stored) add(charter parley.Hash, author parley.PartyID, n uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.at(storedKey{charter, author}).bytes += n
}

// drop takes off the count what is not held any more.
func (x *stored) drop(charter parley.Hash, author parley.PartyID, n uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	u := x.at(storedKey{charter, author})
	u.bytes -= min(n, u.bytes)
}

func (x *stored) bytes(charter parley.Hash, author parley.PartyID) uint64 {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.at(storedKey{charter, author}).bytes
}

// set takes over a count. What stands well below the quota again may be told of again.
func (x *stored) set(k storedKey, n, quota uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	u := x.at(k)
	u.bytes = n
	if n < quota-quota/10 {
		u.blobs, u.text = false, false
	}
}

// tell reports whether an officer is to be told now that something is not taken.
func (x *stored) tell(k storedKey, blob bool) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	u := x.at(k)
	said := &u.text
	if blob {
		said = &u.blobs
	}
	was := *said
	*said = true
	return !was
}

// countStored counts what is stored now, and again every hour: what was removed meanwhile makes room.
func (n *Node) countStored(srv *server) {
	for _, t := range n.tables() {
		for i, s := range t.seats() {
			if i == t.self {
				continue
			}
			err := n.cfg.Store.View(func(r store.Reader) error {
				bytes, err := r.StoredFrom(t.id, s.id)
				if err != nil {
					return err
				}
				apart, err := n.storedApart(r, t, s)
				n.stored.set(storedKey{t.id, s.id}, bytes+apart, t.quota())
				return err
			})
			if err != nil {
				n.cfg.Log.Error("what is stored of a party could not be counted", "party", string(s.id), "error", err)
			}
		}
	}
	srv.after(quotaCount, func() { n.countStored(srv) })
}

// storedApart counts what stands on the shelf of a party's peer, under the charter under which it counts.
func (n *Node) storedApart(r store.Reader, t *table, s *seat) (bytes uint64, err error) {
	p := n.peerOf(t, s.id)
	if p == nil || p.places()[0].t != t {
		return 0, nil
	}
	open, err := r.OpenBodies()
	for _, b := range open {
		if isSpare(b) && b.Author == p.name() {
			bytes += b.Size
		}
	}
	return bytes, err
}

// quota returns how many bytes of each party are stored under a charter.
func (t *table) quota() uint64 { return uint64(t.charter().Limits.StoredMiB) << 20 }

// roomForText reports whether another text of a party may be stored, and tells an officer once if not.
func (n *Node) roomForText(t *table, author parley.PartyID, size int) bool {
	quota := t.quota()
	if n.stored.bytes(t.id, author)+uint64(size) <= quota+max(quota/4, leastExtra) {
		return true
	}
	if n.stored.tell(storedKey{t.id, author}, false) {
		n.eventUnder(t, EventQuota, author, "the party's messages are not taken any more: it used up what the charter grants it, and the reserve for texts; they stay with it, not yet recorded")
	}
	return false
}

// roomForBlob is roomForText for an attachment.
func (n *Node) roomForBlob(t *table, author parley.PartyID, size uint64) bool {
	if n.stored.bytes(t.id, author)+size <= t.quota() {
		return true
	}
	if n.stored.tell(storedKey{t.id, author}, true) {
		n.eventUnder(t, EventQuota, author, "the party's attachments are not taken any more: it used up what the charter grants it; its texts still come")
	}
	return false
}

// notTaken is the job of a message for which there is no room.
var notTaken = new(job)

// takes reports whether a body that the peer begins is taken.
func (l *line) takes(b link.Partial) bool {
	t := l.n.table(b.Log.Charter)
	if t == nil || t.seat(b.Log.Party) == nil || l.n.wanted.has(b.ID) {
		return true
	}
	if !b.Blob {
		return l.n.roomForText(t, b.Log.Party, int(b.Size))
	}
	if ps, ok := l.p.seatIn(t.id); ok && ps.s.id != b.Log.Party { // nobody fills another party's quota
		first := l.p.places()[0]
		return l.n.named(b) && l.n.roomForBlob(first.t, first.s.id, b.Size)
	}
	return l.n.roomForBlob(t, b.Log.Party, b.Size)
}

// named reports whether a message that is held names an attachment.
func (n *Node) named(b link.Partial) (is bool) {
	n.cfg.Store.View(func(r store.Reader) error {
		as, err := r.AttachmentsOf(b.ID)
		is = len(as) > 0
		return err
	})
	return is
}
