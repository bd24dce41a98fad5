package bearer

import (
	"net"
	"sync"
	"time"

	"parley"
)

// A gate counts handshakes under way, in all and by host, and how many began of late.
type gate struct {
	mu      sync.Mutex
	inside  map[string]int
	total   int
	most    int
	perHost int
	rate    *rates
}

func newGate(most, perHost int, rate *rates) *gate {
	return &gate{inside: make(map[string]int), most: most, perHost: perHost, rate: rate}
}

// enter counts one more handshake with host, or says why there is no room for it.
func (g *gate) enter(host string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.total >= g.most {
		return parley.Errorf(parley.CodeLimit, "%d handshakes are under way, which is the most", g.total)
	}
	if g.inside[host] >= g.perHost {
		return parley.Errorf(parley.CodeLimit, "%d handshakes with %s are under way, which is the most", g.inside[host], host)
	}
	if !g.rate.begin(host, time.Now()) {
		return parley.Errorf(parley.CodeLimit, "more handshakes come from %s, or in all, than one second may have", host)
	}
	g.total++
	g.inside[host]++
	return nil
}

func (g *gate) leave(host string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.total--
	if g.inside[host]--; g.inside[host] == 0 {
		delete(g.inside, host)
	}
}

func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return address
}
