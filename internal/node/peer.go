package node

import (
	"bytes"
	"slices"
	"sync"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/bearer"
	"parley/internal/store"
	"parley/link"
)

// A peer is another party's node, known by its root key through all charters that both share.
type peer struct {
	n       *Node
	root    rootKey
	strays  limitedLog  // what came from it and was not used
	seats   []peerSeat  // guarded by n.mu
	mirrors []*mirror   // guarded by n.mu
	box     mailbox     // events for the line's goroutine
	share   share       // of the log-writer's time
	fresh   freshBodies // on their way to it

	mu         sync.Mutex
	ways       []*way // the cheapest bearer first; none until it serves
	state      string // no-path, no-node, refused, up
	since      parley.Millis
	lastHead   parley.Millis
	stats      link.Stats
	wanted     wanted
	surmise    time.Time                 // before which nothing is dialled by a surmise
	heard      time.Time                 // monotonic time of the last frame
	ungreeted  int                       // sessions in a row that the peer ended before it greeted us
	refusedWhy string                    // why it seems to
	alive      int                       // sessions that the line has not done with
	thirds     *mirror                   // of the third party's record that it last sent
	opening    bucket                    // sessions that the peer may open
	cosigs     map[store.LogID]*dueCosig // cosignatures waiting to be sent
	silences   map[*table]silence
	relayed    relayed
	recovery   peerRecovery
	tests      map[parley.Hash]*lineTests // by charter
	watches    map[parley.Hash]*lineWatch // by charter
}

type peerSeat struct {
	t *table
	s *seat
}

func newPeer(n *Node, root rootKey) *peer {
	return &peer{n: n, root: root, state: "no-path", since: n.now(), box: newMailbox(), share: newShare(), opening: newBucket(sessionsRate, sessionsBurst), cosigs: map[store.LogID]*dueCosig{}, relayed: relayed{gave: map[store.LogID]uint64{}, bare: map[store.LogID]uint64{}, shown: map[store.LogID]uint64{}, told: map[parley.Hash]bool{}, lent: map[parley.Hash]bool{}}, silences: map[*table]silence{}}
}

// places returns the charters shared with the peer, in order of adoption.
func (p *peer) places() []peerSeat {
	p.n.mu.Lock()
	defer p.n.mu.Unlock()
	return append([]peerSeat(nil), p.seats...)
}

// seatIn returns the peer's seat under a charter.
func (p *peer) seatIn(id parley.Hash) (peerSeat, bool) {
	for _, ps := range p.places() {
		if ps.t.id == id {
			return ps, true
		}
	}
	return peerSeat{}, false
}

// sheet returns the newest sheet held of the peer.
func (p *peer) sheet() *charter.Sheet {
	for _, ps := range p.places() {
		if sh := ps.s.newest(); sh != nil {
			return sh
		}
	}
	return nil
}

// name is the peer's party id under the first shared charter.
func (p *peer) name() parley.PartyID { return p.places()[0].s.id }

// first reports whether our own party is the first of the two: the one that stands before the other among the parties of
// the charter with the lowest id of those that both share [LINK-58].
func (p *peer) first() bool {
	ps := slices.MinFunc(p.places(), func(a, b peerSeat) int { return bytes.Compare(a.t.id[:], b.t.id[:]) })
	return ps.t.self < ps.t.place(ps.s.id)
}

// A session is one connection in use on a line.
type session struct {
	number int
	way    *way
	conn   bearer.Session
	out    mailbox
	slots  chan struct{} // one for each frame that came and is not used yet
	since  parley.Millis
	begun  time.Time

	renewals int // sessions in a row that took the place of one that was still there; guarded by the peer's mutex

	answered          bool // the other end has proved to be there; guarded by the peer's mutex
	greeted, stranger bool // what the peer's HELLO said: that it knows us, or not; guarded by its mutex
}

// maxUnsent bounds what waits in one session for the bearer, in runs of packets. The window of the line keeps what
// carries something far below it; acknowledgements are outside the window, and a peer that sends and never reads would
// gather them without end.
const maxUnsent = 4096

// maxWaitingFrames bounds the frames of one session that wait for the line.
const maxWaitingFrames = 64

func (n *Node) allPeers() []*peer {
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []*peer
	seen := map[*peer]bool{}
	for _, t := range n.charters {
		for _, s := range t.seats() {
			if p := n.peers[s.root]; p != nil && !seen[p] {
				seen[p] = true
				out = append(out, p)
			}
		}
	}
	return out
}

func (n *Node) peerOf(t *table, party parley.PartyID) *peer {
	s := t.seat(party)
	if s == nil {
		return nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.peers[s.root]
}
