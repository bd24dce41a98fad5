package node

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/wire"
)

// bellBoard notes who was called.
type bellBoard struct {
	mu   sync.Mutex
	list []Bell
}

func (b *bellBoard) ring(_ context.Context, x Bell) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = append(b.list, x)
}

// take returns the kinds and posts of the bells since it was last called.
func (b *bellBoard) take() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, x := range b.list {
		out = append(out, strings.TrimSpace(x.Kind+" "+string(x.Post)))
	}
	b.list = nil
	return strings.Join(out, ", ")
}

// newAlarmWorld serves north and south; south's alarms go from duty to deputy to chief.
func newAlarmWorld(t *testing.T, seed uint64, watched ...parley.PostID) (*world, *bellBoard) {
	w := newWorld(t, seed, true, "north", "south")
	w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
	b := &bellBoard{}
	w.stations["south"].alarming = Alarming{Order: []parley.PostID{"duty", "deputy", "chief"}, Watched: watched, Ring: b.ring}
	w.start("north")
	w.start("south")
	return w, b
}

// flash has north send south/duty a FLASH.
func (w *world) flash() string {
	w.t.Helper()
	p := w.message("north", "south", parley.Flash, "The words of a FLASH.")
	p.Action = []wire.Address{wire.AddressOf(parley.Address{Party: "south", Post: "duty"})}
	s, err := w.stations["north"].node.Submit(w.t.Context(), w.seal("north", p), Who{User: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	return s.ID
}

// screen opens one at a post of south; the function closes it.
func (w *world) screen(post string) func() {
	ctx, cancel := context.WithCancel(w.t.Context())
	go w.stations["south"].node.Screen(ctx, Who{User: "ann", Post: post})
	synctest.Wait()
	return func() { cancel(); synctest.Wait() }
}

// sounds says where what waits at south sounds now.
func (w *world) sounds() string {
	w.t.Helper()
	list, err := w.stations["south"].node.Alarms(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, a := range list {
		out = append(out, fmt.Sprint(a.Posts, a.Escalated, a.Unwatched, a.Next != nil))
	}
	return strings.Join(out, "; ")
}

// "escalation to the next post after the charter's clock": a FLASH sounds at its post, after each five minutes at the next one of
// the order as well, and goes on until an officer acknowledges; whoever is called is called once for each step. After a restart
// it sounds where it did.
func TestFlashEscalates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, bells := newAlarmWorld(t, 71)
		defer w.stopAll()
		defer w.screen("duty")()
		defer w.screen("deputy")()
		id := w.flash()
		time.Sleep(time.Minute)
		if s, b := w.sounds(), bells.take(); s != "[duty] [] false true" || b != "flash duty" {
			t.Errorf("at first %s, called %s", s, b)
		}
		time.Sleep(5 * time.Minute)
		if s, b := w.sounds(), bells.take(); s != "[duty deputy] [deputy] false true" || b != "escalation deputy" {
			t.Errorf("after the clock %s, called %s", s, b)
		}
		time.Sleep(20 * time.Minute)
		if s, b := w.sounds(), bells.take(); s != "[duty deputy chief] [deputy chief] false false" || b != "escalation chief" {
			t.Errorf("after twice the clock %s, called %s", s, b)
		}
		said := w.events("south", EventEscalation)
		if len(said) != 2 || !strings.HasPrefix(said[0], "nobody acknowledged the FLASH of 220300Z NOV 26 (") || !strings.HasSuffix(said[0], ") from north/duty within 5 min: the alarm goes to the post deputy") || strings.Contains(fmt.Sprint(said), "words") {
			t.Errorf("it says %q", said)
		}
		w.stop("south")
		w.start("south")
		time.Sleep(time.Minute)
		if s, b := w.sounds(), bells.take(); s != "[duty] [deputy chief] true false" && s != "[duty deputy chief] [deputy chief] false false" || !strings.Contains(b, "flash duty") {
			t.Errorf("after a restart %s, called %s", s, b)
		}
		if _, err := w.stations["south"].node.Submit(t.Context(), w.seal("south", w.acknowledgement("south", id)), Who{User: "ann"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		bells.take()
		time.Sleep(time.Hour)
		if s, b := w.sounds(), bells.take(); s != "" || strings.Contains(b, "flash") || strings.Contains(b, "escalation") {
			t.Errorf("acknowledged: %s, called %s", s, b)
		}
	})
}

// Where no screen is open at a post at which a FLASH should sound, it sounds at every one.
func TestFlashAtAnEmptyPost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := newAlarmWorld(t, 72)
		defer w.stopAll()
		w.flash()
		time.Sleep(time.Second)
		if s := w.sounds(); s != "[duty] [] true true" {
			t.Error(s)
		}
	})
}

// "No screen watches this post" is an alarm, once each time that a minute has passed without one, and somebody is called.
func TestNoScreenWatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, bells := newAlarmWorld(t, 73, "duty")
		defer w.stopAll()
		closeIt := w.screen("duty")
		other := w.screen("deputy")
		time.Sleep(2 * time.Minute)
		if b := bells.take(); b != "" {
			t.Errorf("with a screen: %s", b)
		}
		closeIt()
		time.Sleep(30 * time.Second)
		again := w.screen("") // one that is signed in for no post looks at all
		time.Sleep(2 * time.Minute)
		again()
		other()
		time.Sleep(59 * time.Second)
		if b := bells.take(); b != "" {
			t.Errorf("within the minute: %s", b)
		}
		time.Sleep(10 * time.Hour)
		said := w.events("south", EventScreen)
		if b := bells.take(); b != "screen duty" || len(said) != 1 || said[0] != "no screen has watched the post duty since 220304Z NOV 26" {
			t.Errorf("%s; %q", b, said)
		}
		posts, err := w.stations["south"].node.Posts(t.Context())
		if err != nil || posts[0].Post != "duty" || posts[0].Empty == nil || !posts[0].Watched || posts[0].Screens != 0 {
			t.Errorf("%+v, %v", posts, err)
		}
		closeIt = w.screen("duty")
		if posts, err := w.stations["south"].node.Posts(t.Context()); err != nil || posts[0].Empty != nil || posts[0].Screens != 1 {
			t.Errorf("%+v, %v", posts, err)
		}
		closeIt()
		time.Sleep(2 * time.Minute)
		if b := bells.take(); b != "screen duty" {
			t.Errorf("the second time: %s", b)
		}
	})
}

// A line that is lost calls somebody, and so does, once, a line test that their node did not answer before the next was due.
func TestLineLostCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, bells := newAlarmWorld(t, 74)
		defer w.stopAll()
		time.Sleep(3*time.Hour + time.Minute)
		if b := bells.take(); b != "" {
			t.Errorf("while all is well: %s", b)
		}
		w.cut("north", "south")
		time.Sleep(6 * time.Hour)
		if b := bells.take(); strings.Count(b, "line") != 1 || strings.Count(b, "test") != 1 {
			t.Errorf("the line is away: %s", b)
		}
		w.restore("north", "south")
		time.Sleep(5 * time.Hour)
		bells.take()
		w.cut("north", "south")
		time.Sleep(6 * time.Hour)
		if b := bells.take(); strings.Count(b, "line") != 1 || strings.Count(b, "test") != 1 {
			t.Errorf("the second time: %s", b)
		}
	})
}

// A bell that nobody answers delays nothing: the node goes on, and the next bells are rung beside it.
func TestBellThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, bells := newAlarmWorld(t, 75)
		defer w.stopAll()
		w.stop("south")
		w.stations["south"].alarming.Ring = func(ctx context.Context, b Bell) {
			bells.ring(ctx, b)
			<-ctx.Done()
		}
		w.start("south")
		for range 3 {
			w.wait("north", w.flash(), "recorded", time.Minute)
		}
		for range maxBells + 2*maxRinging {
			w.stations["south"].node.ring(Bell{Kind: BellLine})
		}
		if b := bells.take(); strings.Count(b, "flash") != 3 || w.stations["south"].alarms.raised("was not handed to alarm.command") == 0 {
			t.Errorf("called %s", b)
		}
		w.wait("north", w.flash(), "recorded", time.Minute)
	})
}
