package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"parley"
)

// beatEvery is how often a screen that nothing happens to is told so: it knows by that that it is connected.
const beatEvery = 10 * time.Second

// live tells a screen that something changed, until it goes away. The number of the last change is the id of an event, so
// that a screen which comes back after a cut learns at once whether it missed something; one that begins says what its page
// has seen, for something may have come between the page and this.
func (c *Console) live(v *visit) error {
	out := http.NewResponseController(v.w)
	if err := errors.Join(out.SetWriteDeadline(time.Time{}), out.SetReadDeadline(time.Time{})); err != nil {
		return parley.Wrap(err, parley.CodeInternal, "this connection cannot be kept open")
	}
	screen, last, cancel := c.desk.watch()
	defer cancel()
	defer c.counted(v)()
	v.w.Header().Set("Content-Type", "text/event-stream")
	kind := "beat"
	if seen, err := strconv.ParseUint(cmp.Or(v.r.Header.Get("Last-Event-ID"), v.r.FormValue("seen")), 10, 64); err == nil && seen != last {
		kind = "change"
	}
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for {
		if _, err := fmt.Fprintf(v.w, "id: %d\nevent: %s\ndata: %d\n\n", c.desk.last(), kind, c.desk.last()); err != nil {
			return nil
		}
		if out.Flush() != nil {
			return nil
		}
		select {
		case <-v.r.Context().Done():
			return nil
		case <-screen:
			kind = "change"
		case <-beat.C:
			kind = "beat"
			if _, ok := c.sessions.of(v.r); !ok {
				return nil // the session ended: the screen learns it when it comes back
			}
		}
	}
}

// counted has the node know of a screen until the function is called: that a post has none is an alarm.
func (c *Console) counted(v *visit) (gone func()) {
	ctx, cancel := context.WithCancel(v.r.Context())
	var screen sync.WaitGroup
	screen.Go(func() { c.api.Screen(ctx, v.who) }) // a node that stops ends the stream as well
	return func() { cancel(); screen.Wait() }
}
