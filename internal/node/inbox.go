package node

import (
	"context"
	"strings"

	"parley"
	"parley/internal/store"
)

// Inbox lists messages from others, in order of storing.
func (n *Node) Inbox(ctx context.Context, q Query) ([]MessageView, error) { return n.list(q, false) }

// Sent lists own messages, in order of storing.
func (n *Node) Sent(ctx context.Context, q Query) ([]MessageView, error) { return n.list(q, true) }

func (n *Node) list(q Query, own bool) ([]MessageView, error) {
	f := store.MessageFilter{Own: &own, After: q.After}
	if q.Charter != "" {
		t, err := n.tableNamed(q.Charter)
		if err != nil {
			return nil, err
		}
		f.Charter = t.id
	}
	out := []MessageView{}
	err := n.cfg.Store.View(func(r store.Reader) error {
		ms, err := r.Messages(f)
		if err != nil {
			return err
		}
		for _, m := range ms {
			if unlisted(m) {
				continue
			}
			if q.Limit > 0 && len(out) == q.Limit {
				break
			}
			v, err := n.messageView(r, m)
			if err != nil {
				return err
			}
			out = append(out, v)
		}
		return nil
	})
	return out, err
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
