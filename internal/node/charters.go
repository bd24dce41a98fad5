package node

import (
	"context"
	"sort"

	"parley"
	"parley/charter"
	"parley/record"
)

// Charters lists the charters of this node in order of adoption.
func (n *Node) Charters(ctx context.Context) ([]CharterView, error) {
	out := []CharterView{}
	for _, t := range n.tables() {
		out = append(out, n.charterView(t))
	}
	return out, nil
}

func (n *Node) charterView(t *table) CharterView {
	v := CharterView{
		ID: t.id.String(), Edition: t.charter().Edition, Fingerprint: charter.Fingerprint(t.edition().id), Title: titleOf(t.charter()),
		Exercise: t.charter().Exercise, SignedBy: []string{}, Parties: []PartyView{},
	}
	if since, is := t.recovering(); is {
		v.Recovering = timeOrNull(since)
	}
	for _, p := range t.charter().Parties {
		v.SignedBy = append(v.SignedBy, string(p.ID))
		pv := PartyView{ID: string(p.ID), Name: p.Name, Fingerprint: charter.Fingerprint(parley.Sum(p.Root)), Leaves: t.leaves(p.ID), Roots: t.rootWords(p.ID)}
		if s := t.seat(p.ID); s != nil {
			root := t.rootOf(s)
			pv.Fingerprint = charter.Fingerprint(parley.Sum(root[:]))
		}
		if sh := t.seat(p.ID).newest(); sh != nil {
			pv.Log = record.LogVKey(t.origin(p.ID), sh.Log)
			pv.Cosigner = record.CosignerVKey(record.CosignerName(t.id, p.ID), sh.Cosigner)
		}
		v.Parties = append(v.Parties, pv)
	}
	return v
}

// titleOf returns the title in the first authentic language.
func titleOf(c *charter.Charter) string {
	for _, l := range c.Authentic {
		if s := c.Title[l]; s != "" {
			return s
		}
	}
	langs := make([]string, 0, len(c.Title))
	for l := range c.Title {
		langs = append(langs, l)
	}
	sort.Strings(langs)
	if len(langs) == 0 {
		return ""
	}
	return c.Title[langs[0]]
}

// Party returns the party file of this node.
func (n *Node) Party(ctx context.Context) ([]byte, error) { return n.own().file, nil }

// Composer returns what a client needs to build and sign a message under one charter.
func (n *Node) Composer(ctx context.Context, name string) (Composer, error) {
	t, err := n.tableNamed(name)
	if err != nil {
		return Composer{}, err
	}
	page, err := n.pageNow(t)
	if err != nil {
		return Composer{}, err
	}
	c := Composer{
		Charter: t.id, Edition: t.charter().Edition, EditionID: t.edition().id, Roster: page, Party: n.cfg.Party,
		Exercise: t.charter().Exercise, Parties: map[parley.PartyID][]parley.PostID{}, Authentic: t.charter().Authentic, Now: n.now(),
	}
	for _, p := range t.charter().Parties {
		if p.ID == n.cfg.Party {
			c.Posts = p.Posts
			continue
		}
		c.Parties[p.ID] = p.Posts
	}
	return c, nil
}

// Edition returns the text of the edition in force, byte for byte.
func (n *Node) Edition(ctx context.Context, name string) ([]byte, error) {
	t, err := n.tableNamed(name)
	if err != nil {
		return nil, err
	}
	return t.edition().text, nil
}
