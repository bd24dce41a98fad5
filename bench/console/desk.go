package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"github.com/chromedp/chromedp"

	"parley/bench/table"
	"parley/internal/console"
	"parley/internal/console/browser"
	"parley/internal/node"
)

// A desk is a party's console, as parley serve has it, but without TLS.
type desk struct {
	*console.Console
	base string
	stop func()
}

func openDesk(ctx context.Context, p *table.Party) (*desk, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	base := "http://" + l.Addr().String()
	c, err := console.New(p.Node, console.Config{Party: p.ID, Base: base, Drafts: console.NewDraftDirectory(filepath.Join(p.Dir, "drafts")),
		Now: time.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	h := &http.Server{Handler: c.Handler(), BaseContext: func(net.Listener) context.Context { return ctx }}
	go h.Serve(l)
	ended := make(chan struct{})
	go func() { defer close(ended); c.Run(ctx) }()
	return &desk{c, base, func() { cancel(); h.Close(); <-ended }}, nil
}

func (d *desk) close() { d.stop() }

// sit signs somebody in, in a tab of a browser.
func (d *desk) sit(b *browser.Browser) (*browser.Tab, error) {
	link, _, err := d.Invite(node.Who{User: "bench", Post: "duty"})
	if err != nil {
		return nil, err
	}
	tab, err := b.Tab(1280, 800)
	if err != nil {
		return nil, err
	}
	return tab, tab.Do(chromedp.Navigate(link), chromedp.WaitVisible("#next"))
}

// spans are times that something took.
type spans []time.Duration

// String says the median and the worst.
func (s spans) String() string {
	if len(s) == 0 {
		return "nothing was timed"
	}
	in := slices.Sorted(slices.Values(s))
	ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
	return fmt.Sprintf("median %6.1f ms, worst %6.1f ms", ms(in[len(in)/2]), ms(in[len(in)-1]))
}
