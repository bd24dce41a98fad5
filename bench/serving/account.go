package serving

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"parley/internal/control"
	"parley/internal/node"
)

// Settle hands over what nobody answered for, and waits until the other party has recorded all of it and has all attachments.
func (p *Party) Settle(ctx context.Context, to *Party) error {
	said := time.Now()
	for {
		open, err := p.unsettled(ctx, to)
		if err == nil && open == "" {
			return nil
		}
		if time.Since(said) > patience { // whoever looks on learns what it waits for
			fmt.Printf("  %s waits for what %s sent: %s %v\n", to.ID, p.ID, open, err)
			said = time.Now()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("what %s sent to %s is not settled: %s %w", p.ID, to.ID, open, errors.Join(err, ctx.Err()))
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// unsettled says what is open; empty: nothing.
func (p *Party) unsettled(ctx context.Context, to *Party) (string, error) {
	c, err := p.Dial(0)
	if err != nil {
		return "", err
	}
	defer c.Close()
	if err := p.Outbox.HandAgain(ctx, c); err != nil {
		return "", err
	}
	open, err := c.Sent(ctx, node.Query{State: "unrecorded", Limit: 1})
	if err != nil {
		return "", err
	}
	if len(open) > 0 {
		return "message " + open[0].ID + " is not recorded", nil
	}
	there, err := to.Dial(0)
	if err != nil {
		return "", err
	}
	defer there.Close()
	for _, id := range p.Outbox.LastMaps() {
		m, err := there.Show(ctx, id)
		if err == nil {
			err = whole(m, to.ID)
		}
		if err != nil {
			return err.Error(), nil
		}
	}
	return "", nil
}

// Arrived holds what the party was answered for against what the other one has: each message once, whole, and nothing else. It returns
// how many they are.
func (p *Party) Arrived(ctx context.Context, to *Party) (int, error) {
	c, err := to.Dial(0)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	var in []node.MessageView
	if err := inbox(ctx, c, func(m node.MessageView) error { in = append(in, m); return nil }); err != nil {
		return 0, err
	}
	printed := p.Outbox.IDs()
	return len(printed), Compare(printed, in, p.ID, to.ID)
}

// Compare holds that in has each printed id once, whole, and nothing else.
func Compare(printed map[string]bool, in []node.MessageView, from, at string) error {
	seen := map[string]int{}
	for _, m := range in {
		seen[m.ID]++
		if !printed[m.ID] {
			return fmt.Errorf("%s holds message %s, for which %s was given no answer and which it did not hand over again", at, m.ID, from)
		}
		if err := whole(m, at); err != nil {
			return err
		}
	}
	for id := range printed {
		if seen[id] != 1 {
			return fmt.Errorf("message %s of %s stands %d times at %s", id, from, seen[id], at)
		}
	}
	return nil
}

// whole holds that the attachments of a message are all there.
func whole(m node.MessageView, at string) error {
	for _, a := range m.Attachments {
		if a.Held != a.Size {
			return fmt.Errorf("%s holds %d of %d bytes of an attachment of %s", at, a.Held, a.Size, m.ID)
		}
	}
	return nil
}

// inbox calls fn for each message that came, a page at a time.
func inbox(ctx context.Context, c *control.Client, fn func(node.MessageView) error) error {
	for q := (node.Query{Limit: 500}); ; {
		page, err := c.Inbox(ctx, q)
		if err != nil {
			return err
		}
		for _, m := range page {
			if err := fn(m); err != nil {
				return err
			}
			q.After = m.Seq
		}
		if len(page) < q.Limit {
			return nil
		}
	}
}

// Sound holds that all records verify at the party, which knows of no proof against anybody.
func (p *Party) Sound() error {
	out, err := p.Nodes[0].Run("record", "verify", "--json", "--dir", p.Nodes[0].Dir)
	if err != nil {
		return err
	}
	var v node.VerifyView
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		return err
	}
	for _, r := range v.Records {
		if len(r.Proofs) > 0 {
			return fmt.Errorf("%s holds the proof of a %s against %s", p.ID, r.Proofs[0].Kind, r.Party)
		}
	}
	if !v.OK || len(v.Records) < 2 {
		return fmt.Errorf("%s: %s", p.ID, v.Outcome())
	}
	return nil
}
