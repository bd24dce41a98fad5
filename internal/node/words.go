package node

import (
	"context"
	"slices"
	"time"

	"parley"
	"parley/internal/search"
	"parley/internal/store"
	"parley/wire"
)

// The words by which a message is found are a function of its envelope and, where its form has fields, of the edition
// that it names. They are computed some time after the message was stored, in bounded pieces, and before every search, so
// that nothing waits for them; rows from before there were words get theirs in the same way. While the node serves, it rests
// after each piece for longer than the piece took: after a busy hour the words would otherwise keep the store from what is
// urgent for many seconds.

const (
	wordPiece    = 64                    // messages that get their words in one transaction
	wordRests    = 4                     // how many times as long as a piece took the node rests before the next
	wordRest     = 10 * time.Millisecond // the least rest
	wordDelay    = 47 * time.Second      // from the start to the first look, when lines are up and nothing else is due
	wordInterval = 10 * time.Minute      // between two looks for messages without words
)

// wordsOf computes the words of a message; t is its charter, or nil.
func wordsOf(t *table, party parley.PartyID, m store.Message) []string {
	if len(m.Envelope) == 0 || unlisted(m) {
		return nil
	}
	_, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return nil
	}
	return append(search.Words(wordedText(t, p)), facetsOf(party, m, p)...)
}

// wordedText is what an officer may have read of a message: subject, body, names of attachments.
func wordedText(t *table, p *wire.Payload) string {
	text := p.Subject + "\n"
	body := textOf(p)
	if t != nil {
		if shown := formText(t, p); shown != nil {
			body = shown
		}
	}
	if body != nil {
		text += *body
	}
	for _, b := range p.Blobs {
		text += "\n" + b.Name
	}
	return text
}

// facetsOf are the words for what a message is.
func facetsOf(party parley.PartyID, m store.Message, p *wire.Payload) []string {
	out := append(search.Dates(p.Time.Time()), directionWord(p.From.Party == party), charterWord(m.Charter),
		search.Form.Of(p.Form), search.Handling.Of(p.Handling))
	precedence := p.Precedence
	if p.From.Party != party {
		precedence = p.PrecedenceFor(party)
	}
	out = append(out, search.Precedence.Of(precedence.String()))
	for _, list := range [][]wire.Address{{p.From}, p.Action, p.Info} {
		for _, a := range list {
			out = append(out, search.Party.Of(string(a.Party)), search.Post.Of(a.Parley().String()))
		}
	}
	return out
}

// charterWord names a charter by half of its id: enough to tell those of one node.
func charterWord(id parley.Hash) string { return search.Charter.Of(id.String()[:32]) }

func directionWord(own bool) string {
	if own {
		return search.Direction.Of("own")
	}
	return search.Direction.Of("other")
}

// keepWords gives messages their words now and then while the node serves.
func (n *Node) keepWords(srv *server) {
	srv.after(wordDelay, func() { n.putWords(srv) })
}

func (n *Node) putWords(srv *server) {
	began := time.Now()
	more, err := n.wordSome(srv.ctx)
	if err != nil {
		n.cfg.Log.Warn("the words of messages could not be stored; the next search tries again", "error", err)
	}
	pause := wordInterval
	if more && err == nil {
		pause = max(wordRest, wordRests*time.Since(began))
	}
	srv.after(pause, func() { n.putWords(srv) })
}

// wordAll gives words to all messages that have none yet.
func (n *Node) wordAll(ctx context.Context) error {
	for {
		if more, err := n.wordSome(ctx); err != nil || !more {
			return err
		}
	}
}

// wordSome gives words to one piece of them, when nobody else is at it.
func (n *Node) wordSome(ctx context.Context) (more bool, err error) {
	n.wording.Lock()
	defer n.wording.Unlock()
	return wordSome(ctx, n.cfg.Store, n.cfg.Party, n.table)
}

// wordSome gives words to the first messages of a store after the last one that has some, and says whether there may be more.
func wordSome(ctx context.Context, s store.Store, party parley.PartyID, table func(parley.Hash) *table) (more bool, err error) {
	var ms []store.Message
	err = s.View(func(r store.Reader) (err error) { ms, err = r.WordlessMessages(wordPiece); return err })
	if err != nil || len(ms) == 0 {
		return false, err
	}
	words := make([][]string, len(ms))
	for i, m := range ms {
		words[i] = wordsOf(table(m.Charter), party, m)
	}
	err = s.Update(func(tx store.Tx) (err error) {
		for i := 0; i < len(ms) && err == nil; i++ {
			err = tx.PutWords(ms[i].ID, words[i])
		}
		return err
	})
	if err == nil {
		err = ctx.Err()
	}
	return len(ms) == wordPiece, err
}

// checkWords holds the words of a message against those that its envelope gives. A message that has none yet gets them
// later; one that came before the edition that it names may have them without what its form says.
func (a *audit) checkWords(t *table, m store.Message) error {
	held, err := a.r.WordsOf(m.ID)
	if err != nil {
		return ignoreNotFound(err)
	}
	for _, by := range []*table{t, nil} {
		if sameWords(held, wordsOf(by, a.party, m)) {
			return nil
		}
	}
	a.differ(store.LogID{Charter: m.Charter, Party: m.Author}, []DifferenceView{{Table: "message_words", Column: "words", Message: m.ID.String(),
		Party: string(m.Author), Sentence: "message_words: message " + m.ID.String() + " of " + string(m.Author) + ": its words are not those of its text"}})
	return nil
}

// words takes part in a rebuild: they are computed anew.
func (b *rebuilding) words() error {
	for {
		if more, err := wordSome(b.ctx, b.to, b.party, b.tableOf); err != nil || !more {
			return err
		}
	}
}

// sameWords reports whether held, which is in order, is what words gives.
func sameWords(held, words []string) bool {
	return slices.Equal(held, slices.Compact(slices.Sorted(slices.Values(words))))
}
