package node

import (
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
	if all == nil {
		all = []ProceedingView{}
	}
	return all, err
}

// allProceedings returns where every proceeding under the charters stands, in the order of storing. What is stored holds but
// for those that something came of since, which are folded.
func (n *Node) allProceedings(ts []*table) (all []ProceedingView, err error) {
	now := n.now()
	for _, t := range ts {
		err = n.cfg.Store.View(func(r store.Reader) error {
			rows, err := r.Proceedings(t.id)
			if ignoreNotFound(err) != nil {
				return err
			}
			c := newCosignedSizes(r, t)
			all = slices.Grow(all, len(rows))
			for i := range rows {
				v, ok, err := n.shown(r, c, &rows[i], now)
				if err != nil {
					return err
				}
				if ok {
					all = append(all, v)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// shown returns what a list shows of a row; false where there is nothing to show.
func (n *Node) shown(r store.Reader, c *cosignedSizes, p *store.Proceeding, now parley.Millis) (v ProceedingView, ok bool, err error) {
	old := p.Due <= now && !isKept(p)
	if !old {
		if old, err = c.overtook(p); err != nil {
			return v, false, err
		}
	}
	if !old {
		if v, ok = decodeView(p); ok || len(p.View) == 0 {
			return v, ok, nil
		}
	}
	n.acts.mu.Lock()
	defer n.acts.mu.Unlock()
	s, err := n.look(r, c.t, *p, now)
	if err != nil {
		return v, false, err
	}
	return s.view, !s.none, nil
}

// Proceeding returns the whole story of one proceeding.
func (n *Node) Proceeding(ctx context.Context, id string) (v ProceedingStory, err error) {
	t, of, err := n.findProceeding(id)
	if err != nil {
		return v, err
	}
	n.acts.mu.Lock()
	defer n.acts.mu.Unlock()
	err = n.cfg.Store.View(func(r store.Reader) error {
		k, _, res, err := n.fold(r, t, of, n.now())
		if err == nil {
			v = n.story(k, res)
			err = n.addConditions(r, k, res, &v)
			n.withholdStory(ctx, t, &v)
		}
		return err
	})
	return v, err
}

// ProceedingEdition returns the text of the edition that a proceeding keeps, byte for byte.
func (n *Node) ProceedingEdition(ctx context.Context, id string) (text []byte, err error) {
	t, of, err := n.findProceeding(id)
	if err != nil {
		return nil, err
	}
	err = n.cfg.Store.View(func(r store.Reader) error {
		o, err := n.openingOf(r, t, of)
		if err == nil {
			text = o.text
		}
		return err
	})
	return text, err
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
	for _, v := range all {
		switch {
		case slices.Contains(v.Turn, string(n.cfg.Party)):
			b.OurMove = append(b.OurMove, v)
		case len(v.Turn) > 0:
			b.TheirMove = append(b.TheirMove, v)
		}
	}
	if n.online() {
		b.Lines, err = n.Lines(ctx)
	}
	return b, err
}

// Drafting returns what a new message of a form is held against.
func (n *Node) Drafting(ctx context.Context, charter, name string) (d Drafting, err error) {
	d = Drafting{Earlier: [][]byte{}, References: []string{}}
	t, err := n.tableNamed(charter)
	if err != nil {
		return d, err
	}
	if !n.mayRead(ctx, t) {
		return d, nil
	}
	c := t.charter()
	err = n.cfg.Store.View(func(r store.Reader) error {
		past, err := noticesPast(r, t, c, name)
		for _, m := range past {
			if !m.Own && c.Restricted != nil {
				continue // bodies are for named readers
			}
			d.add(m, form.Of(c, m.Form), m.Form == name)
		}
		return err
	})
	return d, err
}

// add takes in a message in a form: the notices in the form that is drafted, what cancels something, and the references
// of this party.
func (d *Drafting) add(m store.Message, f *form.Form, earlier bool) {
	_, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return
	}
	if earlier || p.Refers.Cancels != nil {
		d.Earlier = append(d.Earlier, m.Envelope)
	}
	if b, err := f.Decode(p.Body); m.Own && err == nil && b.Reference != nil {
		d.References = append(d.References, b.Reference.String())
	}
}
