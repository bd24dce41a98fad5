package simnet

import (
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"parley"
)

// A handshake takes its round trips and its bytes.
func TestDialTakesItsTime(t *testing.T) {
	for _, c := range []struct {
		reliable     bool
		path         Path
		dial, accept time.Duration
	}{
		{true, Path{Delay: 300 * time.Millisecond}, 1200 * time.Millisecond, 1500 * time.Millisecond},
		{false, Path{Delay: 300 * time.Millisecond}, 600 * time.Millisecond, 900 * time.Millisecond},
		{true, Path{Rate: 9600}, 2683 * time.Millisecond, 3079 * time.Millisecond}, // 3,220 bytes, then 475 more
		{false, Path{Rate: 9600}, 80 * time.Millisecond, 80 * time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := New(1)
			n.Link("north", "south", c.path)
			l := n.Listen("south", south, c.reliable)
			defer l.Close()
			start := time.Now()
			a, err := n.Dial(t.Context(), "north", "south", north, south, c.reliable)
			if err != nil {
				t.Fatal(err)
			}
			defer a.Close()
			if took := time.Since(start).Truncate(time.Millisecond); took != c.dial {
				t.Errorf("%+v: Dial took %v, want %v", c, took, c.dial)
			}
			b, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			if took := time.Since(start).Truncate(time.Millisecond); took != c.accept {
				t.Errorf("%+v: Accept took %v, want %v", c, took, c.accept)
			}
		})
	}
}

func TestDialRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(1)
		n.Link("north", "south", Path{Delay: time.Second})
		_, err := n.Dial(t.Context(), "north", "east", north, south, true)
		wants(t, err, parley.CodeNoPath, "there is no path from north to east")
		start := time.Now()
		_, err = n.Dial(t.Context(), "north", "south", north, south, true)
		wants(t, err, parley.CodeNoNode, "no node runs at south")
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("refused after %v, want one round trip", took)
		}
		l := n.Listen("south", south, true)
		_, err = n.Dial(t.Context(), "north", "south", north, south, false)
		wants(t, err, parley.CodeNoNode, "no node runs at south")
		_, err = n.Dial(t.Context(), "north", "south", north, north, true)
		wants(t, err, parley.CodeBadKey, "is expected")
		_, err = n.Listen("south", south, true).Accept()
		wants(t, err, parley.CodeBusy, "in use")
		n.Cut("north", "south")
		start = time.Now()
		_, err = n.Dial(t.Context(), "north", "south", north, south, true)
		wants(t, err, parley.CodeNoPath, "was not done in time")
		if took := time.Since(start); took != dialTime {
			t.Errorf("gave up after %v", took)
		}
		l.Close()
		l.Close()
	})
}

// A handshake over a path that loses half of all frames takes longer, and one in a short cut waits for its end.
func TestDialTriesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(5)
		n.Link("north", "south", Path{Loss: 0.5})
		l := n.Listen("south", south, true)
		defer l.Close()
		start := time.Now()
		for range 20 {
			s, err := n.Dial(t.Context(), "north", "south", north, south, true)
			if err != nil {
				t.Fatal(err)
			}
			s.Close()
		}
		if took := time.Since(start); took < 40*time.Second || took > 160*time.Second {
			t.Errorf("20 handshakes took %v, want about 80 s", took)
		}
		n.SetPath("north", "south", Path{})
		n.Cut("north", "south")
		time.AfterFunc(5*time.Second, func() { n.Restore("north", "south") })
		start = time.Now()
		s, err := n.Dial(t.Context(), "north", "south", north, south, true)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if took := time.Since(start); took < 5*time.Second || took > 7*time.Second {
			t.Errorf("the handshake took %v", took)
		}
	})
}

// A leg that was under way when the link was cut goes again.
func TestCutDuringDial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(1)
		n.Link("north", "south", Path{Delay: time.Second})
		l := n.Listen("south", south, false)
		defer l.Close()
		time.AfterFunc(500*time.Millisecond, func() { n.Cut("north", "south") })
		time.AfterFunc(5500*time.Millisecond, func() { n.Restore("north", "south") })
		start := time.Now()
		s, err := n.Dial(t.Context(), "north", "south", north, south, false)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if took := time.Since(start); took < 7500*time.Millisecond || took > 9*time.Second {
			t.Errorf("the handshake took %v, want two legs of 1 s after the cut ended at 5.5 s", took)
		}
	})
}

func TestListenerCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(1)
		n.Link("north", "south", Path{})
		l := n.Listen("south", south, true)
		if l.Addr() != "south" {
			t.Error(l.Addr())
		}
		s, err := n.Dial(t.Context(), "north", "south", north, south, true)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		l.Close() // nobody has accepted s
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Accept: %v", err)
		}
		if _, err := s.Receive(); err == nil {
			t.Error("the session that nobody accepted lives")
		}
		waits := n.Listen("south", south, true) // the place is free again
		time.AfterFunc(time.Minute, func() { waits.Close() })
		if _, err := waits.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Accept: %v", err)
		}
	})
}

func TestBacklogIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(1)
		n.Link("north", "south", Path{})
		l := n.Listen("south", south, false)
		defer l.Close()
		for i := range backlog + 1 {
			s, err := n.Dial(t.Context(), "north", "south", north, south, false)
			if i < backlog {
				if err != nil {
					t.Fatal(err)
				}
				defer s.Close()
				continue
			}
			wants(t, err, parley.CodeNoNode, "no node runs at south")
		}
	})
}
