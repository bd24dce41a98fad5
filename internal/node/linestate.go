package node

import (
	"slices"
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// A lineWatch is what is known of the line to one peer under one charter, besides what the store holds.
type lineWatch struct {
	verdict    link.Verdict
	held       map[string]link.State // the state on each bearer that is seen, by its name
	counted    parley.Millis         // until when it is known how long each state held
	refused    parley.Millis         // when the peer refused the last message of ours that it looked at, or 0
	refusedWhy string
	unusable   trouble       // a sheet or an edition of the peer's that cannot be taken
	successor  trouble       // another successor of an edition than the one held
	raised     link.Verdict  // the state, but for disputed, that was raised as an alarm, or none
	disputed   parley.Millis // since when the record is, where that was raised as an alarm, or 0
	unsaved    map[stateDay]int64
}

// A stateDay is a state of one bearer on one day, counted from 1970 in UTC.
type stateDay struct {
	day    int64
	bearer string
	state  link.State
}

// watchOf returns what is known of a line, to be used under the peer's lock.
func (p *peer) watchOf(charter parley.Hash) *lineWatch {
	if p.watches == nil {
		p.watches = map[parley.Hash]*lineWatch{}
	}
	if p.watches[charter] == nil {
		p.watches[charter] = &lineWatch{unsaved: map[stateDay]int64{}}
	}
	return p.watches[charter]
}

// noteVerdict notes what a peer's leaf says of a message that an officer of ours wrote: the last one counts.
func (n *Node) noteVerdict(t *table, s *seat, m store.Message, l wire.Leaf) {
	p := n.peerOf(t, s.id)
	if p == nil || !byOfficer(t.charter(), m.Form) || l.Kind == wire.LeafOpened {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	w := p.watchOf(t.id)
	if w.refused = 0; l.Kind == wire.LeafRefused {
		w.refused, w.refusedWhy = min(max(l.Date, m.Stored), n.now()), l.Code.Reason()
	}
}

// lineFacts gathers what the state of a line is made from.
func (n *Node) lineFacts(p *peer, ps peerSeat, now parley.Millis) (f link.Facts, err error) {
	f = link.Facts{Now: now, Interval: parley.Millis(ps.t.charter().LineTestMinutes) * 60_000}
	_, f.Awaited = n.withheld(ps.t.id, ps.s.id, 0)
	_, f.Disputed = n.disputed(ps.t.id, ps.s.id)
	f.Withdrawn = ps.leftSince(n.cfg.Party, now)
	p.mu.Lock()
	w := p.watchOf(ps.t.id)
	f.Path, f.PathSince, f.Refused, f.Unusable = link.State(p.state), p.since, w.refused, w.unusable.since
	if s := w.successor.since; s != 0 && (f.Disputed == 0 || s < f.Disputed) {
		f.Disputed = s
	}
	p.mu.Unlock()
	err = n.cfg.Store.View(func(r store.Reader) error {
		head, err := r.LastHead(ps.s.log)
		if ignoreNotFound(err) != nil {
			return err
		}
		f.LastEntry = head.Seen
		return overdueFacts(r, ps.t, ps.s, &f)
	})
	return f, err
}

// overdueFacts enters the oldest of each kind of messages of ours that are overdue.
func overdueFacts(r store.Reader, t *table, s *seat, f *link.Facts) error {
	clocks, err := r.RaisedClocks(t.id, s.id, maxRaised)
	for _, c := range clocks {
		if !c.Own {
			continue
		}
		opened := true
		if t.charter().ReportOpened && c.Recorded && c.Message != t.id {
			if opened, err = openedBy(r, c); err != nil {
				return err
			}
		}
		switch {
		case !c.Recorded && f.Unreceived.Since == 0:
			f.Unreceived = link.Waiting{Since: c.Since, Within: c.Due - c.Since}
		case c.Recorded && !opened && f.Unopened == 0:
			f.Unopened = c.Since
		case c.Recorded && opened && f.Unsigned == 0:
			f.Unsigned = c.Since
		}
	}
	return err
}

func openedBy(r store.Reader, c store.AckClock) (bool, error) {
	ds, err := r.Deliveries(c.Message)
	i := slices.IndexFunc(ds, func(d store.Delivery) bool { return d.Party == c.Peer })
	return i >= 0 && ds[i].Opened != 0, ignoreNotFound(err)
}

// lineState returns the state of the line to a peer, and what is known of why: of those under several charters the one
// that is said first.
func (n *Node) lineState(p *peer) (worst link.Verdict, why string, err error) {
	for _, ps := range p.places() {
		f, err := n.lineFacts(p, ps, n.now())
		if err != nil {
			return worst, why, err
		}
		v := link.Judge(f)
		if worst.State == "" || worst.State == link.StateWithdrawn || v.State != link.StateWithdrawn && slices.Index(link.States, v.State) < slices.Index(link.States, worst.State) {
			worst = v
			p.mu.Lock()
			why = p.reason(ps.t.id, v.State)
			p.mu.Unlock()
		}
	}
	return worst, why, nil
}

// judgeLine judges a line anew, and counts the time of the state that it had until now.
func (n *Node) judgeLine(p *peer, ps peerSeat) (v link.Verdict, err error) {
	now := n.now()
	f, err := n.lineFacts(p, ps, now)
	if err != nil {
		return v, err
	}
	v = link.Judge(f)
	p.mu.Lock()
	w := p.watchOf(ps.t.id)
	w.count(now)
	w.verdict, w.held = v, p.onEach(f, &v)
	begun := w.alarms(f, &v)
	found := w.alerts(p, ps)
	p.mu.Unlock()
	for _, a := range found {
		if slices.Contains(begun, a.Kind) {
			n.eventUnder(ps.t, EventLine, ps.s.id, a.Sentence)
			n.ring(Bell{Kind: BellLine, Party: ps.s.id, Exercise: ps.t.charter().Exercise})
		}
	}
	n.settleAlerts("line "+ps.t.id.String()+" "+string(ps.s.id), found, 0)
	n.lookForAnswer(ps.t, ps.s, false)
	return v, nil
}

// onEach returns the state on each bearer that is seen: one that is dialled on demand is not while nothing calls for it, nor is
// one outside its hours. It adds to v when time alone may change one of them. The mutex is held.
func (p *peer) onEach(f link.Facts, v *link.Verdict) map[string]link.State {
	held := map[string]link.State{}
	for _, w := range p.ways {
		if !w.seen(p.n.cfg.Now()) {
			continue
		}
		f.Path, f.PathSince = w.state, w.since
		x := link.Judge(f)
		held[w.bearer.Name] = x.State
		if x.Next != 0 {
			v.Next = earlier(v.Next, x.Next)
		}
	}
	if len(p.ways) == 0 {
		held[onlyBearer] = v.State
	}
	return held
}

// seen reports whether the state of a way says anything now. The mutex is held.
func (w *way) seen(now time.Time) bool {
	open, _ := w.bearer.open(now)
	return open && (!w.bearer.Demand || w.session != nil || w.failures > 0)
}

// count adds the time since the last count to the state of each bearer, day by day. A line that is over has no more days.
func (w *lineWatch) count(now parley.Millis) {
	if w.verdict.State == link.StateWithdrawn {
		w.counted = now
	}
	for w.counted != 0 && w.counted < now {
		day := int64(w.counted) / dayMs
		end := min(now, parley.Millis((day+1)*dayMs))
		for bearer, state := range w.held {
			w.unsaved[stateDay{day, bearer, state}] += int64(end - w.counted)
		}
		w.counted = end
	}
	w.counted = now
}

const dayMs = 86_400_000

// alarms returns the kinds of alerts that have begun, each once each time: a peer that keeps something back or refuses at once, a path
// that is away when it was for as long as one interval of line tests. A dispute hides none of the others.
func (w *lineWatch) alarms(f link.Facts, v *link.Verdict) (begun []string) {
	if f.Withdrawn != 0 {
		f.Disputed = 0
	}
	if f.Disputed != 0 && w.disputed == 0 {
		begun = append(begun, AlertDisputed)
	}
	w.disputed, f.Disputed = f.Disputed, 0
	x := link.Judge(f)
	switch x.State {
	case link.StateNoPath, link.StateNoNode:
		if at := x.Since + f.Interval; f.Now < at {
			v.Next = earlier(v.Next, at)
			return begun
		}
	case link.StateWithheld, link.StateRefused:
	default:
		w.raised = link.Verdict{}
		return begun
	}
	if w.raised.State != x.State {
		w.raised = x
		begun = append(begun, alertOf[x.State])
	}
	return begun
}

// alertOf are the kinds of alerts of the states that are raised.
var alertOf = map[link.State]string{link.StateNoPath: AlertLine, link.StateNoNode: AlertLine, link.StateRefused: AlertLine,
	link.StateWithheld: AlertWithheld, link.StateDisputed: AlertDisputed}

// alerts returns what stands of a line. The peer's mutex is held.
func (w *lineWatch) alerts(p *peer, ps peerSeat) (found []Alert) {
	for _, v := range []link.Verdict{w.raised, {State: link.StateDisputed, Since: w.disputed}} {
		if v.Since == 0 {
			continue
		}
		a := Alert{Kind: alertOf[v.State], Charter: ps.t.id, Party: ps.s.id, Since: v.Since, Sentence: "the line to " + string(ps.s.id) + ": " + StateWords(v.State)}
		if why := p.reason(ps.t.id, v.State); why != "" {
			a.Sentence += ": " + why
		}
		found = append(found, a)
	}
	return found
}

// StateWords says a state in the words of people at a desk.
func StateWords(s link.State) string {
	return map[link.State]string{
		link.StateWithdrawn:      "one of the two parties has left the charter, and the line is closed",
		link.StateDisputed:       "their record contradicts itself",
		link.StateNoPath:         "no path, the address is not reached",
		link.StateNoNode:         "path up, no node answers",
		link.StateWithheld:       "path up, the node answers and keeps something back",
		link.StateRefused:        "path up, our last message or every session is refused",
		link.StateUnopened:       "path up, nobody opens",
		link.StateUnacknowledged: "path up, nobody acknowledges",
		link.StateUp:             "up",
	}[s]
}
