package node

import (
	"context"
	"slices"
	"strings"

	"parley"
	"parley/internal/search"
	"parley/internal/store"
)

// The most that one question may ask for.
const (
	maxSearch = 1000 // characters of Query.Search
	maxTerms  = 24   // words in it
	listPiece = 256  // messages that are in memory at a time
)

// states are the words for how far a message got.
var states = map[string]store.MessageState{
	"": store.AnyState, "read": store.StateRead, "unread": store.StateUnread, "recorded": store.StateRecorded, "unrecorded": store.StateUnrecorded,
	"acknowledged": store.StateAcknowledged, "unacknowledged": store.StateUnacknowledged, "refused": store.StateRefused,
}

// plain reports whether a query asks for no more than the order of storing and a charter give.
func (q Query) plain() bool {
	return q.Search == "" && len(q.Precedence) == 0 && q.Form == "" && q.State == "" && q.Post == "" && q.Handling == "" && q.Party == "" &&
		q.From == 0 && q.Until == 0
}

// finding says in words what a query asks for. A charter whose bodies the user may not find has a part in it only where
// nothing is asked of the bodies.
func (n *Node) finding(ctx context.Context, q Query, own bool) (store.Finding, error) {
	f := store.Finding{All: []string{directionWord(own)}, From: q.From, Until: q.Until, After: q.After, Before: q.Before, Newest: q.Newest}
	for facet, value := range map[search.Facet]string{search.Form: q.Form, search.Handling: q.Handling, search.Party: q.Party, search.Post: n.post(q.Post)} {
		if value != "" {
			f.All = append(f.All, facet.Of(value))
		}
	}
	if err := n.terms(&f, q); err != nil {
		return f, err
	}
	if err := n.among(ctx, &f, q); err != nil {
		return f, err
	}
	var ok bool
	if f.State, ok = states[q.State]; !ok {
		return f, parley.Errorf(parley.CodeUsage, "state: there is no state %.40q; the states are read, unread, recorded, unrecorded, acknowledged, unacknowledged, refused", q.State)
	}
	if q.Until != 0 && q.Until <= q.From {
		return f, parley.Errorf(parley.CodeUsage, "until: the end of the time asked for is not after its beginning")
	}
	if q.Until != 0 {
		if days := search.Between(q.From.Time(), q.Until.Time()); len(days) > 0 {
			f.Any = append(f.Any, days)
		}
	}
	return f, nil
}

// post completes a post of this party.
func (n *Node) post(post string) string {
	if post == "" || strings.Contains(post, "/") {
		return post
	}
	return string(n.cfg.Party) + "/" + post
}

// terms adds the words that are searched for: each is the beginning of one in the text.
func (n *Node) terms(f *store.Finding, q Query) error {
	if q.Search == "" {
		return nil
	}
	if len(q.Search) > maxSearch {
		return parley.Errorf(parley.CodeTooLarge, "search: it has more than %d bytes", maxSearch)
	}
	f.Begin = search.Words(q.Search)
	switch {
	case len(f.Begin) == 0:
		return parley.Errorf(parley.CodeUsage, "search: it has no letter and no digit")
	case len(f.Begin) > maxTerms:
		return parley.Errorf(parley.CodeTooLarge, "search: it has more than %d words", maxTerms)
	}
	return nil
}

// among adds the charters and precedences of which each message has one.
func (n *Node) among(ctx context.Context, f *store.Finding, q Query) error {
	var charters, precedences []string
	for _, t := range n.tables() {
		if q.Search == "" || n.mayFind(ctx, t, q.Who) {
			charters = append(charters, charterWord(t.id))
		}
	}
	if q.Charter != "" {
		t, err := n.tableNamed(q.Charter)
		if err != nil {
			return err
		}
		charters = slices.DeleteFunc(charters, func(c string) bool { return c != charterWord(t.id) })
	}
	if len(charters) == 0 { // none that this user may search
		charters = []string{search.Charter.Of("")}
	}
	f.Any = append(f.Any, charters)
	for _, word := range q.Precedence {
		p, err := parley.ParsePrecedence(word)
		if err != nil {
			return err
		}
		precedences = append(precedences, search.Precedence.Of(p.String()))
	}
	if len(precedences) > 0 {
		f.Any = append(f.Any, precedences)
	}
	return nil
}

// mayFind reports whether a user's search may find what stands in the bodies of a charter.
func (n *Node) mayFind(ctx context.Context, t *table, who Who) bool {
	return n.mayRead(ctx, t) && (n.cfg.MayFind == nil || n.cfg.MayFind(t.charter(), who))
}

// pages returns a function that gives the next messages that a query selects, as long as there are any.
func (n *Node) pages(ctx context.Context, q Query, own bool) (func(r store.Reader) ([]store.Message, error), error) {
	if q.plain() && !q.Newest && q.Before == 0 {
		return n.plainPages(q, own)
	}
	f, err := n.finding(ctx, q, own)
	if err != nil {
		return nil, err
	}
	if err := n.wordAll(ctx); err != nil {
		return nil, storageSentence(err, "the messages were not searched")
	}
	f.Limit = listPiece
	if q.Limit > 0 {
		f.Limit = min(listPiece, q.Limit)
	}
	return func(r store.Reader) ([]store.Message, error) {
		ms, err := r.FindMessages(f)
		if len(ms) > 0 && f.Newest {
			f.Before = ms[len(ms)-1].Seq
		} else if len(ms) > 0 {
			f.After = ms[len(ms)-1].Seq
		}
		return ms, err
	}, nil
}

func (n *Node) plainPages(q Query, own bool) (func(r store.Reader) ([]store.Message, error), error) {
	f := store.MessageFilter{Own: &own, After: q.After, Limit: listPiece}
	if q.Charter != "" {
		t, err := n.tableNamed(q.Charter)
		if err != nil {
			return nil, err
		}
		f.Charter = t.id
	}
	return func(r store.Reader) ([]store.Message, error) {
		ms, err := r.Messages(f)
		if len(ms) > 0 {
			f.After = ms[len(ms)-1].Seq
		}
		return ms, err
	}, nil
}
