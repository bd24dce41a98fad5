package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"parley"
	"parley/bench/table"
	"parley/internal/bearer"
	"parley/internal/console/browser"
)

// An ear notes when the first frame of a message came in at a node.
type ear struct {
	mu    sync.Mutex
	armed bool
	first time.Time
}

// bodyBytes is what a frame has at least that carries a text: those that keep a line alive are shorter.
const bodyBytes = 200

// pause is how long nothing happens before each FLASH: the pages of the last one are drawn by then.
const pause = time.Second

// at has the second party listened to.
func (e *ear) at(p *table.Party) {
	if p.ID == "party-01" {
		p.Wrap = func(s bearer.Session) bearer.Session { return heard{s, e} }
	}
}

type heard struct {
	bearer.Session
	ear *ear
}

func (h heard) Receive() ([]byte, error) {
	frame, err := h.Session.Receive()
	now := time.Now()
	h.ear.mu.Lock()
	defer h.ear.mu.Unlock()
	if h.ear.armed && len(frame) >= bodyBytes {
		h.ear.armed, h.ear.first = false, now
	}
	return frame, err
}

func (e *ear) arm() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.armed = true
}

func (e *ear) arrived() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.first
}

// watcher has a page note when an alarm has been painted: after the frame in which it was put in place.
const watcher = `window.painted = (id) => new Promise((done) => {
	const look = () => { if (document.querySelector('[data-alarm="' + id + '"]')) requestAnimationFrame(() => setTimeout(() => done(performance.timeOrigin + performance.now()))); else requestAnimationFrame(look); };
	look();
}); true`

// measure times n FLASH messages from the first party to the second's screen.
func (e *ear) measure(ctx context.Context, t *table.Table, b *browser.Browser, n int, how string) error {
	d, err := openDesk(ctx, t.Parties[1])
	if err != nil {
		return err
	}
	defer d.close()
	if err := t.Up(ctx); err != nil {
		return err
	}
	tab, err := d.sit(b)
	if err != nil {
		return err
	}
	defer tab.Close()
	var arrival, sending spans
	for i := range n {
		time.Sleep(pause)
		m := payload(t, 0, parley.Flash, fmt.Sprintf("Aircraft in difficulty, will cross the line at point %d in eight minutes, unarmed.", i))
		e.arm()
		sent := time.Now()
		id, err := submit(ctx, t, 0, m)
		if err != nil {
			return err
		}
		var at float64
		if err := tab.Do(chromedp.Evaluate(watcher, nil), chromedp.Evaluate(`painted("`+id+`")`, &at, awaited)); err != nil {
			return err
		}
		painted := time.UnixMicro(int64(at * 1000))
		arrival, sending = append(arrival, painted.Sub(e.arrived())), append(sending, painted.Sub(sent))
		if err := acknowledge(ctx, t, 1, id, true); err != nil {
			return err
		}
		if err := tab.Do(chromedp.WaitNotPresent(`[data-alarm="` + id + `"]`)); err != nil {
			return err
		}
	}
	fmt.Printf("\nalarm with %s, %d FLASH, each after a second of rest; the aim is a median under 100 ms\n  from the frame's arrival to the alarm on the screen  %s\n  from the sender's signature                          %s\n", how, n, arrival, sending)
	return nil
}

func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
