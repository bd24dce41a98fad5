package link

import (
	"cmp"
	"slices"
	"time"

	"parley"
)

// A Budget is one session's part in an uplink that it shares with sessions of other lines. Whoever makes it sees to it
// that several machines may ask at once.
type Budget interface {
	// Share says what the session has to send, or that it has nothing, and returns how much of the uplink it may use.
	Share(now time.Time, c Claim) Share
	// Leave says that the session has ended.
	Leave()
}

// A Claim is what a session has to send, and what it found out about its path.
type Claim struct {
	Waits      bool              // something waits
	Precedence parley.Precedence // the highest of what waits
	Sent       uint64            // bytes acknowledged in the session
	Rate       float64           // bytes per second that its path was seen to carry; 0: not known
	RTT        time.Duration     // 0: not known
}

// A Share is what a session may use of an uplink, in bytes per second. None: nothing below FLASH goes now. Neither: as on an
// uplink of its own.
type Share struct {
	None bool
	Rate float64
}

// An Uplink divides one way out among the sessions that use it, so that what goes over one of them neither stands in the
// queue before what is more urgent on another, nor takes more than its part [LINK-91] [LINK-92]. It holds no lock.
type Uplink struct {
	members []*Member // in the order in which they joined
	meter   meter
}

// A Member is one session's part in an Uplink; it is a Budget.
type Member struct {
	u      *Uplink
	claim  Claim
	active time.Time // when its bytes last moved, or it began to wait
	share  Share
}

// A claim counts as long as bytes move: so long may they rest, at least.
const leastRest = 3 * time.Second

// Join enters a session.
func (u *Uplink) Join() *Member {
	m := &Member{u: u}
	u.members = append(u.members, m)
	return m
}

// Leave takes the session out.
func (m *Member) Leave() {
	m.u.members = slices.DeleteFunc(m.u.members, func(x *Member) bool { return x == m })
}

// Share takes in what the session has to send, and divides anew.
func (m *Member) Share(now time.Time, c Claim) Share {
	moved := c.Sent - m.claim.Sent
	if moved > 0 || m.share.None || !m.claim.Waits {
		m.active = now
	}
	m.u.meter.moved(now, moved, m.u.busy(now))
	m.claim = c
	m.share = Share{}
	if c.Waits {
		m.share = m.u.divide(now, m)
	}
	return m.share
}

// waits reports whether the session has something to send and moves it.
func (m *Member) waits(now time.Time) bool {
	return m.claim.Waits && now.Sub(m.active) < max(leastRest, 3*m.claim.RTT)
}

// most is what the session could use: twice what its path was seen to carry, so that it may grow.
func (m *Member) most(all float64) float64 {
	if m.claim.Rate > 0 {
		return min(all, 2*m.claim.Rate)
	}
	return all
}

// busy reports whether any session waits.
func (u *Uplink) busy(now time.Time) bool {
	return slices.ContainsFunc(u.members, func(m *Member) bool { return m.waits(now) })
}

// divide returns the share of one session that waits: those of a higher precedence take what they can use, those of its
// own get equal parts of what is left.
func (u *Uplink) divide(now time.Time, me *Member) Share {
	all := u.meter.best()
	left, above := all, false
	for p := parley.Flash; p > me.claim.Precedence; p-- {
		for _, m := range u.at(now, p) {
			left, above = left-m.most(all), true
		}
	}
	equals := u.at(now, me.claim.Precedence)
	switch {
	case above && left <= all/leastShare:
		return Share{None: me.claim.Precedence < parley.Flash}
	case !above && len(equals) < 2:
		return Share{}
	}
	return Share{Rate: part(left, all, equals, me)}
}

// A share of less than this part of an uplink is none.
const leastShare = 16

// at returns the sessions whose highest waiting precedence is p, the narrowest path first.
func (u *Uplink) at(now time.Time, p parley.Precedence) (out []*Member) {
	for _, m := range u.members {
		if m.waits(now) && m.claim.Precedence == p {
			out = append(out, m)
		}
	}
	all := u.meter.best()
	slices.SortStableFunc(out, func(a, b *Member) int { return cmp.Compare(a.most(all), b.most(all)) })
	return out
}

// part returns what me gets of left: equal parts, and what the narrow ones cannot use falls to the others.
func part(left, all float64, equals []*Member, me *Member) float64 {
	for i, m := range equals {
		get := min(m.most(all), left/float64(len(equals)-i))
		if m == me {
			return get
		}
		left -= get
	}
	return left
}

// A meter measures what an uplink carries, over all its sessions, while some of them wait: the most of the last samples.
type meter struct {
	since   time.Time // of the sample under way; zero: there is none
	bytes   uint64
	samples [8]float64
	next    int
}

const sampleTime = 4 * time.Second

// moved takes in that n more bytes were acknowledged.
func (m *meter) moved(now time.Time, n uint64, busy bool) {
	if !busy {
		m.since = time.Time{}
		return
	}
	if n == 0 {
		return
	}
	if m.since.IsZero() {
		m.since, m.bytes = now, 0
		return
	}
	m.bytes += n
	if took := now.Sub(m.since); took >= sampleTime {
		m.samples[m.next] = float64(m.bytes) / took.Seconds()
		m.next = (m.next + 1) % len(m.samples)
		m.since, m.bytes = now, 0
	}
}

// best returns the rate of the uplink in bytes per second; 0 while not known.
func (m *meter) best() float64 { return slices.Max(m.samples[:]) }
