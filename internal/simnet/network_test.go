package simnet

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"parley"
	"parley/internal/bearer"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func publicKey(name string) ed25519.PublicKey {
	seed := sha256.Sum256([]byte("parley test key " + name))
	return ed25519.NewKeyFromSeed(seed[:]).Public().(ed25519.PublicKey)
}

var north, south = publicKey("north"), publicKey("south")

// meet makes a session from north to south over p. It must be called inside a bubble.
func meet(t *testing.T, seed uint64, p Path, reliable bool) (n *Network, dialled, accepted bearer.Session) {
	t.Helper()
	n = New(seed)
	n.Link("north", "south", Path{})
	l := n.Listen("south", south, reliable)
	t.Cleanup(func() { l.Close() })
	dialled, err := n.Dial(t.Context(), "north", "south", north, south, reliable)
	if err != nil {
		t.Fatal(err)
	}
	accepted, err = l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dialled.Close(); accepted.Close() })
	n.SetPath("north", "south", p)
	return n, dialled, accepted
}

// got is one frame as it came.
type got struct {
	number int
	at     time.Duration // since the first one was sent
}

// flood sends count frames of size bytes, gap apart, and returns what came until silence of a minute.
func flood(t *testing.T, from, to bearer.Session, count, size int, gap time.Duration) (came []got) {
	t.Helper()
	start := time.Now()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			frame, err := to.Receive()
			if err != nil {
				return
			}
			came = append(came, got{int(binary.BigEndian.Uint64(frame)), time.Since(start)})
		}
	}()
	for i := range count {
		frame := make([]byte, size)
		binary.BigEndian.PutUint64(frame, uint64(i))
		if err := from.Send([][]byte{frame}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(gap)
	}
	time.Sleep(time.Hour)
	to.Close()
	<-done
	return came
}

func wants(t *testing.T, err error, code parley.Code, words string) {
	t.Helper()
	if err == nil || parley.CodeOf(err) != code || !strings.Contains(err.Error(), words) {
		t.Errorf("%v; want %s: ... %s ...", err, code, words)
	}
}

func TestPerfectPath(t *testing.T) {
	for _, reliable := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			_, a, b := meet(t, 1, Path{}, reliable)
			if !a.Peer().Equal(south) || !b.Peer().Equal(north) || !a.Dialled() || b.Dialled() || a.Address() != "south" || b.Address() != "north" {
				t.Errorf("%v %v %s %s", a.Dialled(), b.Dialled(), a.Address(), b.Address())
			}
			came := flood(t, a, b, 1000, 100, 0)
			if len(came) != 1000 || came[999] != (got{999, 0}) {
				t.Errorf("reliable %v: %d came, the last %v", reliable, len(came), came[len(came)-1])
			}
		})
	}
}

func TestDelay(t *testing.T) {
	for _, reliable := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			_, a, b := meet(t, 1, Path{Delay: 300 * time.Millisecond}, reliable)
			for i, g := range flood(t, a, b, 10, 100, time.Second) {
				if want := time.Duration(i)*time.Second + 300*time.Millisecond; g.at != want || g.number != i {
					t.Errorf("frame %d came at %v, want %v", g.number, g.at, want)
				}
			}
		})
	}
}

func TestRate(t *testing.T) {
	for _, reliable := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			_, a, b := meet(t, 1, Path{Rate: 9600, Delay: 100 * time.Millisecond}, reliable)
			for i, g := range flood(t, a, b, 10, 1200, 0) { // 1200 bytes take one second
				if want := time.Duration(i+1)*time.Second + 100*time.Millisecond; g.at != want {
					t.Errorf("frame %d came at %v, want %v", g.number, g.at, want)
				}
			}
		})
	}
}

// The rate is that of the link: two sessions share it, the two directions do not.
func TestRateIsSharedBySessions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(1)
		n.Link("north", "south", Path{})
		l := n.Listen("south", south, true)
		defer l.Close()
		var near, far [2]bearer.Session
		for i := range 2 {
			near[i], _ = n.Dial(t.Context(), "north", "south", north, south, true)
			far[i], _ = l.Accept()
			defer near[i].Close()
			defer far[i].Close()
		}
		n.SetPath("north", "south", Path{Rate: 9600})
		start := time.Now()
		near[0].Send([][]byte{make([]byte, 12000)})
		near[1].Send([][]byte{make([]byte, 1200)})
		far[0].Send([][]byte{make([]byte, 1200)})
		near[0].Receive()
		if at := time.Since(start); at != time.Second {
			t.Errorf("the other way took %v, want 1 s", at)
		}
		far[1].Receive()
		if at := time.Since(start); at != 11*time.Second {
			t.Errorf("behind the other session it took %v, want 11 s", at)
		}
	})
}

// tally counts what flood returns: distinct frames, second copies, and frames that came after one of a higher number.
func tally(came []got) (distinct, again, overtaken int) {
	seen := map[int]bool{}
	highest := -1
	for _, g := range came {
		switch {
		case seen[g.number]:
			again++
		case g.number < highest:
			overtaken++
		}
		highest = max(highest, g.number)
		seen[g.number] = true
	}
	return len(seen), again, overtaken
}

func near(t *testing.T, what string, got int, want float64) {
	t.Helper()
	if f := float64(got); f < 0.9*want || f > 1.1*want {
		t.Errorf("%s: %d, want %.0f within a tenth", what, got, want)
	}
}

func TestLossRepetitionReordering(t *testing.T) {
	const count = 10000
	for name, p := range map[string]Path{
		"loss":       {Delay: 50 * time.Millisecond, Loss: 0.3},
		"repetition": {Delay: 50 * time.Millisecond, Repeat: 0.3},
		"reordering": {Delay: 50 * time.Millisecond, Reorder: 0.1},
		"all":        {Delay: 50 * time.Millisecond, Loss: 0.2, Repeat: 0.2, Reorder: 0.1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, a, b := meet(t, 7, p, false)
				distinct, again, overtaken := tally(flood(t, a, b, count, 100, 5*time.Millisecond))
				arrive := count * (1 - p.Loss)
				near(t, "frames that came", distinct, arrive)
				near(t, "second copies", again, arrive*p.Repeat)
				near(t, "frames that were overtaken", overtaken, arrive*p.Reorder)
			})
		})
	}
}

// A reliable session over a path that loses frames is slower, and nothing else.
func TestLossOnAReliableSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := meet(t, 7, Path{Delay: 50 * time.Millisecond, Loss: 0.1, Repeat: 0.5, Reorder: 0.5}, true)
		const count = 2000
		came := flood(t, a, b, count, 100, time.Second)
		late := 0
		for i, g := range came {
			if g.number != i {
				t.Fatalf("frame %d came at place %d", g.number, i)
			}
			if g.at-time.Duration(i)*time.Second >= 350*time.Millisecond { // a round trip and 200 ms more
				late++
			}
		}
		if len(came) != count {
			t.Errorf("%d came", len(came))
		}
		if late < 160 || late > 240 {
			t.Errorf("%d came late, want about 200", late)
		}
	})
}

func TestSameSeedSameFate(t *testing.T) {
	run := func(seed uint64) (came []got) {
		synctest.Test(t, func(t *testing.T) {
			_, a, b := meet(t, seed, Path{Rate: 64000, Delay: 30 * time.Millisecond, Loss: 0.2, Repeat: 0.2, Reorder: 0.2}, false)
			came = flood(t, a, b, 300, 100, 10*time.Millisecond)
		})
		return came
	}
	equal := func(a, b []got) bool {
		if len(a) != len(b) {
			return false
		}
		for i := range a {
			if a[i] != b[i] {
				return false
			}
		}
		return true
	}
	first := run(3)
	if !equal(first, run(3)) {
		t.Error("the same seed gives another run")
	}
	if equal(first, run(4)) {
		t.Error("another seed gives the same run")
	}
}

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

func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := meet(t, 1, Path{Delay: time.Second}, true)
		start := time.Now()
		a.Send([][]byte{{1}})
		time.AfterFunc(500*time.Millisecond, func() { a.Close() })
		if _, err := a.Receive(); !errors.Is(err, net.ErrClosed) || time.Since(start) != 500*time.Millisecond {
			t.Errorf("Receive at the end that closes: %v after %v", err, time.Since(start))
		}
		if got, err := b.Receive(); err != nil || len(got) != 1 {
			t.Errorf("what was under way: %v, %v", got, err)
		}
		if _, err := b.Receive(); err != io.EOF || time.Since(start) != 1500*time.Millisecond {
			t.Errorf("the end: %v after %v", err, time.Since(start))
		}
		if err := a.Send([][]byte{{1}}); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Send on a closed session: %v", err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
}

// Who goes away on an unreliable session is not missed.
func TestCloseOfPackets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, b := meet(t, 1, Path{}, false)
		a.Close()
		if err := b.Send([][]byte{make([]byte, 9)}); err != nil {
			t.Errorf("Send: %v", err)
		}
		if held := len(a.(*session).inbox); held != 0 {
			t.Errorf("the closed end holds %d frames", held)
		}
		time.AfterFunc(time.Hour, func() { b.Close() })
		start := time.Now()
		if _, err := b.Receive(); !errors.Is(err, net.ErrClosed) || time.Since(start) != time.Hour {
			t.Errorf("Receive: %v after %v", err, time.Since(start))
		}
	})
}

func TestContextsEndDial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(1)
		n.Link("north", "south", Path{Delay: time.Second})
		l := n.Listen("south", south, true)
		defer l.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := n.Dial(ctx, "north", "south", north, south, true)
		wants(t, err, parley.CodeNoPath, "was not done in time")
		if time.Since(start) != 2500*time.Millisecond {
			t.Errorf("after %v", time.Since(start))
		}
	})
}
