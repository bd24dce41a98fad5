package node

import (
	"context"
	"crypto/ed25519"
	"flag"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/bearer"
	"parley/internal/simnet"
	"parley/internal/store"
)

var openProceedings = flag.Int("proceedings", 150, "open proceedings of TestListing")

// invited returns what north holds of so many proceedings, all open and on record with both, and the world's clock then.
func invited(t *testing.T, count int) (st *station, now time.Time) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 41, true, func(c *charter.Charter) {
			withTalks(c)
			c.Procedures[0].States[0].Clock.Minutes = 60 * 24 * 30
		}, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: time.Millisecond})
		w.start("north")
		w.start("south")
		last := ""
		for range count {
			last = w.submit("north", w.opens("north", "south"))
		}
		w.wait("north", last, "recorded", 10*time.Hour)
		time.Sleep(time.Minute)
		st, now = w.stations["north"], wall()
	})
	return st, now
}

// nowhere is a network on which nobody is.
type nowhere struct{ closed chan struct{} }

func (l nowhere) Accept() (bearer.Session, error) {
	<-l.closed
	return nil, net.ErrClosed
}
func (l nowhere) Addr() string { return "nowhere.invalid:7420" }
func (l nowhere) Close() error {
	close(l.closed)
	return nil
}

// openAt opens a station's node over a store, with a clock that goes on from an instant.
func openAt(t *testing.T, st *station, s store.Store, at time.Time) *Node {
	t.Helper()
	began := time.Now()
	n, err := Open(Config{Dir: "/node", Party: st.id, PartyFile: st.file.Encode(), HighWater: st.marks, Store: s, Rand: st.rand,
		KeysFor: st.keysFor, SaveParty: st.save, Keys: Keys{Log: st.keys["log"], Cosigner: st.keys["cosigner"], Link: st.keys["link"], Duty: st.keys["duty"]},
		Now: func() time.Time { return at.Add(time.Since(began)) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	return n
}

func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// What a list shows is found without folding: 10,000 open proceedings are listed in under 100 ms, also by a node that
// does not run, and right after a start.
func TestListing(t *testing.T) {
	st, now := invited(t, *openProceedings)
	d := onDisk(t, st.memory)
	list := func(n *Node, how string) {
		began, before := time.Now(), processorTime(t)
		all, err := n.Proceedings(t.Context(), "")
		t.Logf("measured: %d proceedings listed %s in %.1f ms, %.1f ms of processor time", len(all), how, time.Since(began).Seconds()*1000, (processorTime(t)-before).Seconds()*1000)
		if n.acts.mu.Lock(); len(n.acts.trackers) > 0 {
			t.Errorf("%s: %d proceedings were folded", how, len(n.acts.trackers))
		}
		n.acts.mu.Unlock()
		if err != nil || len(all) != *openProceedings || all[0].State != "open" || all[0].Lapse != "running" {
			t.Fatalf("%d listed: %v", len(all), err)
		}
	}
	n := openAt(t, st, d.store, now)
	list(n, "without a running node")
	n.Close()
	n = openAt(t, st, d.store, now)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	began := time.Now()
	go func() {
		done <- n.Serve(ctx, nowhere{make(chan struct{})}, func(context.Context, string, ed25519.PublicKey) (bearer.Session, error) {
			return nil, parley.Errorf(parley.CodeNotRunning, "nobody is there")
		})
	}()
	for !n.online() {
		time.Sleep(100 * time.Microsecond)
	}
	t.Logf("measured: serving %.1f ms after the start", time.Since(began).Seconds()*1000)
	list(n, "right after a start")
	list(n, "again")
	cancel()
	<-done
}
