package node

import (
	"time"

	"parley"
	"parley/link"
)

// hoursShown are the windows of contact of a bearer that are told.
const hoursShown = 3

// views shows a bearer of a line: the session in use, else each address that is tried. The peer's mutex is held.
func (w *way) views(addresses []string, now time.Time, stats []link.SessionStats) (out []BearerView) {
	b := w.bearer
	v := BearerView{Name: b.Name, Kind: b.Kind, Cost: b.Cost, Uplink: b.Uplink, State: "down", Since: w.since.String(), Hours: b.nextHours(now, hoursShown)}
	v.Answered, v.RateBits, v.Measured = timeOrNull(w.answered), bits(w.rate), w.rate > 0
	if v.RateBits == nil {
		v.RateBits = bits(float64(b.Rate) / 8)
	}
	if w.answered != 0 {
		rtt := w.rtt.Milliseconds()
		v.RTTMs = &rtt
	}
	v.Tested, v.TestAnswered = timeOrNull(w.tested), timeOrNull(w.testAnswered)
	if s := w.session; s != nil && s.answered {
		v.Address, v.State, v.Since = s.conn.Address(), "up", s.since.String()
		for _, x := range stats {
			if x.Session == s.number {
				w.ofSession(&v, x, now)
			}
		}
		return []BearerView{v}
	}
	open, _ := b.open(now)
	for _, a := range addresses {
		x := v
		x.Address = a
		switch {
		case !open:
			x.State = "outside-hours"
		case a == w.dialling, w.session != nil:
			x.State = "dialling"
		case b.Demand && w.state != link.StateRefused && w.failures == 0:
			x.State = "ready"
		}
		out = append(out, x)
	}
	return out
}

// ofSession adds what the machine says of the session in use.
func (w *way) ofSession(v *BearerView, x link.SessionStats, now time.Time) {
	if x.RTT > 0 {
		rtt := x.RTT.Milliseconds()
		v.RTTMs = &rtt
	}
	switch {
	case x.Suspect:
		v.State = "suspect"
	case !x.Trusted:
		v.State = "not-trusted"
		until := parley.MillisOf(now.Add(max(x.TrustedIn, 0)))
		v.TrustedFrom = timeOrNull(until)
	}
}
