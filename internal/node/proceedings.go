package node

import (
	"cmp"
	"context"
	"slices"

	"parley"
	"parley/form"
	"parley/internal/store"
	"parley/wire"
)

// Proceedings lists where proceedings stand.
func (n *Node) Proceedings(ctx context.Context, charter string) ([]ProceedingView, error) {
	ts := n.tables()
	if charter != "" {
		t, err := n.tableNamed(charter)
		if err != nil {
			return nil, err
		}
		ts = []*table{t}
	}
	all, err := n.allProceedings(ts)
	out := make([]ProceedingView, 0, len(all))
	for _, s := range all {
		out = append(out, s.view)
	}
	return out, err
}

// allProceedings returns what is known of every proceeding under the charters, in the order of storing.
func (n *Node) allProceedings(ts []*table) (all []*proceedingState, err error) {
	n.acts.mu.Lock()
	defer n.acts.mu.Unlock()
	for _, t := range ts {
		ids, err := n.unknownProceedings(t)
		if err != nil {
			return nil, err
		}
		for id, s := range n.acts.states {
			if s.t == t {
				ids = append(ids, id)
			}
		}
		for _, id := range ids {
			s, err := n.stateOfProceeding(t, id)
			switch parley.CodeOf(err) {
			case parley.CodeNotFound, parley.CodeBadMessage, parley.CodeBadCharter:
				continue
			}
			if err != nil {
				return nil, err
			}
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b *proceedingState) int { return cmp.Compare(a.seq, b.seq) })
	return all, nil
}

// unknownProceedings returns those that were not folded since the start. A node that serves folds each when it comes.
// acts.mu is held.
func (n *Node) unknownProceedings(t *table) (ids []parley.Hash, err error) {
	if n.online() && n.acts.listed[t.id] {
		return nil, nil
	}
	ms, err := n.openings(t.id)
	for _, m := range ms {
		if n.acts.states[m.ID] == nil {
			ids = append(ids, m.ID)
		}
	}
	if n.acts.listed == nil {
		n.acts.listed = map[parley.Hash]bool{}
	}
	n.acts.listed[t.id] = err == nil
	return ids, err
}

// Proceeding returns the whole story of one proceeding.
func (n *Node) Proceeding(ctx context.Context, id string) (v ProceedingStory, err error) {
	t, of, err := n.findProceeding(id)
	if err != nil {
		return v, err
	}
	n.acts.mu.Lock()
	defer n.acts.mu.Unlock()
	k, r, err := n.fold(t, of)
	if err != nil {
		return v, err
	}
	return n.story(k, r), nil
}

// findProceeding finds the proceeding of an act.
func (n *Node) findProceeding(id string) (t *table, of parley.Hash, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		m, err := n.find(r, id)
		if err != nil {
			return err
		}
		if of, t = m.Proceeding, n.table(m.Charter); of.IsZero() || t == nil {
			return parley.Errorf(parley.CodeNotFound, "the message %s belongs to no proceeding", id)
		}
		return nil
	})
	return t, of, err
}

// Board returns whose move it is everywhere.
func (n *Node) Board(ctx context.Context) (b BoardView, err error) {
	b = BoardView{OurMove: []ProceedingView{}, TheirMove: []ProceedingView{}, Lines: []LineView{}}
	all, err := n.allProceedings(n.tables())
	if err != nil {
		return b, err
	}
	for _, s := range all {
		switch {
		case slices.Contains(s.turn, n.cfg.Party):
			b.OurMove = append(b.OurMove, s.view)
		case len(s.turn) > 0:
			b.TheirMove = append(b.TheirMove, s.view)
		}
	}
	if n.online() {
		b.Lines, err = n.Lines(ctx)
	}
	return b, err
}

// lookedThroughOwn is how many messages of a form are looked through for own ones.
const lookedThroughOwn = 4096

// Drafting returns what a new message of a form is held against.
func (n *Node) Drafting(ctx context.Context, charter, name string) (d Drafting, err error) {
	d = Drafting{Earlier: [][]byte{}, References: []string{}}
	t, err := n.tableNamed(charter)
	if err != nil {
		return d, err
	}
	c := t.charter()
	err = n.cfg.Store.View(func(r store.Reader) error {
		for i := range c.Schemas {
			f := c.Schemas[i].Form
			if f != name && c.Schemas[i].Short == "" {
				continue
			}
			ms, err := r.LastMessages(t.id, f, lookedThroughOwn)
			if err != nil {
				return err
			}
			for _, m := range slices.Backward(ms) {
				if m.Own && !erased(m) {
					d.add(m, form.Of(c, f), f == name)
				}
			}
		}
		return nil
	})
	return d, err
}

func (d *Drafting) add(m store.Message, f *form.Form, earlier bool) {
	if earlier {
		d.Earlier = append(d.Earlier, m.Envelope)
	}
	_, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return
	}
	if b, err := f.Decode(p.Body); err == nil && b.Reference != nil {
		d.References = append(d.References, b.Reference.String())
	}
}
