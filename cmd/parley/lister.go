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
	out     io.Writer
	own     bool // messages sent, else received
	json    bool
	charter string
	list    listing
}

// A listing is one of the two calls that list messages.
type listing func(node.API, context.Context, node.Query) ([]node.MessageView, error)

func (l *lister) print(ctx context.Context, api node.API) error {
	all, err := l.list(api, ctx, node.Query{Charter: l.charter})
	if err != nil {
		return err
	}
	if l.json {
		if all == nil {
			all = []node.MessageView{}
		}
		return printJSON(l.out, all, true)
	}
	for _, m := range all {
		if err := l.line(m); err != nil {
			return err
		}
	}
	return nil
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
	all, err := l.list(api, ctx, node.Query{Charter: l.charter})
	if err != nil {
		return err
	}
	for _, m := range all {
		if err := l.line(m); err != nil {
			return err
		}
	}
	return l.goOn(changes, ended)
}

// goOn prints changes until listening ends.
func (l *lister) goOn(changes chan node.MessageView, ended chan error) error {
	for {
		select {
		case m := <-changes:
			if !strings.HasPrefix(m.Charter, l.charter) {
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
