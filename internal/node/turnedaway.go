package node

import (
	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// A peer whose node is there and ends every session before it has greeted us is a peer that refuses us: it does not know
// our link key, or grants us no session. The state of its line says so, and not that no node answers [LINK-55].

// maxUngreeted is after how many sessions in a row that nobody greeted a line is refused.
const maxUngreeted = 3

const (
	whyStranger  = "its node greets us as a stranger: it does not know our link key"
	whyUngreeted = "its node ends each session before it greets us under a charter of ours"
)

// greeted takes what a HELLO says of whether its sender knows us.
func (p *peer) greeted(d link.HelloIn) {
	knows := false
	for _, c := range d.Hello.Charters {
		_, ok := p.seatIn(c.ID)
		knows = knows || ok
	}
	p.mu.Lock()
	s := p.open(d.Session)
	if s == nil || s.greeted {
		p.mu.Unlock()
		return
	}
	s.greeted, s.stranger = knows, !knows && len(d.Hello.Charters) == 0
	was := p.ungreeted
	if knows {
		p.ungreeted = 0
	}
	p.mu.Unlock()
	if knows && was >= maxUngreeted {
		p.setWay(s.way, link.StateUp)
	}
}

// stateUp is the state of the path while a session is: a peer that refused the last ones is there once it has greeted us.
// The mutex is held.
func (p *peer) stateUp() link.State {
	if p.ungreeted >= maxUngreeted {
		return link.StateRefused
	}
	return link.StateUp
}

// stateAfterSession is the state of a way after a session. The mutex is held.
func (p *peer) stateAfterSession(s *session) link.State {
	switch {
	case s.greeted:
		p.ungreeted = 0
		return link.StateNoNode
	case s.stranger:
		p.ungreeted, p.refusedWhy = maxUngreeted, whyStranger
	case p.ungreeted < maxUngreeted:
		p.ungreeted, p.refusedWhy = p.ungreeted+1, whyUngreeted
	}
	if p.ungreeted >= maxUngreeted {
		return link.StateRefused
	}
	return link.StateNoNode
}

// loadVerdict reads, at a start, what the peer's record last said of a message that an officer of ours wrote.
func (n *Node) loadVerdict(ps peerSeat) error {
	facts, err := n.lastFacts(ps.s)
	for i := len(facts) - 1; i >= 0 && err == nil; i-- {
		l := facts[i].leaf
		if l.Kind != wire.LeafReceived && l.Kind != wire.LeafRefused {
			continue
		}
		var m store.Message
		err = n.cfg.Store.View(func(r store.Reader) (err error) { m, err = r.Message(l.ID); return ignoreNotFound(err) })
		if m.Own && m.Charter == ps.t.id && byOfficer(ps.t.charter(), m.Form) {
			n.noteVerdict(ps.t, ps.s, m, l)
			return nil
		}
	}
	return err
}

// loadVerdicts is loadVerdict for every line.
func (n *Node) loadVerdicts() {
	for _, p := range n.allPeers() {
		for _, ps := range p.places() {
			if err := n.loadVerdict(ps); err != nil {
				n.cfg.Log.Error("what a party last said of a message could not be read", "party", string(ps.s.id), "error", err)
			}
		}
	}
}

// A trouble is what keeps a record from being taken, in words for an officer.
type trouble struct {
	since parley.Millis
	why   string
}

// noteRefused notes that a sheet or an edition of the peer's own cannot be taken, until its record goes on.
func (p *peer) noteRefused(charter parley.Hash, why string) {
	p.note(charter, func(w *lineWatch) *trouble { return &w.unusable }, why)
}

// noteSuccessor notes that the peer showed another successor of an edition than the one held.
func (p *peer) noteSuccessor(charter parley.Hash, why string) {
	p.note(charter, func(w *lineWatch) *trouble { return &w.successor }, why)
}

func (p *peer) note(charter parley.Hash, of func(*lineWatch) *trouble, why string) {
	p.mu.Lock()
	x := of(p.watchOf(charter))
	if x.since == 0 {
		x.since = p.n.now()
	}
	x.why = why
	p.mu.Unlock()
	p.n.lookAt(p)
}

// goesOn notes that the peer's record came further.
func (p *peer) goesOn(charter parley.Hash) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.watchOf(charter).unusable = trouble{}
}

// reason says why a line is in a state, as far as the other side's node said or showed; empty: nothing more is known. The
// mutex is held.
func (p *peer) reason(charter parley.Hash, state link.State) string {
	w := p.watchOf(charter)
	switch {
	case state == link.StateRefused && p.state == string(link.StateRefused):
		return p.refusedWhy
	case state == link.StateRefused:
		return w.refusedWhy
	case state == link.StateWithheld:
		return w.unusable.why
	case state == link.StateDisputed:
		return w.successor.why
	}
	return ""
}
