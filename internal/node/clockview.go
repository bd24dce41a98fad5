package node

import (
	"context"

	"parley"
	"parley/link"
)

// heardClock takes the time of a peer's HELLO.
func (n *Node) heardClock(d link.HelloIn) {
	n.recorder.clock.heard(d.Hello.Time.Time().Sub(n.now().Time()))
}

// Clock tells what the node's clock says, and how the next entry would be dated.
func (n *Node) Clock(ctx context.Context) (ClockView, error) {
	last, err := n.lastOwnDate()
	if err != nil {
		return ClockView{}, storageSentence(err, "the records could not be read")
	}
	now, next, confirmed := n.recorder.clock.follows()
	next = max(next, last)
	v := ClockView{Clock: now.String(), LastEntry: timeOrNull(last), NextEntry: next.String(), Confirmed: confirmed, Followed: next == now, Peers: []PeerClockView{}}
	for _, p := range n.allPeers() {
		v.Peers = append(v.Peers, p.clockView())
	}
	return v, nil
}

func (p *peer) clockView() PeerClockView {
	v := PeerClockView{Party: string(p.name())}
	p.mu.Lock()
	defer p.mu.Unlock()
	if s, ok := p.bestStats(); ok && s.RTT > 0 {
		offset := s.ClockOffset.Milliseconds()
		v.OffsetMs = &offset
	}
	return v
}

// AcceptClock is an officer's word that the clock is right: from now on entries are dated by it.
func (n *Node) AcceptClock(ctx context.Context, who Who) (ClockView, error) {
	if !n.online() {
		return ClockView{}, n.notRunning()
	}
	before, err := n.Clock(ctx)
	if err != nil {
		return before, err
	}
	if last, _ := n.lastOwnDate(); last > n.now()+maxLeap {
		return before, parley.Errorf(parley.CodeClock, "the clock is behind the last entry, of %s; entries keep that date until the clock has passed it", last)
	}
	n.recorder.clock.accept()
	n.journal(who, "accept-clock", before.Clock+"; entries were dated "+before.NextEntry)
	return n.Clock(ctx)
}
