package node

import (
	"cmp"
	"slices"
	"time"

	"parley"
	"parley/internal/bearer"
	"parley/link"
)

// A Bearer is one way by which the node reaches others, as the operator set it up.
type Bearer struct {
	Name      string                    // through all its sessions, in `parley line` and in line days
	Kind      string                    // "tls", "udp", "serial"
	Cost      int                       // of two that both do, the cheaper carries what goes once
	Rate      int                       // bit/s that the operator expects; 0: not known
	Hours     []Hours                   // of contact; none: always
	Uplink    string                    // bearers that name the same one share it; empty: none is shared
	KeepAlive time.Duration             // as link.Up has it: negative: a silent line carries nothing
	Demand    bool                      // dialled when something waits that it should carry, else at once and always
	To        map[parley.PartyID]string // where each party is; nil: where its sheet says
	shared    *uplink                   // the one that Uplink names
	Listener  bearer.Listener           // closed when serving ends
	Dial      Dialer
}

// Hours are a time of each day, in UTC: from a minute of the day up to another, over midnight where that is not later.
type Hours struct{ From, To int }

// TLSName is the name of the bearer TLS, which every node has.
const TLSName = "tls"

const tlsCost = 1

// bearers returns the bearers of a time of serving, the cheapest first. One that is called TLSName says how that bearer is
// used, and takes its listener and its dialer from the others.
func bearers(l bearer.Listener, dial Dialer, further []Bearer) []*Bearer {
	all := []*Bearer{{Name: TLSName, Kind: TLSName, Cost: tlsCost, Listener: l, Dial: dial}}
	for i := range further {
		b := further[i]
		if b.Name == TLSName {
			b.Listener, b.Dial = l, dial
			all[0] = &b
			continue
		}
		all = append(all, &b)
	}
	shareUplinks(all)
	slices.SortStableFunc(all, func(a, b *Bearer) int { return cmp.Compare(a.Cost, b.Cost) })
	return all
}

// up is what the machine is told of a session over b, at the instant now of the party's clock.
func (b *Bearer) up(s *session, now time.Time) link.Up {
	var until parley.Millis
	if open, left := b.open(now); open && len(b.Hours) > 0 {
		until = parley.MillisOf(time.Now().Add(left))
	}
	return link.Up{
		Uplink: b.shared.join(), Until: until,
		Session: s.number, Reliable: s.conn.Reliable(), MaxFrame: s.conn.MaxFrame(),
		Bearer: b.Name, Cost: b.Cost, Rate: float64(b.Rate) / 8, KeepAlive: b.KeepAlive,
	}
}

// open reports whether an instant is in the hours of contact, and when that next changes; never, where they are always.
func (b *Bearer) open(at time.Time) (open bool, until time.Duration) {
	const day = 24 * 60 * time.Minute
	if len(b.Hours) == 0 {
		return true, day
	}
	at = at.UTC()
	now := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute + time.Duration(at.Second())*time.Second + time.Duration(at.Nanosecond())
	until = day
	for _, h := range b.Hours {
		from, to := time.Duration(h.From)*time.Minute, time.Duration(h.To)*time.Minute
		open = open || since(from, now) < since(from, to) || from == to
		until = min(until, after(now, from), after(now, to))
	}
	return open, until
}

// since is how long after from an instant of the day comes, less than a day.
func since(from, at time.Duration) time.Duration {
	const day = 24 * time.Hour
	return (at - from + day) % day
}

// after is the same, and a day where it is the same instant.
func after(from, at time.Duration) time.Duration {
	if d := since(from, at); d > 0 {
		return d
	}
	return 24 * time.Hour
}
