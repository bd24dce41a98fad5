package node

import (
	"context"
	"strings"

	"parley"
	"parley/internal/store"
)

// Inbox lists messages from others; see API.
func (n *Node) Inbox(ctx context.Context, q Query) ([]MessageView, error) {
	return n.list(ctx, q, false)
}

// Sent lists own messages; see API.
func (n *Node) Sent(ctx context.Context, q Query) ([]MessageView, error) { return n.list(ctx, q, true) }

// list reads a piece at a time, so that a query with a limit never holds more than that.
func (n *Node) list(ctx context.Context, q Query, own bool) ([]MessageView, error) {
	next, err := n.pages(ctx, q, own)
	if err != nil {
		return nil, err
	}
	out := []MessageView{}
	for more := true; more && err == nil; {
		if err = ctx.Err(); err == nil {
			err = n.cfg.Store.View(func(r store.Reader) (err error) {
				out, more, err = n.page(ctx, r, next, out, q.Limit)
				return err
			})
		}
	}
	return out, err
}

// page adds the messages of one piece to out, and reports whether there may be more that are wanted.
func (n *Node) page(ctx context.Context, r store.Reader, next func(store.Reader) ([]store.Message, error), out []MessageView, limit int) ([]MessageView, bool, error) {
	ms, err := next(r)
	for i := 0; i < len(ms) && err == nil; i++ {
		if unlisted(ms[i]) {
			continue
		}
		var v MessageView
		if v, err = n.messageView(r, ms[i]); err == nil {
			n.withhold(ctx, &v)
			out = append(out, v)
		}
		if limit > 0 && len(out) == limit {
			return out, false, err
		}
	}
	return out, len(ms) > 0, err
}

// Show returns one message with its places in the records.
func (n *Node) Show(ctx context.Context, id string) (v MessageView, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		m, err := n.find(r, id)
		if err != nil {
			return err
		}
		if v, err = n.messageView(r, m); err != nil {
			return err
		}
		if v.Compared, err = compared(r, n.table(m.Charter), m); err != nil {
			return err
		}
		if v.Flags, err = n.flags(r, m); err != nil {
			return err
		}
		n.withhold(ctx, &v)
		v.Places, err = n.places(r, m)
		return err
	})
	return v, err
}

// find returns the message with the id, or the only one that begins with it.
func (n *Node) find(r store.Reader, id string) (store.Message, error) {
	if len(id) == 64 {
		h, err := parley.ParseHash(id)
		if err != nil {
			return store.Message{}, err
		}
		m, err := r.Message(h)
		if err != nil {
			return m, parley.Wrap(err, parley.CodeNotFound, "no message %s is held here", id)
		}
		return m, nil
	}
	if len(id) < 8 || strings.Trim(id, "0123456789abcdef") != "" {
		return store.Message{}, parley.Errorf(parley.CodeBadID, "%.80q is not an id: an id is 64 lower-case hexadecimal digits, or at least the first 8 of them", id)
	}
	ms, err := r.Messages(store.MessageFilter{})
	if err != nil {
		return store.Message{}, err
	}
	var found []store.Message
	for _, m := range ms {
		if strings.HasPrefix(m.ID.String(), id) {
			found = append(found, m)
		}
	}
	switch len(found) {
	case 0:
		return store.Message{}, parley.Errorf(parley.CodeNotFound, "no message held here begins with %s", id)
	case 1:
		return found[0], nil
	}
	return store.Message{}, parley.Errorf(parley.CodeAmbiguous, "%d messages begin with %s; give more digits", len(found), id)
}
