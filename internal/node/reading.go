package node

import (
	"context"
	"slices"

	"parley"
	"parley/charter"
)

// Reading says for which posts of this party whoever asks reads what stands under a restricted charter [CHR-73].
type Reading struct {
	All   bool                            // the account of the node: it holds the database
	Post  parley.PostID                   // under every charter
	Posts map[parley.Hash][]parley.PostID // by charter
}

type readingKey struct{}

// As returns a context in which one reads so. Without it nobody reads anything of a restricted charter, so that a door that
// says nothing of its users gives nothing away.
func As(ctx context.Context, r Reading) context.Context {
	return context.WithValue(ctx, readingKey{}, r)
}

// ReadingOf returns how one reads in ctx, for who passes a question on to another node of the party.
func ReadingOf(ctx context.Context) Reading {
	r, _ := ctx.Value(readingKey{}).(Reading)
	return r
}

// mayRead reports whether bodies under a charter may be shown to whoever asks.
func (n *Node) mayRead(ctx context.Context, t *table) bool {
	if t == nil || t.charter().Restricted == nil {
		return true
	}
	r := ReadingOf(ctx)
	reads := func(p parley.PostID) bool { return t.charter().Reads(n.cfg.Party, p) }
	return r.All || reads(r.Post) || slices.ContainsFunc(r.Posts[t.id], reads)
}

// mustRead is mayRead for what cannot be given in part.
func (n *Node) mustRead(ctx context.Context, t *table) error {
	if n.mayRead(ctx, t) {
		return nil
	}
	return parley.Errorf(parley.CodePolicy, "the charter is restricted, and you act for none of the posts that read under it")
}

// withhold takes out of a message what whoever asks may not read, and says beside the rest what the charter wants said.
func (n *Node) withhold(ctx context.Context, v *MessageView) {
	id, err := parley.ParseHash(v.Charter)
	t := n.table(id)
	if err != nil || t == nil || t.charter().Restricted == nil {
		return
	}
	v.Caution = textOrNull(cautionIn(t.charter(), v.Lang))
	if n.mayRead(ctx, t) {
		return
	}
	v.Withheld, v.Subject, v.Text, v.Lang, v.Attachments, v.Marks = true, nil, nil, nil, []AttachmentView{}, []string{}
	for party, r := range v.Receipts {
		if r.Refused != nil {
			refused := *r.Refused
			refused.Reason = ""
			r.Refused = &refused
			v.Receipts[party] = r
		}
	}
	v.Release, v.Compared, v.Flags = nil, nil, nil
}

// withholdStory is withhold for a proceeding.
func (n *Node) withholdStory(ctx context.Context, t *table, v *ProceedingStory) {
	if t.charter().Restricted == nil {
		return
	}
	v.Caution = textOrNull(cautionIn(t.charter(), nil))
	if n.mayRead(ctx, t) {
		return
	}
	v.Withheld, v.Questions, v.Found = true, []QuestionView{}, []FoundView{}
	for _, list := range [][]ActView{v.Entries, v.Aside} {
		for i := range list {
			list[i].Text, list[i].Why = nil, ""
		}
	}
}

// cautionIn is the sentence of a restricted charter in a language where it has it, else in English or an authentic one.
func cautionIn(c *charter.Charter, lang *string) string {
	if s := c.Restricted[some(lang)]; s != "" {
		return s
	}
	return c.Restricted[shownIn(c)]
}
