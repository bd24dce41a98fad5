package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// A peer that takes more than half of the log-writer's time is read from less, while another one asks for some too; it
// has what is left over as soon as it is alone.
func TestShareOfTheLogWriter(t *testing.T) {
	flooder, friend, table := &peer{share: newShare()}, &peer{share: newShare()}, &table{}
	x, now := ledger{}, time.Unix(1000, 0)
	write := func(took time.Duration, group ...*job) (rest time.Duration) {
		now = now.Add(took)
		x.charge(group, now, took)
		rest = flooder.share.rest()
		now = now.Add(rest)
		return rest
	}
	text := &job{from: flooder, t: table, size: 64 << 10}
	for range 1000 {
		if rest := write(10*time.Millisecond, text); rest != 0 {
			t.Fatalf("alone, it rests for %v", rest)
		}
	}
	began, worked := now, time.Duration(0)
	for i := range 1000 {
		if i%50 == 0 {
			write(time.Millisecond, &job{from: friend, t: table, size: 500})
		}
		write(10*time.Millisecond, text)
		worked += 10 * time.Millisecond
	}
	if part := worked.Seconds() / now.Sub(began).Seconds(); part < 0.45 || part > 0.55 {
		t.Errorf("beside another one it has %.2f of the time", part)
	}
	if rest := friend.share.rest(); rest != 0 {
		t.Errorf("the other one rests for %v", rest)
	}
	now = now.Add(shareQuiet + time.Second)
	for range 100 {
		if rest := write(10*time.Millisecond, text); rest != 0 {
			t.Fatalf("alone again, it rests for %v", rest)
		}
	}
}

// While one party floods another over a fast line, and each commit there takes 20 ms, a third party's FLASH waits for the
// commit that is under way and its own two, not for the flood.
func TestFlashBesideAFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 9, true, "north", "south", "east")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: time.Millisecond})
		w.link("east", "south", simnet.Path{Delay: time.Millisecond})
		const commit = 20 * time.Millisecond
		s := &heldUpStore{Store: w.stations["south"].memory}
		w.stations["south"].store = s
		for _, at := range w.order {
			w.start(at)
		}
		w.timed("north", "south")
		w.timed("east", "south")
		w.send("east", "south", parley.Immediate, longText(60_000)) // it shows how fast the line is
		time.Sleep(10 * time.Second)
		s.set(func() (time.Duration, error) { return commit, nil })
		for range 60 {
			w.send("east", "south", parley.Immediate, longText(60_000))
		}
		worst := time.Duration(0)
		for range 10 {
			time.Sleep(137 * time.Millisecond)
			worst = max(worst, w.timed("north", "south"))
		}
		left := w.queue("east")
		t.Logf("worst %v; %d messages of the flood are still to come", worst, left)
		if worst > 4*commit+20*time.Millisecond || left == 0 {
			t.Errorf("a FLASH took %v", worst)
		}
		s.set(nil)
		time.Sleep(10 * time.Minute)
		w.wantDelivered("east")
		w.checkPromises()
	})
}
