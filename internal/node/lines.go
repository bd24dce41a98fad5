package node

import (
	"context"
	"time"

	"parley"
	"parley/internal/store"
)

// Lines returns the state of each line, in party order of the first charter that has it.
func (n *Node) Lines(ctx context.Context) ([]LineView, error) {
	if !n.online() {
		return nil, n.notRunning()
	}
	out := []LineView{}
	for _, p := range n.allPeers() {
		v, err := n.lineView(ctx, p)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (n *Node) lineView(ctx context.Context, p *peer) (LineView, error) {
	silent, err := n.silentSince(p)
	if err != nil {
		return LineView{}, err
	}
	test, err := n.lastTest(p)
	if err != nil {
		return LineView{}, err
	}
	verdict, why, err := n.lineState(p)
	if err != nil {
		return LineView{}, err
	}
	x, err := n.lineCounts(p)
	if err != nil {
		return LineView{}, err
	}
	name, own, leaving := p.name(), p.ownRecovering(), p.leaving()
	addresses, waiting := p.allAddresses(), n.waiting(ctx, p)
	p.mu.Lock()
	defer p.mu.Unlock()
	v := LineView{
		Party: string(name), State: string(verdict.State), Since: verdict.Since.String(), Reason: textOrNull(why), SilentSince: timeOrNull(silent),
		LastHead: timeOrNull(p.lastHead), Bearers: []BearerView{}, Queue: map[string]int{}, LastTest: test,
		LastSignOfLife: timeOrNull(max(x.lastEntry, p.heardAt(), p.lastHead)), Overdue: x.overdue, Owed: x.owed,
	}
	v.Waiting = waiting
	v.OwnRecovering = timeOrNull(own)
	v.Leaves, v.OwnLeaves = leaving[0], leaving[1]
	if v.Recovered = timeOrNull(p.recovery.Ended); v.Recovered == nil {
		v.Recovering = timeOrNull(p.recovery.Since)
	}
	for i, waiting := range p.stats.Unsettled {
		v.Queue[parley.Precedence(i).String()] = waiting
	}
	if s, ok := p.bestStats(); ok && s.RTT > 0 {
		rtt, offset := s.RTT.Milliseconds(), s.ClockOffset.Milliseconds()
		v.RTTMs, v.ClockOffsetMs = &rtt, &offset
	}
	for _, w := range p.ways {
		v.Bearers = append(v.Bearers, w.views(addresses[w.bearer.Name], p.n.cfg.Now(), p.stats.Sessions)...)
	}
	return v, nil
}

// onlyBearer is the bearer of which line days and tests tell.
const onlyBearer = TLSName

// lineCounts are what the store says of the line to a peer, under all charters together.
type lineCounts struct {
	overdue, owed int           // messages that the peer, or we, have not recorded or acknowledged in time
	lastEntry     parley.Millis // when an entry of the peer's record last came
}

func (n *Node) lineCounts(p *peer) (x lineCounts, err error) {
	for _, ps := range p.places() {
		err = n.cfg.Store.View(func(r store.Reader) error {
			head, err := r.LastHead(ps.s.log)
			if ignoreNotFound(err) != nil {
				return err
			}
			x.lastEntry = max(x.lastEntry, head.Seen)
			raised, err := r.RaisedClocks(ps.t.id, ps.s.id, maxRaised)
			for _, c := range raised {
				switch {
				case !c.Own:
					x.owed++
				case c.Message != ps.t.id:
					x.overdue++
				}
			}
			return err
		})
		if err != nil {
			return x, err
		}
	}
	return x, nil
}

// heardAt returns when the last frame came, or 0. The peer's mutex is held.
func (p *peer) heardAt() parley.Millis {
	if p.heard.IsZero() {
		return 0
	}
	return p.n.now() - parley.Millis(time.Since(p.heard).Milliseconds())
}
