package node

import (
	"errors"
	"sync"
	"time"

	"parley"
	"parley/internal/store"
)

// The watch over the lines: one goroutine looks at each line when something happened to it, when time alone may have
// changed its state, and when a clock of acknowledgement runs out; it keeps how long each state held.
type lineWatcher struct {
	mu    sync.Mutex
	dirty map[*peer]bool
	wake  chan struct{}
	next  map[*peer]parley.Millis // when time alone may change a state
	saved parley.Millis
	day   int64 // the last day whose line days were seen to
}

const (
	lookPause = time.Second      // between two looks: what happens meanwhile is seen together
	savePause = 10 * time.Minute // how much of the history a crash may lose
)

// lookAt has a line looked at soon; nil is none.
func (n *Node) lookAt(p *peer) {
	if p == nil {
		return
	}
	w := &n.watching
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dirty == nil {
		return // nobody watches
	}
	w.dirty[p] = true
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// lookAtParty is lookAt for every line to a party of that name.
func (n *Node) lookAtParty(party parley.PartyID) {
	for _, t := range n.tables() {
		if s := t.seat(party); s != nil {
			n.lookAt(n.peerOf(t, s.id))
		}
	}
}

// watchLines watches until serving ends.
func (n *Node) watchLines(srv *server) {
	w := &n.watching
	w.mu.Lock()
	w.dirty, w.wake, w.next, w.saved, w.day = map[*peer]bool{}, make(chan struct{}, 1), map[*peer]parley.Millis{}, n.now(), 0
	w.mu.Unlock()
	n.beginCounts()
	for sleep(srv.ctx, lookPause) {
		wait := time.NewTimer(n.lookOnce(srv))
		select {
		case <-w.wake:
		case <-wait.C:
		case <-srv.ctx.Done():
		}
		wait.Stop()
	}
	n.lookAtAll()
	n.saveLineTimes()
}

// beginCounts has the time of each line counted from now on: before, nobody watched.
func (n *Node) beginCounts() {
	for _, p := range n.allPeers() {
		for _, ps := range p.places() {
			p.mu.Lock()
			p.watchOf(ps.t.id).counted = 0
			p.mu.Unlock()
		}
		n.lookAt(p)
	}
}

// lookOnce looks at what changed, and returns how long nothing is to be done.
func (n *Node) lookOnce(srv *server) time.Duration {
	w, now := &n.watching, n.now()
	n.raiseOverdue()
	if today := int64(now) / dayMs; now-w.saved >= parley.Millis(savePause.Milliseconds()) || today != w.day {
		n.lookAtAll()
		n.lookAtKeys()
		n.saveLineTimes()
		w.saved, w.day = now, today
		n.sendLineDays(srv, today)
	} else {
		n.lookAtSome(now)
	}
	until := min(w.saved+parley.Millis(savePause.Milliseconds()), parley.Millis((w.day+1)*dayMs))
	for _, at := range w.next {
		until = min(until, at)
	}
	if at, ok := n.nextClock(); ok {
		until = min(until, at)
	}
	return time.Duration(max(until-n.now(), 0)) * time.Millisecond
}

func (n *Node) nextClock() (at parley.Millis, ok bool) {
	n.cfg.Store.View(func(r store.Reader) error {
		next, err := r.RunningClocks(parley.MaxMillis, 1)
		if len(next) == 1 {
			at, ok = next[0].Due, true
		}
		return err
	})
	return at, ok
}

// lookAtSome looks at the lines to which something happened, or whose time has come.
func (n *Node) lookAtSome(now parley.Millis) {
	w := &n.watching
	w.mu.Lock()
	some := w.dirty
	w.dirty = map[*peer]bool{}
	w.mu.Unlock()
	for p, at := range w.next {
		if at <= now {
			some[p] = true
		}
	}
	for p := range some {
		n.lookAtLine(p)
	}
}

func (n *Node) lookAtAll() {
	w := &n.watching
	w.mu.Lock()
	w.dirty = map[*peer]bool{}
	w.mu.Unlock()
	for _, p := range n.allPeers() {
		n.lookAtLine(p)
	}
}

func (n *Node) lookAtLine(p *peer) {
	w := &n.watching
	delete(w.next, p)
	for _, ps := range p.places() {
		v, err := n.judgeLine(p, ps)
		if err != nil {
			n.cfg.Log.Error("the state of a line could not be read", "party", string(ps.s.id), "error", err)
			continue
		}
		if v.Next != 0 {
			w.next[p] = earlier(w.next[p], v.Next)
		}
	}
}

// saveLineTimes stores how long each state held since the last time.
func (n *Node) saveLineTimes() {
	type row struct {
		w  *lineWatch
		p  *peer
		k  stateDay
		ms int64
		store.LineTime
	}
	var rows []row
	for _, p := range n.allPeers() {
		for _, ps := range p.places() {
			p.mu.Lock()
			w := p.watchOf(ps.t.id)
			for k, ms := range w.unsaved {
				rows = append(rows, row{w, p, k, ms, store.LineTime{Charter: ps.t.id, Peer: ps.s.id, Day: k.day, Bearer: k.bearer, State: string(k.state), Ms: ms}})
			}
			p.mu.Unlock()
		}
	}
	if len(rows) == 0 {
		return
	}
	err := n.cfg.Store.Update(func(tx store.Tx) error {
		for _, r := range rows {
			if err := tx.AddLineTime(r.LineTime); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, store.ErrUnknown) {
		n.event(EventStorage, "", "how long the lines held their states could not be stored", "error", err)
		return
	}
	for _, r := range rows {
		r.p.mu.Lock()
		if r.w.unsaved[r.k] -= r.ms; r.w.unsaved[r.k] == 0 {
			delete(r.w.unsaved, r.k)
		}
		r.p.mu.Unlock()
	}
}
