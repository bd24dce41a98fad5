// Package simnet simulates paths between nodes: delay, rate, loss, repetition, reordering and cuts, from one seed. Its
// sessions carry frames like those of package bearer. All timing goes through package time and no goroutine runs in
// the background, so whole nodes live through simulated weeks inside a testing/synctest bubble, within which the
// network, its listeners and its sessions must then all be made.
//
// Relay is the other half: a real TCP relay that behaves like a slow modem, for demonstrations on one machine.
package simnet

import (
	"hash/fnv"
	"math/rand/v2"
	"sync"
	"time"
)

// A Network holds named places and the links between them. It is safe for use by many goroutines.
type Network struct {
	mu        sync.Mutex
	seed      uint64
	links     map[[2]string]*link
	listeners map[place]*listener
}

// New returns a network without links. The same seed gives each direction of each link the same fate for its nth frame.
func New(seed uint64) *Network {
	return &Network{seed: seed, links: make(map[[2]string]*link), listeners: make(map[place]*listener)}
}

// A Path says how one link treats frames, the same in both directions. The zero Path is perfect.
type Path struct {
	Delay   time.Duration // from the last bit sent to the last bit received
	Rate    int           // bit/s, shared by all sessions over the link; 0: unlimited
	Loss    float64       // probability that a frame is lost; on a reliable session it comes later instead
	Repeat  float64       // probability that a frame comes twice; not on a reliable session
	Reorder float64       // probability that a frame is overtaken by later ones; not on a reliable session
	Queue   int           // bytes that may wait to be sent: more are dropped, or make a reliable Send wait; 0: unlimited
}

// BreakTime is how long a cut lasts before reliable sessions over the link are broken, at both ends.
const BreakTime = 20 * time.Second

// link is the two directions between two places. The network's mutex guards it, and the sessions over it.
type link struct {
	path     Path
	cut      bool
	restored chan struct{} // closed at Restore; made by Cut
	pipes    [2]*pipe      // from the place named first in the alphabet, and to it
	sessions []*session    // both ends of each session that is not closed, oldest first
}

func key(a, b string) ([2]string, int) {
	if a < b {
		return [2]string{a, b}, 0
	}
	return [2]string{b, a}, 1
}

// Link joins a and b by p. Linking again is SetPath.
func (n *Network) Link(a, b string, p Path) {
	n.mu.Lock()
	defer n.mu.Unlock()
	k, _ := key(a, b)
	if l := n.links[k]; l != nil {
		l.path = p
		return
	}
	n.links[k] = &link{path: p, pipes: [2]*pipe{n.newPipe(k[0], k[1]), n.newPipe(k[1], k[0])}}
}

// newPipe seeds each direction apart, so that what one carries does not change the fate of another.
func (n *Network) newPipe(from, to string) *pipe {
	h := fnv.New64a()
	h.Write([]byte(from + ">" + to))
	return &pipe{random: rand.New(rand.NewPCG(n.seed, h.Sum64()))}
}

// SetPath changes the link between a and b, for frames sent from now on. It does nothing where there is no link.
func (n *Network) SetPath(a, b string, p Path) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if l, _ := n.find(a, b); l != nil {
		l.path = p
	}
}

// Cut breaks the link: what is under way is lost on unreliable sessions and held on reliable ones, nobody is told, and
// after BreakTime the reliable sessions are broken. It does nothing where there is no link, or a cut one.
func (n *Network) Cut(a, b string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	l, _ := n.find(a, b)
	if l == nil || l.cut {
		return
	}
	l.cut, l.restored = true, make(chan struct{})
	now := time.Now()
	for _, p := range l.pipes {
		p.free = now
	}
	for _, s := range l.sessions {
		s.cut(now)
	}
}

// Restore mends a cut link. Reliable sessions that are not broken yet then send again what was held.
func (n *Network) Restore(a, b string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	l, _ := n.find(a, b)
	if l == nil || !l.cut {
		return
	}
	l.cut = false
	close(l.restored)
	now := time.Now()
	for _, s := range l.sessions {
		s.restore(now)
	}
}

// Carried returns how many frames, and bytes of frames, were sent from a towards b, handshakes and lost ones counted.
func (n *Network) Carried(a, b string) (frames, bytes int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	l, direction := n.find(a, b)
	if l == nil {
		return 0, 0
	}
	return l.pipes[direction].frames, l.pipes[direction].bytes
}

// Fates counts what became of frames, over all links.
type Fates struct {
	Frames    int64 // sent, second copies and second tries not counted
	Lost      int64 // on a reliable session: came later, for having been sent again
	Repeated  int64
	Reordered int64 // overtaken by later ones
	Cut       int64 // lost or held because the link was cut
}

// Fates returns what became of frames so far.
func (n *Network) Fates() (all Fates) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, l := range n.links {
		for _, p := range l.pipes {
			all.Frames += p.fates.Frames
			all.Lost += p.fates.Lost
			all.Repeated += p.fates.Repeated
			all.Reordered += p.fates.Reordered
			all.Cut += p.fates.Cut
		}
	}
	return all
}

// find returns the link and the direction from a to b, or nil.
func (n *Network) find(a, b string) (*link, int) {
	k, direction := key(a, b)
	return n.links[k], direction
}
