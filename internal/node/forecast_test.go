package node

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// What takes so much contact is there when the hours of the bearer have lasted so long.
func TestContactIntoTime(t *testing.T) {
	at := func(day, h, m int) time.Time { return time.Date(2026, 11, day, h, m, 0, 0, time.UTC) }
	b := &Bearer{Hours: []Hours{{6 * 60, 8 * 60}, {18 * 60, 20 * 60}}}
	for _, c := range []struct {
		b       *Bearer
		from    time.Time
		takes   time.Duration
		want    time.Time
		unknown bool
	}{
		{&Bearer{}, at(22, 3, 0), time.Hour, at(22, 4, 0), false},
		{b, at(22, 7, 0), 30 * time.Minute, at(22, 7, 30), false},
		{b, at(22, 7, 0), time.Hour, at(22, 8, 0), false},
		{b, at(22, 7, 0), 61 * time.Minute, at(22, 18, 1), false},
		{b, at(22, 12, 0), 0, at(22, 18, 0), false},
		{b, at(22, 12, 0), 5 * time.Hour, at(23, 19, 0), false},
		{b, at(22, 12, 0), 5000 * time.Hour, time.Time{}, true},
	} {
		if got, ok := c.b.after(c.from, c.takes); ok == c.unknown || !got.Equal(c.want) {
			t.Errorf("%v from %v is %v, %v", c.takes, c.from, got, ok)
		}
	}
	hours := b.nextHours(at(22, 7, 0), 3)
	if len(hours) != 3 || hours[0] != (WindowView{"2026-11-22T07:00:00.000Z", "2026-11-22T08:00:00.000Z"}) || hours[2].From != "2026-11-23T06:00:00.000Z" {
		t.Errorf("the next hours are %v", hours)
	}
	if always := (&Bearer{}).nextHours(at(22, 7, 0), 3); always != nil {
		t.Errorf("a bearer without hours has %v", always)
	}
	night := &Bearer{Hours: []Hours{{22 * 60, 60}, {0, 2 * 60}}}
	if hours := night.nextHours(at(22, 23, 0), 1); len(hours) != 1 || hours[0].To != "2026-11-23T02:00:00.000Z" {
		t.Errorf("two windows that overlap are %v", hours)
	}
}

// A line says what waits and when it is expected, at the measured rate; what is expected comes true to within a tenth.
func TestWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 5, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 100 * time.Millisecond, Rate: 9600})
		w.start("north")
		w.start("south")
		w.timed("north", "south")
		if v := w.line("north").Waiting; v == nil || len(v.Items) != 0 || v.Bearer != "tls" {
			t.Fatalf("nothing waits: %+v", v)
		}
		long := make([]byte, 60<<10)
		for i := range long {
			long[i] = 'a' + byte(i%25)
		}
		id := w.send("north", "south", parley.Routine, string(long))
		time.Sleep(15 * time.Second)
		w.send("north", "south", parley.Routine, string(long[:20<<10]))
		v := w.line("north").Waiting
		if v == nil || !v.Measured || len(v.Items) != 2 || v.Items[0].ID != id || v.Items[0].Seconds == nil || v.Items[1].At == nil {
			t.Fatalf("%+v", v)
		}
		if q := v.Precedences; len(q) != 1 || q[0].Messages != 2 || *q[0].Seconds != *v.Items[1].Seconds {
			t.Errorf("%+v", q)
		}
		from, expected := time.Now(), time.Duration(*v.Items[0].Seconds)*time.Second
		w.wait("north", id, "recorded", 10*time.Minute)
		took := time.Since(from)
		t.Logf("expected after %v, recorded after %v, at %d bit/s", expected, took, *v.RateBits)
		if (took - expected).Abs() > took/10+2*time.Second {
			t.Errorf("expected after %v, recorded after %v", expected, took)
		}
		bearers := w.line("north").Bearers
		if i := slices.IndexFunc(bearers, func(b BearerView) bool { return b.State == "up" }); i < 0 || bearers[i].RTTMs == nil || bearers[i].Answered == nil || !bearers[i].Measured {
			t.Errorf("%+v", bearers)
		}
	})
}
