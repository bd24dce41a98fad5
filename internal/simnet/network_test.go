package simnet

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
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
