package node

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// watchFacts are what stands in the sheet of a hand-over. They name messages and say nothing of what is in them.
type watchFacts struct {
	party       parley.PartyID
	post        parley.PostID
	now         parley.Millis
	exercise    bool
	ours        []MessageView // theirs that we have not acknowledged, the most urgent first
	theirs      []MessageView // ours that they have not
	more        [2]int        // further ones, of each
	ends        []watchEnd
	drafts      []DraftView
	lines       []LineView
	unreachable bool // the lines do not run: the node does not serve
}

// A watchEnd is a clock that runs out within a day.
type watchEnd struct {
	at   parley.Millis
	what string
}

const (
	watchListed = 50                        // messages of each list
	watchAhead  = parley.Millis(86_400_000) // how far ahead clocks are named
)

func (n *Node) watchFacts(ctx context.Context, post parley.PostID) (f watchFacts, err error) {
	f = watchFacts{party: n.cfg.Party, post: post, now: n.now()}
	ts := n.tables()
	f.exercise = len(ts) > 0
	for _, t := range ts {
		f.exercise = f.exercise && t.charter().Exercise
	}
	if f.ours, f.more[0], err = n.watchOpen(ctx, post, false); err != nil {
		return f, err
	}
	if f.theirs, f.more[1], err = n.watchOpen(ctx, post, true); err != nil {
		return f, err
	}
	if f.ends, err = n.watchEnds(ctx, f.now); err != nil {
		return f, err
	}
	if f.drafts, err = n.Drafts(ctx, false); err != nil {
		return f, err
	}
	f.lines, err = n.Lines(ctx)
	if parley.CodeOf(err) == parley.CodeNotRunning {
		f.unreachable, err = true, nil
	}
	return f, err
}

// watchOpen lists what nobody has acknowledged, from or to a post or the party at large.
func (n *Node) watchOpen(ctx context.Context, post parley.PostID, own bool) (out []MessageView, more int, err error) {
	for p := int(parley.Flash); p >= 0; p-- {
		q := Query{Precedence: []string{parley.Precedence(p).String()}, State: "unacknowledged", Newest: true, Limit: 4 * watchListed}
		list, err := n.list(ctx, q, own)
		if err != nil {
			return nil, 0, err
		}
		for _, m := range list {
			id, _ := parley.ParseHash(m.Charter)
			if t := n.table(id); t == nil || !byOfficer(t.charter(), m.Form) || m.Form == wire.FormAck || !n.concerns(m, post, own) {
				continue
			}
			if len(out) == watchListed {
				more++
				continue
			}
			out = append(out, m)
		}
	}
	return out, more, nil
}

// concerns reports whether a message is from a post, or, where it is not ours, addressed to it or to the party at large.
func (n *Node) concerns(m MessageView, post parley.PostID, own bool) bool {
	named := string(n.cfg.Party) + "/" + string(post)
	if own {
		return m.From == named
	}
	to := slices.Concat(m.To, m.Info)
	return slices.Contains(to, named) || slices.Contains(to, string(n.cfg.Party))
}

// watchEnds lists the clocks that run out within a day: of acknowledgements, and of our moves in proceedings.
func (n *Node) watchEnds(ctx context.Context, now parley.Millis) (out []watchEnd, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		running, err := r.RunningClocks(now+watchAhead, maxRaised)
		for _, c := range running {
			m, err := r.Message(c.Message)
			if err != nil && ignoreNotFound(err) != nil {
				return err
			}
			if err == nil {
				out = append(out, watchEnd{c.Due, clockSentence(c, m)})
			}
		}
		return ignoreNotFound(err)
	})
	if err != nil {
		return nil, err
	}
	all, err := n.Proceedings(ctx, "")
	for _, p := range all {
		if p.Until == nil {
			continue
		}
		whose := "their move"
		if slices.Contains(p.Turn, string(n.cfg.Party)) {
			whose = "our move"
		}
		if at, err := parley.ParseMillis(*p.Until); err == nil && at >= now && at < now+watchAhead {
			out = append(out, watchEnd{at, fmt.Sprintf("%s in the proceeding %.12s, %s", whose, p.ID, p.Procedure)})
		}
	}
	slices.SortStableFunc(out, func(a, b watchEnd) int { return int(a.at - b.at) })
	return out, err
}

func clockSentence(c store.AckClock, m store.Message) string {
	what := fmt.Sprintf("the %s of %s (%.12s)", strings.ToUpper(c.Precedence.String()), m.Time.DTG(), m.ID)
	switch {
	case !c.Own:
		return "we acknowledge " + what + " from " + string(c.Peer)
	case c.Recorded:
		return string(c.Peer) + " acknowledges our " + strings.TrimPrefix(what, "the ")
	}
	return string(c.Peer) + " records our " + strings.TrimPrefix(what, "the ")
}
