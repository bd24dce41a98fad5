package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/sse"

	"parley/internal/node"
)

// follow asks for messages as they come. The id of an event is the seq of the newest message sent so far, so that a client
// that comes back with it misses no message; how far older ones got meanwhile, it asks.
type follow struct {
	Own  bool `query:"own" doc:"messages sent, else received"`
	Last int  `header:"Last-Event-ID" minimum:"0"`
}

func (d *door) stream(a huma.API) {
	sse.Register(a, d.operation(a, route{"follow", http.MethodGet, "/api/follow", Read, "Messages that are stored or change, as Server-Sent Events", 0}), map[string]any{"message": node.MessageView{}},
		func(ctx context.Context, f *follow, send sse.Sender) {
			t, _ := ctx.Value(tokenKey{}).(Token)
			if done, ok := d.meter.stream(t.Name); ok {
				defer done()
				d.follow(ctx, f, send)
			}
		})
}

// follow sends what came after the last event, then what comes. It begins to listen before it reads, so that nothing falls
// between the two; a message may come twice.
func (d *door) follow(ctx context.Context, f *follow, send sse.Sender) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	changes, ended := make(chan node.MessageView), make(chan struct{})
	go func() {
		defer close(ended)
		d.node.Follow(ctx, f.Own, func(m node.MessageView) error {
			select {
			case changes <- m:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	defer func() { cancel(); <-ended }()
	last := uint64(f.Last)
	one := func(m node.MessageView) error {
		last = max(last, m.Seq)
		return send(sse.Message{ID: int(last), Data: m})
	}
	if f.Last > 0 && d.missed(ctx, f, one) != nil {
		return
	}
	for {
		select {
		case m := <-changes:
			if one(m) != nil {
				return
			}
		case <-ended:
			return
		case <-ctx.Done():
			return
		}
	}
}

// missed sends the messages after the last event, in pages.
func (d *door) missed(ctx context.Context, f *follow, send func(node.MessageView) error) error {
	list := d.node.Inbox
	if f.Own {
		list = d.node.Sent
	}
	for q := (node.Query{After: uint64(f.Last), Limit: maxPage, Who: who(ctx)}); ; {
		page, err := list(ctx, q)
		for i := 0; i < len(page) && err == nil; i++ {
			q.After, err = page[i].Seq, send(page[i])
		}
		if err != nil || len(page) < maxPage {
			return err
		}
	}
}
