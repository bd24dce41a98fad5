package simnet

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/bearer"
)

func TestQueueDropsTheTail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := meet(t, 1, Path{Rate: 9600, Queue: 3000}, false)
		distinct, _, _ := tally(flood(t, a, b, 10, 1000, 0))
		if distinct != 3 {
			t.Errorf("%d frames came, want the 3 that fit the queue", distinct)
		}
	})
}

func TestQueueMakesAReliableSendWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := meet(t, 1, Path{Rate: 9600, Queue: 3000}, true)
		start := time.Now()
		if err := a.Send([][]byte{make([]byte, 1200), make([]byte, 1200)}); err != nil || time.Since(start) != 0 {
			t.Errorf("two that fit: %v, %v", time.Since(start), err)
		}
		if err := a.Send([][]byte{make([]byte, 1200)}); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took < 490*time.Millisecond || took > 510*time.Millisecond {
			t.Errorf("the third was taken after %v, want 0.5 s", took)
		}
		if err := a.Send([][]byte{make([]byte, 12000)}); err != nil { // longer than the queue: into the empty one
			t.Error(err)
		}
		if took := time.Since(start); took < 2990*time.Millisecond || took > 3010*time.Millisecond {
			t.Errorf("the fourth was taken after %v, want 3 s", took)
		}
		for range 4 {
			if _, err := b.Receive(); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took < 12990*time.Millisecond || took > 13010*time.Millisecond {
			t.Errorf("all came after %v, want 13 s", took)
		}
	})
}

func TestCarriedCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, _ := meet(t, 1, Path{Loss: 1}, false)
		frames, bytes := n.Carried("north", "south")
		a.Send([][]byte{make([]byte, 100), make([]byte, 50)})
		f, b := n.Carried("north", "south")
		if f-frames != 2 || b-bytes != 150 {
			t.Errorf("%d frames, %d bytes", f-frames, b-bytes)
		}
		if f, b := n.Carried("north", "nowhere"); f != 0 || b != 0 {
			t.Errorf("%d, %d where there is no link", f, b)
		}
	})
}

func TestFrameSizes(t *testing.T) {
	for _, c := range []struct {
		reliable    bool
		least, most int
		kind        string
	}{{true, 1, bearer.MaxFrame, "sim"}, {false, 9, 1208, "sim-packet"}} {
		synctest.Test(t, func(t *testing.T) {
			_, a, b := meet(t, 1, Path{}, c.reliable)
			if a.Kind() != c.kind || a.Reliable() != c.reliable || a.MaxFrame() != c.most-c.least+1 {
				t.Errorf("%s %v %d", a.Kind(), a.Reliable(), a.MaxFrame())
			}
			wants(t, a.Send([][]byte{make([]byte, c.least), make([]byte, c.least-1)}), parley.CodeBadEncoding, "no bytes")
			wants(t, a.Send([][]byte{make([]byte, c.most+1)}), parley.CodeTooLarge, "is the most")
			frame := make([]byte, c.most)
			frame[0] = 7
			if err := a.Send([][]byte{frame}); err != nil {
				t.Error(err)
			}
			frame[0] = 8 // the sender may use its slice again
			if got, err := b.Receive(); err != nil || len(got) != c.most || got[0] != 7 {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		})
	}
}
