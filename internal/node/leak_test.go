package node

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"parley"
	"parley/internal/simnet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// goroutines returns how many goroutines run code of this package's nodes.
func goroutines() int {
	b := make([]byte, 1<<20)
	n := 0
	for _, g := range strings.Split(string(b[:runtime.Stack(b, true)]), "\n\n") {
		if strings.Contains(g, "parley/internal/node.(*") && !strings.Contains(g, "testing.tRunner(") {
			n++
		}
	}
	return n
}

// When serving has ended and the node is closed, nothing of it runs any more: lines, dials, sessions, strangers, timers,
// waits, followers, half-read attachments.
func TestNothingIsLeftRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south", "east")
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		north := w.start("north")
		w.start("south") // east never comes: north dials in vain
		salt := [16]byte{1}
		m := w.expiring("north", "south", time.Hour)
		m.Salt = &salt
		m.Blobs = append(m.Blobs, w.upload("north", salt, "map.bin", pattern("a map", 300_000)))
		id := w.submit("north", m)
		w.send("north", "east", parley.Flash, "Nobody is there.")
		w.knock(t, "north", testKey("a stranger"))
		ended := make(chan struct{}, 4)
		for range 2 {
			go func() { north.Wait(context.Background(), id, "acknowledged"); ended <- struct{}{} }()
			go func() {
				north.Follow(context.Background(), true, func(MessageView) error { return nil })
				ended <- struct{}{}
			}()
		}
		body, err := north.Attachment(t.Context(), m.Blobs[0].ID.String())
		if err != nil {
			t.Fatal(err)
		}
		body.Read(make([]byte, 10)) // and never closed
		time.Sleep(5 * time.Second)
		if goroutines() < 8 {
			t.Errorf("only %d goroutines are seen while the nodes serve", goroutines())
		}
		w.stopAll()
		for range 4 {
			<-ended
		}
		synctest.Wait()
		if n := goroutines(); n != 0 {
			b := make([]byte, 1<<20)
			t.Errorf("%d goroutines are left:\n%s", n, b[:runtime.Stack(b, true)])
		}
		north.Close() // once more does no harm
	})
}

// A node serves again after it stopped serving, as one that never did.
func TestServeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		north := w.start("north")
		w.start("south")
		for range 3 {
			w.timed("north", "south")
			time.Sleep(time.Minute)
			w.stations["north"].cancel()
			<-w.stations["north"].done
			if _, err := north.Submit(t.Context(), nil, Who{}); parley.CodeOf(err) != parley.CodeNotRunning {
				t.Errorf("while it does not serve: %v", err)
			}
			time.Sleep(time.Minute)
			w.serve("north")
		}
		w.timed("south", "north")
		w.checkPromises()
	})
}
