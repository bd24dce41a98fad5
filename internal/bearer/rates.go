package bearer

import (
	"net/netip"
	"time"
)

// Burst is how many seconds' worth of handshakes may begin at once, where nothing began before.
const Burst = 8

// maxHosts bounds the hosts that are remembered.
const maxHosts = 4096

// rates bounds how many handshakes begin in a second: each costs this end a key exchange and a signature before it knows
// who is there. It is not for several goroutines.
type rates struct {
	perHost float64
	all     tokens
	hosts   map[string]*tokens
}

func newRates(all, perHost int) *rates {
	return &rates{perHost: float64(perHost), all: tokens{rate: float64(all), left: Burst * float64(all)}, hosts: map[string]*tokens{}}
}

// begin reports whether one more handshake with host may begin.
func (r *rates) begin(host string, now time.Time) bool {
	host = network(host)
	h := r.hosts[host]
	if h == nil {
		if len(r.hosts) >= maxHosts {
			r.forget(now)
		}
		h = &tokens{rate: r.perHost, left: Burst * r.perHost, at: now}
		r.hosts[host] = h
	}
	if h.fill(now); h.left < 1 {
		return false
	}
	if r.all.fill(now); r.all.left < 1 {
		return false
	}
	h.left--
	r.all.left--
	return true
}

// forget forgets the hosts of which nothing came of late; all of them, if there is none such.
func (r *rates) forget(now time.Time) {
	for name, h := range r.hosts {
		if h.fill(now); h.left >= Burst*h.rate {
			delete(r.hosts, name)
		}
	}
	if len(r.hosts) >= maxHosts {
		clear(r.hosts)
	}
}

// network returns what is counted as one host: an IPv4 address, or the 64 bits of an IPv6 network, in which anybody has as
// many addresses as he likes.
func network(host string) string {
	a, err := netip.ParseAddr(host)
	if err != nil || a.Unmap().Is4() {
		return host
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return host
	}
	return p.String()
}

// tokens are what may still begin; rate come in a second.
type tokens struct {
	rate, left float64
	at         time.Time
}

func (t *tokens) fill(now time.Time) {
	if !t.at.IsZero() {
		t.left = min(Burst*t.rate, t.left+now.Sub(t.at).Seconds()*t.rate)
	}
	t.at = now
}
