package main

import (
	"github.com/spf13/cobra"

	"parley"
	"parley/internal/node"
)

// A filter is what the flags of inbox and sent select.
type filter struct {
	query       node.Query
	since, till string
}

func (f *filter) flags(cmd *cobra.Command) {
	fl := cmd.Flags()
	charterFlag(cmd, &f.query.Charter)
	fl.StringVar(&f.query.Search, "search", "", "words of the subject, the text or an attachment's name, or their beginnings")
	fl.StringSliceVar(&f.query.Precedence, "precedence", nil, "routine, priority, immediate or flash; several are separated by commas")
	fl.StringVar(&f.query.Form, "form", "", "form of the message")
	fl.StringVar(&f.query.State, "state", "", "read, unread, recorded, unrecorded, acknowledged, unacknowledged or refused")
	fl.StringVar(&f.query.Post, "post", "", "from or to this post: party/post, or a post of this party")
	fl.StringVar(&f.query.Party, "party", "", "from or to this party")
	fl.StringVar(&f.query.Handling, "handling", "", "handling marking")
	fl.StringVar(&f.since, "since", "", "not written before this date or time, in UTC")
	fl.StringVar(&f.till, "until", "", "written before this date or time, in UTC")
	fl.BoolVar(&f.query.Newest, "newest", false, "the newest first")
	fl.IntVar(&f.query.Limit, "limit", 0, "list at most so many")
}

// read completes the query. Changes that are followed are selected by their charter alone.
func (f *filter) read(cmd *cobra.Command, follow bool) (err error) {
	if f.query.From, err = instant(f.since); err != nil {
		return err
	}
	if f.query.Until, err = instant(f.till); err != nil {
		return err
	}
	if f.query.Limit < 0 {
		return parley.Errorf(parley.CodeUsage, "--limit must not be below 0")
	}
	for _, name := range []string{"search", "precedence", "form", "state", "post", "party", "handling", "since", "until", "newest", "limit"} {
		if follow && cmd.Flags().Changed(name) {
			return parley.Errorf(parley.CodeUsage, "--follow goes on with every message: leave --%s out", name)
		}
	}
	f.query.Who = who("")
	return nil
}
