package node

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
)

// follow collects what Follow shows until stop is called.
func follow(t *testing.T, n *Node, own bool) (got *[]MessageView, stop func()) {
	t.Helper()
	got = new([]MessageView)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := n.Follow(ctx, own, func(v MessageView) error { *got = append(*got, v); return nil }); err != nil {
			t.Error(err)
		}
	}()
	synctest.Wait()
	return got, func() { cancel(); <-done }
}

// Who follows the inbox sees each message that comes, and the sender's view each step that it takes; an acknowledgement
// is no message of its own.
func TestFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		before := w.start("north")
		w.start("south")
		w.send("north", "south", parley.Routine, "Before.")
		time.Sleep(time.Minute)
		in, stopIn := follow(t, w.stations["south"].node, false)
		out, stopOut := follow(t, before, true)
		id := w.send("north", "south", parley.Flash, "After.")
		w.wait("north", id, "recorded", time.Minute)
		w.ack("south", id)
		w.wait("north", id, "acknowledged", time.Minute)
		time.Sleep(time.Minute)
		stopIn()
		stopOut()
		for _, views := range [][]MessageView{*in, *out} {
			for _, v := range views {
				if v.ID != id {
					t.Errorf("followed %s, %q", v.ID, *v.Text)
				}
			}
		}
		if last := (*in)[len(*in)-1]; last.Receipts["south"].Recorded == nil || last.Receipts["south"].Acknowledged == nil {
			t.Errorf("the inbox ends with %+v", last.Receipts)
		}
		steps := []string{}
		for _, v := range *out {
			r := v.Receipts["south"]
			switch {
			case r.Acknowledged != nil:
				steps = append(steps, "acknowledged")
			case r.Recorded != nil:
				steps = append(steps, "recorded")
			default:
				steps = append(steps, "sent")
			}
		}
		if len(steps) < 3 || steps[0] != "sent" || steps[1] != "recorded" || steps[len(steps)-1] != "acknowledged" {
			t.Errorf("followed: %v", steps)
		}
	})
}

// Following ends with an error of the one who follows, and when the node stops.
func TestFollowEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{})
		n := w.start("north")
		gone := errors.New("the client went away")
		ended := make(chan error, 2)
		go func() { ended <- n.Follow(context.Background(), true, func(MessageView) error { return gone }) }()
		synctest.Wait()
		w.send("north", "south", parley.Routine, "A text.")
		if err := <-ended; err != gone {
			t.Errorf("%v", err)
		}
		go func() { ended <- n.Follow(context.Background(), true, nil) }()
		synctest.Wait()
		w.stop("north")
		if err := <-ended; parley.CodeOf(err) != parley.CodeNotRunning {
			t.Errorf("the node stopped: %v", err)
		}
		if err := n.Follow(t.Context(), true, nil); parley.CodeOf(err) != parley.CodeNotRunning || len(n.watch.all) != 0 {
			t.Errorf("with the node stopped: %v, %d watchers", err, len(n.watch.all))
		}
	})
}

// A slow watcher learns of each message once, however often it changed.
func TestWatchersKeepEachIDOnce(t *testing.T) {
	var w watchers
	a, b := parley.Sum([]byte("a")), parley.Sum([]byte("b"))
	all, end := w.watch(nil)
	one, endOne := w.watch(&b)
	for range 1000 {
		w.changed(a)
		w.changed(b)
	}
	<-all.wake
	<-one.wake
	if ids := all.take(); len(ids) != 2 || ids[0] != a || ids[1] != b {
		t.Errorf("all: %v", ids)
	}
	if ids := one.take(); len(ids) != 1 || ids[0] != b {
		t.Errorf("one: %v", ids)
	}
	w.changed(a)
	<-all.wake
	if ids := all.take(); len(ids) != 1 {
		t.Errorf("after taking: %v", ids)
	}
	select {
	case <-one.wake:
		t.Error("woken by another message")
	default:
	}
	end()
	endOne()
	if w.changed(a); len(w.all) != 0 {
		t.Error("a watcher is left")
	}
}
