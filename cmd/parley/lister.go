package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/internal/control"
	"parley/internal/node"
)

// jsonFlag adds --json to a verb.
func jsonFlag(cmd *cobra.Command, to *bool) {
	cmd.Flags().BoolVar(to, "json", false, "print JSON")
}

// A lister prints messages, one a line for people or as JSON.
type lister struct {
	out   io.Writer
	own   bool // messages sent, else received
	json  bool
	query node.Query
	list  listing
}

// A listing is one of the two calls that list messages.
type listing func(node.API, context.Context, node.Query) ([]node.MessageView, error)

// listPiece is how many messages are asked for at a time.
const listPiece = 200

// each calls fn for the messages that the query selects, and asks for them in pieces.
func (l *lister) each(ctx context.Context, api node.API, fn func(node.MessageView) error) error {
	q, left := l.query, l.query.Limit
	for {
		q.Limit = listPiece
		if l.query.Limit > 0 {
			q.Limit = min(left, listPiece)
		}
		page, err := l.list(api, ctx, q)
		for i := 0; i < len(page) && err == nil; i++ {
			err = fn(page[i])
		}
		if left -= len(page); err != nil || len(page) < q.Limit || l.query.Limit > 0 && left == 0 {
			return err
		}
		if last := page[len(page)-1].Seq; q.Newest {
			q.Before = last
		} else {
			q.After = last
		}
	}
}

func (l *lister) print(ctx context.Context, api node.API) error {
	if !l.json {
		return l.each(ctx, api, l.line)
	}
	between := "["
	err := l.each(ctx, api, func(m node.MessageView) error {
		_, err := io.WriteString(l.out, between)
		between = ","
		return firstOf(err, printJSON(l.out, m, true))
	})
	if err == nil && between == "[" {
		_, err = io.WriteString(l.out, between)
	}
	if err == nil {
		_, err = io.WriteString(l.out, "]\n")
	}
	return err
}

// line prints one message in one line.
func (l *lister) line(m node.MessageView) error {
	if l.json {
		return printJSON(l.out, m, false)
	}
	_, err := fmt.Fprintln(l.out, summary(m, l.own))
	return err
}

// follow prints what is there, then every change. It begins to listen before it lists, so that what comes meanwhile is
// printed after.
func (l *lister) follow(ctx context.Context, api *control.Client) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	changes, heard, ended := make(chan node.MessageView), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- api.FollowFrom(ctx, l.own, func() { close(heard) }, func(m node.MessageView) error {
			select {
			case changes <- m:
			case <-ctx.Done():
			}
			return nil
		})
	}()
	select {
	case <-heard:
	case err := <-ended:
		return err
	}
	if err := l.each(ctx, api, l.line); err != nil {
		return err
	}
	return l.goOn(changes, ended)
}

// goOn prints changes until listening ends.
func (l *lister) goOn(changes chan node.MessageView, ended chan error) error {
	for {
		select {
		case m := <-changes:
			if !strings.HasPrefix(m.Charter, l.query.Charter) {
				continue
			}
			if err := l.line(m); err != nil {
				return err
			}
		case err := <-ended:
			return err
		}
	}
}

// summary is one message in one line: precedence, date-time group, the other side, id, how far it got, and what it says.
func summary(m node.MessageView, own bool) string {
	other := m.From
	if own {
		other = strings.Join(slices.Concat(m.To, m.Info), ",")
	}
	says := given(m.Subject)
	if says == "" && m.Text != nil {
		says = *m.Text
	}
	s := fmt.Sprintf("%-9s  %s  %-12s  %s  %s  %s", strings.ToUpper(m.Precedence), m.DTG, oneLine(other), short(m.ID), reached(m), cut(oneLine(says), 60))
	if len(m.Marks) > 0 {
		s += "  note: " + oneLine(m.Marks[0])
	}
	if m.Release != nil && len(m.Release.Emergency) > 0 {
		s = "EMERGENCY  " + s
	}
	if m.Exercise {
		s = exerciseWord + "  " + s + "  " + exerciseWord
	}
	return s
}

// reached says how far the message got at each addressee, in one word each.
func reached(m node.MessageView) string {
	var words []string
	for _, party := range slices.Sorted(maps.Keys(m.Receipts)) {
		words = append(words, party+" "+step(m.Receipts[party]))
	}
	return strings.Join(words, ", ")
}

func step(r node.ReceiptView) string {
	switch {
	case r.Refused != nil:
		return "refused"
	case r.Answered != nil:
		return "answered"
	case r.Acknowledged != nil:
		return "acknowledged"
	case r.Recorded != nil:
		return "recorded"
	}
	return "not yet recorded"
}

// cut shortens s to n characters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
