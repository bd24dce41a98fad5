package node

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// [LINK-105] Where a session was itself begun beside a silent one, not before it was there for 5 seconds, and after further ones 10
// and then 20, so that a peer that is only slow gets on.
func TestASlowPeerIsLeftItsSessions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 75, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 5 * time.Millisecond})
		slow := &heldUpStore{Store: w.stations["south"].memory}
		w.stations["south"].store = slow
		w.start("north")
		w.start("south")
		time.Sleep(time.Minute)
		number := func(of parley.PartyID) int {
			p := w.stations[of].node.allPeers()[0]
			p.mu.Lock()
			defer p.mu.Unlock()
			if p.ways[0].session == nil {
				return 0
			}
			return p.ways[0].session.number
		}
		before := number("north")
		slow.set(func() (time.Duration, error) { return 7 * time.Second, nil })
		var ids []string
		for i := range 60 {
			ids = append(ids, w.send("north", "south", parley.Immediate, fmt.Sprint("one of many ", i)))
		}
		most := before
		for range 30 {
			time.Sleep(time.Second)
			most = max(most, number("north"))
		}
		t.Logf("measured: %d sessions in 30 s", most-before)
		if most-before > 4 {
			t.Errorf("%d sessions in 30 s", most-before)
		}
		slow.set(nil)
		for _, id := range ids {
			w.wait("north", id, "recorded", time.Minute)
		}
		w.holds("south", ids...)
		w.checkPromises()
	})
}

// A session that was there for five minutes counts for nothing, and neither does one that had ended.
func TestRenewals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		next := func(old *session) *session {
			s := &session{begun: time.Now(), conn: &mute{reliable: true}}
			s.renewing(old)
			return s
		}
		var s *session
		for i, want := range []time.Duration{0, 5 * time.Second, 10 * time.Second, 20 * time.Second, 20 * time.Second} {
			s = next(s)
			if got := s.renewable().Sub(s.begun); got != want {
				t.Errorf("session %d may be renewed after %v, want %v", i, got, want)
			}
		}
		time.Sleep(renewalMemory)
		if got := next(s).renewals; got != 0 {
			t.Errorf("a long session counts: %d", got)
		}
		if got := next(nil).renewals; got != 0 {
			t.Errorf("one that had ended counts: %d", got)
		}
	})
}
