package node

import (
	"sync"
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// fetches are the records of third parties of which a peer holds more than is held here, and who was asked for the rest.
// The owner's own line goes first: a third party is asked where that line is down, or has not brought them in some
// seconds. One peer is asked at a time, and a peer for one record at a time.
type fetches struct {
	mu  sync.Mutex
	all map[store.LogID]*fetch
}

type fetch struct {
	t     *table
	s     *seat
	has   map[*peer]uint64 // who holds how much
	asked *peer            // who was asked, or nil
	from  uint64           // for leaves from there on
	at    time.Time        // when
	grew  time.Time        // when the record last grew
	timer bool
}

const (
	ownersTurn = 5 * time.Second  // how long the owner's own line has for bringing leaves
	fetchTime  = 20 * time.Second // how long a peer has for the next run of leaves
	fetchStep  = time.Second      // after the last leaves of an answer the next ones are asked for
)

// from reports whether a peer was asked for a record.
func (x *fetches) from(log store.LogID, p *peer) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	f := x.all[log]
	return f != nil && f.asked == p
}

// behind notes that a peer holds more of a third party's record, and sees to it that it is fetched.
func (n *Node) behind(p *peer, t *table, s *seat, size uint64) {
	x := &n.fetches
	x.mu.Lock()
	f := x.all[s.log]
	if f == nil {
		f = &fetch{t: t, s: s, has: map[*peer]uint64{}}
		if x.all == nil {
			x.all = map[store.LogID]*fetch{}
		}
		x.all[s.log] = f
	}
	f.has[p] = max(f.has[p], size)
	timer := f.timer
	f.timer = true
	x.mu.Unlock()
	if timer {
		return
	}
	wait := ownersTurn
	if owner := n.peerOf(t, s.id); owner == nil || owner.downFor(ownersTurn) {
		wait = 0
	}
	n.fetchAfter(f, wait)
}

func (n *Node) fetchAfter(f *fetch, wait time.Duration) {
	if srv := n.server(); srv != nil {
		srv.after(wait, func() { n.fetchOn(f) })
	}
}

// fetchOn ends a fetch whose leaves are here, or asks for the next ones, and looks again later.
func (n *Node) fetchOn(f *fetch) {
	held, err := n.size(f.s.log)
	if err != nil {
		n.fetchAfter(f, retryPause)
		return
	}
	x := &n.fetches
	x.mu.Lock()
	defer x.mu.Unlock()
	f.drop(held, time.Now())
	if len(f.has) == 0 || n.frozen(f.s.log) {
		delete(x.all, f.s.log)
		return
	}
	if f.asked == nil {
		f.asked = x.next(f)
		f.from = held + 1 // nothing of it was asked for
	}
	if now := time.Now(); f.asked != nil && (held != f.from && now.Sub(f.grew) >= fetchStep) {
		f.from, f.at, f.grew = held, now, now
		f.asked.box.put(askLeaves(f.asked.wireLog(f.t, f.s), held))
	}
	n.fetchAfter(f, fetchStep)
}

// drop forgets peers that hold no more than is here, are gone, or were asked in vain: these until they show a head again.
func (f *fetch) drop(held uint64, now time.Time) {
	if f.asked != nil && now.Sub(f.at) > fetchTime && now.Sub(f.grew) > fetchTime {
		delete(f.has, f.asked)
	}
	for p, size := range f.has {
		if size <= held || !p.up() {
			delete(f.has, p)
		}
	}
	if _, ok := f.has[f.asked]; !ok {
		f.asked = nil
	}
}

// next returns the peer that holds most, of those that are not asked for another record, or nil. The mutex is held.
func (x *fetches) next(f *fetch) (best *peer) {
	for p, size := range f.has {
		if !x.busy(p) && (best == nil || size > f.has[best] || size == f.has[best] && p.name() < best.name()) {
			best = p
		}
	}
	return best
}

func askLeaves(log wire.Log, from uint64) link.Control {
	return link.Control{Frame: &wire.Ask{What: wire.AskLeaves, Log: log, From: from}, Precedence: parley.Routine, Session: -1}
}

// busy reports whether a peer is asked for some record. The mutex is held.
func (x *fetches) busy(p *peer) bool {
	for _, f := range x.all {
		if f.asked == p {
			return true
		}
	}
	return false
}

// fetched notes that a record grew which is being fetched.
func (x *fetches) fetched(log store.LogID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if f := x.all[log]; f != nil {
		f.grew = time.Now()
	}
}

// grew does what follows when more of a party's record is held.
func (n *Node) grew(t *table, s *seat, size uint64) {
	n.fetches.fetched(s.log)
	n.cosignedAhead(s, size)
	n.followCosigned(t)
	if len(t.seats()) > 2 {
		n.relaySoon()
	}
}

// downFor reports whether there has been no session with the peer for so long.
func (p *peer) downFor(d time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.best() == nil && p.n.now()-p.since >= parley.Millis(d.Milliseconds())
}
