package link

import (
	"testing"

	"parley"
)

// What waits for a peer without a session is wanted at its precedence, and nothing once it is settled.
func TestWanted(t *testing.T) {
	m := New(Config{})
	now := simStart
	want := func(p parley.Precedence, some bool) {
		t.Helper()
		if got, ok := m.Wanted(); ok != some || got != p {
			t.Errorf("wanted %v, %v; want %v, %v", got, ok, p, some)
		}
	}
	want(parley.Routine, false)
	offer := func(id byte, blob bool, p parley.Precedence) {
		if err := m.Step(now, Offer{Item{ID: parley.Hash{id}, Blob: blob, Size: 100, Precedence: p}}); err != nil {
			t.Fatal(err)
		}
	}
	offer(1, true, parley.Routine)
	want(parley.Routine, true)
	offer(2, false, parley.Immediate)
	want(parley.Immediate, true)
	m.Step(now, LogState{Log: LogKey{Party: "north"}, Size: 3, Head: Head{Size: 3, Signature: make([]byte, 64)}, Precedence: parley.Flash})
	want(parley.Flash, true)
	m = New(Config{})
	m.Step(now, LogState{Log: LogKey{Party: "north"}, Size: 3, Head: Head{Size: 3, Signature: make([]byte, 64)}})
	want(parley.Routine, true)
	m = New(Config{})
	offer(2, false, parley.Flash)
	want(parley.Flash, true)
	m.Step(now, Withdraw{parley.Hash{2}})
	want(parley.Routine, false)
}
