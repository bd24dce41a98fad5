package bearer

import (
	"fmt"
	"testing"
	"time"
)

// One host begins no more handshakes in a second than it may, and leaves room for the others.
func TestRatesOfOneHost(t *testing.T) {
	r, now, began := newRates(100, 10), time.Unix(1000, 0), 0
	for range 10000 {
		now = now.Add(time.Millisecond)
		if r.begin("192.0.2.1", now) {
			began++
		}
	}
	if began < 175 || began > 185 { // 80 at once, and 10 a second
		t.Errorf("%d handshakes began in 10 s", began)
	}
	if !r.begin("192.0.2.2", now) {
		t.Error("another host had to wait")
	}
}

// All hosts together begin no more than they may, and those of one IPv6 network count as one.
func TestRatesOfAll(t *testing.T) {
	r, now, began := newRates(100, 10), time.Unix(1000, 0), 0
	for i := range 10000 {
		now = now.Add(time.Millisecond)
		if r.begin(fmt.Sprintf("192.0.%d.%d", i%4, i%250), now) {
			began++
		}
	}
	if began < 1750 || began > 1850 {
		t.Errorf("%d handshakes began in 10 s", began)
	}
	r, began = newRates(1000, 10), 0
	for i := range 1000 {
		if r.begin(fmt.Sprintf("2001:db8::%x", i), now) {
			began++
		}
	}
	if began != 80 {
		t.Errorf("%d handshakes of one network began at once", began)
	}
}

// The hosts that are remembered are bounded, and one that goes on is not forgotten while others are.
func TestRatesForget(t *testing.T) {
	r, now := newRates(1<<20, 10), time.Unix(1000, 0)
	for i := range 3 * maxHosts {
		now = now.Add(time.Millisecond)
		r.begin(fmt.Sprintf("10.0.%d.%d", i/250, i%250), now)
		if len(r.hosts) > maxHosts {
			t.Fatalf("%d hosts are remembered", len(r.hosts))
		}
	}
}
