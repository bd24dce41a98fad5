package node

import (
	"bytes"
	"fmt"
	"slices"

	"parley"
	"parley/internal/store"
)

// Where proceedings stand is a function of the record and the clock. A row says until when it holds, so it is held against
// the fold of the last instant before; one that something came of since it was made, which a list folds anyway, against
// nothing.

// A folder folds proceedings for whoever has a store and no node.
type folder struct {
	n *Node
	r store.Reader
}

func newFolder(party parley.PartyID, r store.Reader) (*folder, error) {
	f := &folder{&Node{cfg: Config{Party: party}}, r}
	return f, f.n.disputes.load(r)
}

// wanted computes what is to stand where was stands; nil where it is to be looked at anyway.
func (f *folder) wanted(t *table, was store.Proceeding) (*proceedingState, error) {
	old := was.Due == 0
	if !old {
		var err error
		if old, err = newCosignedSizes(f.r, t).overtook(&was); err != nil {
			return nil, err
		}
	}
	if old {
		return nil, nil
	}
	f.n.forgetTrackers()
	s, err := f.n.look(f.r, t, was, was.Due-1)
	if err != nil || s.unsure {
		return nil, err
	}
	return s, nil
}

var proceedingColumns = []column[store.Proceeding]{
	{"charter", func(p store.Proceeding) any { return p.Charter }},
	{"seq", func(p store.Proceeding) any { return p.Seq }},
	{"due", func(p store.Proceeding) any { return int64(p.Due) }},
	{"lacks", func(p store.Proceeding) any { return p.Lacks }},
	{"vouched", func(p store.Proceeding) any { return string(p.Vouched) }},
	{"view", func(p store.Proceeding) any { return fmt.Sprintf("%q", p.View) }},
}

// checkProceedings holds the row of every opening against the record, and looks for rows of none.
func (a *audit) checkProceedings() error {
	f, err := newFolder(a.party, a.r)
	if err != nil {
		return err
	}
	for _, t := range a.tables {
		openings := map[parley.Hash]bool{}
		err := eachOpening(a.r, t, func(m store.Message) error {
			openings[m.ID] = true
			if err := a.proceeding(f, t, m); err != nil {
				a.unread(store.LogID{Charter: t.id, Party: m.Author}, "proceeding", fmt.Sprintf("proceeding %s", m.ID), err)
			}
			return a.ctx.Err()
		})
		if err != nil {
			return err
		}
		rows, err := a.r.Proceedings(t.id)
		if ignoreNotFound(err) != nil {
			return err
		}
		for _, p := range rows {
			if !openings[p.ID] {
				a.proceedingDiffers(t, store.Message{ID: p.ID}, "proceeding", "", fmt.Sprintf("proceeding %s is one that the record does not give", p.ID))
			}
		}
	}
	return nil
}

// eachOpening calls fn for the messages that open proceedings under a charter, in the order of storing.
func eachOpening(r store.Reader, t *table, fn func(store.Message) error) error {
	for after := uint64(0); ; {
		ms, err := r.Messages(store.MessageFilter{Charter: t.id, Openings: true, After: after, Limit: messagePiece})
		if err != nil || len(ms) == 0 {
			return ignoreNotFound(err)
		}
		for _, m := range ms {
			if err := fn(m); err != nil {
				return err
			}
		}
		after = ms[len(ms)-1].Seq
	}
}

func (a *audit) proceedingDiffers(t *table, m store.Message, table, column, sentence string) {
	a.differ(store.LogID{Charter: t.id, Party: m.Author}, []DifferenceView{{Table: table, Column: column, Message: m.ID.String(), Party: string(m.Author), Sentence: sentence}})
}

// proceeding holds one row against the record.
func (a *audit) proceeding(f *folder, t *table, m store.Message) error {
	row, err := a.r.Proceeding(m.ID)
	if err != nil {
		if ignoreNotFound(err) == nil {
			a.proceedingDiffers(t, m, "proceeding", "", fmt.Sprintf("proceeding %s is missing", m.ID))
		}
		return ignoreNotFound(err)
	}
	want, name := row, fmt.Sprintf("proceeding %s", m.ID)
	want.Charter, want.Seq = t.id, m.Seq
	s, err := f.wanted(t, want)
	if err != nil {
		return err
	}
	if s != nil {
		want = s.row
	}
	log := store.LogID{Charter: t.id, Party: m.Author}
	a.differ(log, columnsOf(proceedingColumns, "proceeding", name, m.ID.String(), string(m.Author), row, want))
	if s == nil {
		return nil
	}
	keys, err := a.r.ProceedingKeys(m.ID)
	if ignoreNotFound(err) != nil {
		return err
	}
	if !slices.EqualFunc(keys, s.keys, bytes.Equal) {
		a.proceedingDiffers(t, m, "proceeding_key", "key", fmt.Sprintf("proceeding_key: those of proceeding %s are not those that the record gives", m.ID))
	}
	waits, err := a.r.ProceedingWaits(m.ID)
	if ignoreNotFound(err) != nil {
		return err
	}
	if !slices.Equal(waits, s.waits) {
		a.proceedingDiffers(t, m, "proceeding_wait", "until", fmt.Sprintf("proceeding_wait: those of proceeding %s are not those that the record gives", m.ID))
	}
	return nil
}

// listing computes the rows of proceedings. One that something came of since it was made stays as it is, so that officers
// are told what they were not told yet.
func (b *rebuilding) listing() error {
	for _, t := range b.tables {
		err := eachOpening(b.from, t, func(m store.Message) error {
			return b.to.Update(func(tx store.Tx) error { return b.proceeding(tx, t, m) })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *rebuilding) proceeding(tx store.Tx, t *table, m store.Message) error {
	held, err := tx.Message(m.ID)
	if err != nil {
		return err
	}
	was, err := b.from.Proceeding(m.ID)
	if ignoreNotFound(err) != nil {
		return err
	}
	if err != nil {
		was = store.Proceeding{Lacks: true}
	}
	was.ID, was.Charter, was.Seq = m.ID, t.id, held.Seq
	f, err := newFolder(b.party, tx)
	if err != nil {
		return err
	}
	s, err := f.wanted(t, was)
	if err != nil {
		return err
	}
	if s != nil {
		return tx.PutProceeding(s.row, s.keys, s.waits)
	}
	keys, err := b.from.ProceedingKeys(m.ID)
	if ignoreNotFound(err) != nil {
		return err
	}
	waits, err := b.from.ProceedingWaits(m.ID)
	if ignoreNotFound(err) != nil {
		return err
	}
	return tx.PutProceeding(was, keys, waits)
}
