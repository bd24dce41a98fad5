package simnet

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/bearer"
)

// during sends one frame a second while events happen, each half a second after its second, and returns the numbers that came, with their times.
func during(t *testing.T, a, b bearer.Session, seconds int, events map[int]func()) []got {
	t.Helper()
	for at, do := range events {
		time.AfterFunc(time.Duration(at)*time.Second+500*time.Millisecond, do)
	}
	return flood(t, a, b, seconds, 100, time.Second)
}

func TestCutOfPackets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := meet(t, 1, Path{Delay: 700 * time.Millisecond}, false)
		came := during(t, a, b, 60, map[int]func(){
			9:  func() { n.Cut("north", "south") }, // frame 9 is under way
			49: func() { n.Restore("south", "north") },
		})
		if len(came) != 19 || came[8].number != 8 || came[9].number != 50 {
			t.Errorf("%v came, want 0 to 8 and 50 to 59", came)
		}
	})
}

// A cut shorter than BreakTime only delays a reliable session.
func TestShortCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := meet(t, 1, Path{Delay: 700 * time.Millisecond, Rate: 9600}, true)
		came := during(t, a, b, 40, map[int]func(){
			9:  func() { n.Cut("north", "south"); n.Cut("north", "south") },
			24: func() { n.Restore("north", "south"); n.Restore("north", "south") },
		})
		if len(came) != 40 {
			t.Fatalf("%d came", len(came))
		}
		for i, g := range came {
			sent := time.Duration(i) * time.Second
			switch late := g.at - sent; {
			case g.number != i:
				t.Errorf("frame %d at place %d", g.number, i)
			case i < 9 && late > 800*time.Millisecond, i > 26 && late > 800*time.Millisecond:
				t.Errorf("frame %d came %v after it was sent", i, late)
			case i >= 9 && i <= 24 && g.at < 24*time.Second+1200*time.Millisecond:
				t.Errorf("frame %d came at %v, while the link was cut", i, g.at)
			}
		}
	})
}

func TestLongCutBreaks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := meet(t, 1, Path{Delay: 700 * time.Millisecond}, true)
		start := time.Now()
		a.Send([][]byte{{1}})
		n.Cut("north", "south")
		if err := a.Send([][]byte{{2}}); err != nil {
			t.Errorf("Send right after the cut: %v", err)
		}
		_, err := b.Receive()
		wants(t, err, parley.CodeNoPath, "the session with north is broken")
		if took := time.Since(start); took != BreakTime {
			t.Errorf("broken after %v, want %v", took, BreakTime)
		}
		n.Restore("north", "south")
		wants(t, a.Send([][]byte{{3}}), parley.CodeNoPath, "the session with south is broken")
		if _, err := a.Receive(); err == nil {
			t.Error("the broken session lives on")
		}
	})
}

// What had arrived before the cut is received in it.
func TestCutKeepsWhatArrived(t *testing.T) {
	for _, reliable := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			n, a, b := meet(t, 1, Path{Delay: time.Second}, reliable)
			a.Send([][]byte{make([]byte, 9)})
			time.Sleep(1500 * time.Millisecond)
			a.Send([][]byte{make([]byte, 10)})
			n.Cut("north", "south")
			if frame, err := b.Receive(); err != nil || len(frame) != 9 {
				t.Errorf("%d bytes, %v", len(frame), err)
			}
		})
	}
}

// A Send that waits for room in the queue goes on when the link is restored, and ends when the session breaks.
func TestCutWhileSendWaits(t *testing.T) {
	for _, restored := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			n, a, b := meet(t, 1, Path{Rate: 9600, Queue: 2400}, true)
			n.Cut("north", "south")
			if restored {
				time.AfterFunc(10*time.Second, func() { n.Restore("north", "south") })
			}
			start := time.Now()
			err := a.Send([][]byte{make([]byte, 1200), make([]byte, 1200), make([]byte, 1200)})
			if !restored {
				wants(t, err, parley.CodeNoPath, "is broken")
				if took := time.Since(start); took != BreakTime {
					t.Errorf("broken after %v", took)
				}
				return
			}
			if took := time.Since(start); err != nil || took < 10*time.Second || took > 12*time.Second {
				t.Errorf("sent after %v, %v", took, err)
			}
			for range 3 {
				if _, err := b.Receive(); err != nil {
					t.Fatal(err)
				}
			}
			if took := time.Since(start); took < 13*time.Second || took > 13100*time.Millisecond {
				t.Errorf("all came after %v, want 13 s", took)
			}
		})
	}
}

// The end of a session that was closed during a cut is learnt after it.
func TestCloseDuringACut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := meet(t, 1, Path{Delay: time.Second}, true)
		n.Cut("north", "south")
		a.Close()
		time.AfterFunc(5*time.Second, func() { n.Restore("north", "south") })
		start := time.Now()
		if _, err := b.Receive(); err == nil || time.Since(start) != 6*time.Second {
			t.Errorf("%v after %v, want the end after 6 s", err, time.Since(start))
		}
	})
}

func TestNoLinkNoEffect(t *testing.T) {
	n := New(1)
	n.Cut("north", "south")
	n.Restore("north", "south")
	n.SetPath("north", "south", Path{Loss: 1})
	n.Link("north", "south", Path{Loss: 1})
	n.Link("south", "north", Path{Delay: 1})
	if l, _ := n.find("north", "south"); l.path != (Path{Delay: 1}) || l.cut {
		t.Errorf("%+v", l)
	}
}

// A cut empties the line: what waited to be sent does not delay what is sent afterwards.
func TestCutEmptiesTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := meet(t, 1, Path{Rate: 9600}, false)
		for range 10 {
			a.Send([][]byte{make([]byte, 1200)}) // a second each
		}
		n.Cut("north", "south")
		n.Restore("north", "south")
		start := time.Now()
		a.Send([][]byte{make([]byte, 1200)})
		if _, err := b.Receive(); err != nil || time.Since(start) != time.Second {
			t.Errorf("%v after %v, want 1 s", err, time.Since(start))
		}
	})
}

// After a cut a reliable session starts from an empty line, also where what it had lost was due far in the future.
func TestCutForgetsOldArrivals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := meet(t, 1, Path{Delay: time.Hour}, true)
		a.Send([][]byte{{1}})
		n.Cut("north", "south")
		n.SetPath("north", "south", Path{Delay: time.Second})
		n.Restore("north", "south")
		start := time.Now()
		if _, err := b.Receive(); err != nil || time.Since(start) != time.Second {
			t.Errorf("%v after %v, want 1 s", err, time.Since(start))
		}
	})
}
