package node

import (
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// third finds the seat of a record that belongs neither to the peer nor to us, under a charter that both share.
func (p *peer) third(log link.LogKey) (t *table, s *seat, ok bool) {
	ps, ok := p.seatIn(log.Charter)
	if !ok {
		return nil, nil, false
	}
	s = ps.t.seatWith(log)
	return ps.t, s, s != nil && s != ps.s && s != ps.t.own()
}

// handOn gives a peer, soon after its HELLO, what is newest of third parties' records and the proofs that are held, and
// fetches what it holds more of.
func (n *Node) handOn(p *peer, d link.HelloIn) {
	for log, size := range d.Sizes {
		if t, s, ok := p.third(log); ok && size > n.sizeOrNone(s.log) {
			n.behind(p, t, s, size)
		}
	}
	if srv := n.server(); srv != nil && srv.greet(p) {
		srv.after(n.jitter(greetRelay), func() {
			srv.greeted(p)
			n.giveProofs(p)
			n.relay(p)
		})
	}
}

// greet notes that a peer is given soon what is newest; it reports false where that is so already: a peer may send any
// number of HELLOs.
func (s *server) greet(p *peer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.greeting[p] {
		return false
	}
	if s.greeting == nil {
		s.greeting = map[*peer]bool{}
	}
	s.greeting[p] = true
	return true
}

func (s *server) greeted(p *peer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.greeting, p)
}

// takeThirdHead holds what a peer was shown of a third party's record against what is held here. One that does not fit is
// a fork; one of a larger size is kept, and the leaves are fetched.
func (n *Node) takeThirdHead(p *peer, t *table, s *seat, h wire.Head) error {
	held, err := n.size(s.log)
	if err != nil || h.Size < 2 {
		return err
	}
	if h.Size <= held {
		if ok, err := n.agrees(t, s, h); !ok || err != nil {
			return err
		}
		p.showed(s.log, h.Size)
		return nil
	}
	if n.frozen(s.log) {
		return nil
	}
	if len(signers(t, s, store.Head{Size: h.Size, Root: *h.Root, Signature: h.Signature})) == 0 {
		n.metrics.badHeads.Inc()
		return nil
	}
	n.keepAhead(t, s, h, *h.Root)
	n.behind(p, t, s, h.Size)
	return nil
}

// answerLog gives a peer what it asked for of a record that goes on request only: the head, or leaves, at most
// maxServedLeaves of them, after which it asks again.
func (l *line) answerLog(d link.AskIn) {
	t, s, ok := l.p.third(d.Log)
	if !ok || !l.mayServe(d) {
		return
	}
	var head store.Head
	err := l.n.cfg.Store.View(func(r store.Reader) (err error) {
		head, err = r.LastHead(s.log)
		if err == nil && d.Ask.What == wire.AskLeaves && head.Size > d.Ask.From && head.Size-d.Ask.From > maxServedLeaves {
			head, err = headAbove(r, s.log, d.Ask.From, maxServedLeaves)
		}
		return err
	})
	if err != nil || head.Size < d.Ask.From {
		l.unused(ignoreNotFound(err))
		return
	}
	h := link.Head{Size: head.Size, Signature: head.Signature, Root: head.Root}
	if d.Ask.What == wire.AskLeaves {
		l.machine(link.Answer{Log: d.Log, From: d.Ask.From, Head: h})
		return
	}
	f := &wire.Head{Log: l.n.wireLog(l.p, t, s), Size: h.Size, Signature: h.Signature, Root: &h.Root}
	l.machine(link.Control{Frame: f, Precedence: parley.Priority, Session: d.Session})
}

// maxServedLeaves is how many leaves of a third party's record answer one request.
const maxServedLeaves = 16384

// A serveKey is a record of a third party that a peer asks for in one session, its head or its leaves.
type serveKey struct {
	session int
	log     link.LogKey
	what    uint64
}

type serving struct {
	at   time.Time
	from uint64
}

// mayServe reports whether a request may be answered now. The same is not given again at once: a peer may ask any number
// of times. Leaves further on may.
func (l *line) mayServe(d link.AskIn) bool {
	key, now := serveKey{d.Session, d.Log, d.Ask.What}, time.Now()
	from := d.Ask.From
	if d.Ask.What != wire.AskLeaves {
		from = 0
	}
	if last, ok := l.served[key]; ok && now.Sub(last.at) < askPause && from <= last.from {
		return false
	}
	l.served[key] = serving{now, from}
	return true
}
