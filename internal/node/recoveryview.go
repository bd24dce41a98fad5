package node

import (
	"context"
	"slices"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// Recovery tells of each own record whether it goes on.
func (n *Node) Recovery(ctx context.Context) ([]RecoveryView, error) {
	out := []RecoveryView{}
	for _, t := range n.tables() {
		v, err := n.recoveryView(t)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (n *Node) recoveryView(t *table) (v RecoveryView, err error) {
	var note recoveryNote
	v = RecoveryView{Charter: t.id.String(), State: "sound", Peers: []AnswerView{}, Back: []string{}, Wanted: []string{}, Lost: []string{}, Moved: []string{}}
	err = n.cfg.Store.View(func(r store.Reader) error {
		if note, err = readNote(r, t.own().log); err != nil {
			return err
		}
		if v.Entries, err = r.LogSize(t.own().log); err != nil || note.Ended == 0 {
			return err
		}
		return v.whatCameBack(r, t, note)
	})
	if err != nil || note.Since == 0 {
		return v, err
	}
	v.Since, v.Ended, v.Why, v.Shown = timeOrNull(note.Since), timeOrNull(note.Ended), &note.Why, note.Shown
	for _, id := range note.Moved {
		v.Moved = append(v.Moved, id.String())
	}
	if d := note.Decided; d != nil {
		v.Decision = &DecisionView{d.At.String(), d.Who.User, d.Reason}
	}
	v.State = "recovered"
	rec := t.recovery.Load()
	if rec == nil {
		v.Unheard = note.Shown - min(note.Shown, max(note.Had, note.reached()))
		return v, nil
	}
	v.answers(rec)
	return v, nil
}

func (v *RecoveryView) answers(rec *recovery) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	v.State = "recovering"
	if rec.note.Forked {
		v.State = "forked"
	}
	most := rec.note.Had
	for i, s := range rec.t.seats() {
		if i == rec.t.self {
			continue
		}
		a := AnswerView{Party: string(s.id)}
		if said := rec.answers[s.id]; said != nil {
			a.At, a.Entries, a.Answered = timeOrNull(said.at), said.size, said.complete()
			if said.head != nil {
				a.Head = said.head.Size
			}
		}
		most = max(most, a.Head)
		v.Peers = append(v.Peers, a)
	}
	v.Unheard = rec.note.Shown - min(rec.note.Shown, most)
}

// whatCameBack sorts what the entries that were handed back name.
func (v *RecoveryView) whatCameBack(r store.Reader, t *table, note recoveryNote) error {
	rows, err := note.entries(r, t)
	if err != nil {
		return err
	}
	for _, row := range rows {
		switch wire.LeafKind(row.Kind) {
		case wire.LeafSent, wire.LeafReceived, wire.LeafRefused, wire.LeafGotBlob:
		default:
			continue
		}
		list, err := v.listFor(r, t, row)
		if err != nil {
			return err
		}
		if !slices.Contains(note.Here, row.ID) {
			*list = append(*list, row.ID.String())
		}
	}
	return nil
}

func (v *RecoveryView) listFor(r store.Reader, t *table, row store.Leaf) (*[]string, error) {
	if gone, err := givenUp(r, t, row.ID); gone || err != nil {
		return &v.Lost, err
	}
	here, err := bodyHere(r, t, row)
	if here {
		return &v.Back, err
	}
	return &v.Wanted, err
}

// GoOn has a record that is recovering go on by an officer's decision, and returns when it does.
func (n *Node) GoOn(ctx context.Context, d GoingOn) (RecoveryView, error) {
	t, err := n.tableNamed(d.Charter)
	if err != nil {
		return RecoveryView{}, err
	}
	rec := t.recovery.Load()
	if rec == nil {
		return RecoveryView{}, parley.Errorf(parley.CodeNotFound, "the record under charter %s is not recovering", t.id)
	}
	n.advance(rec)
	if err := rec.decide(n, d); err != nil {
		return RecoveryView{}, err
	}
	n.advance(rec)
	select {
	case <-rec.done:
		return n.recoveryView(t)
	case <-n.recorder.done:
		return RecoveryView{}, parley.Errorf(parley.CodeNotRunning, "the node is stopping")
	case <-ctx.Done():
		return RecoveryView{}, ctx.Err()
	}
}

// decide notes a decision, unless going on would certainly fork the record.
func (rec *recovery) decide(n *Node, d GoingOn) error {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if rec.note.Forked {
		return parley.Errorf(parley.CodeBadRecord, "the record was forked and cannot go on; open a new volume: parley volume open")
	}
	var c *chain
	err := n.cfg.Store.View(func(r store.Reader) (err error) { c, err = n.chainTo(r, rec); return err })
	if err != nil {
		return storageSentence(err, "the decision was not taken")
	}
	if c == nil {
		best, by := rec.best()
		return parley.Errorf(parley.CodeNotYet, "%s holds our record up to entry %d, by our own signature, and hands it back; going on without would fork it", by, best.Size)
	}
	rec.decided = &decision{Who: d.Who, Reason: d.Reason, At: n.now()}
	return nil
}

// reached is the size up to which entries were handed back.
func (note recoveryNote) reached() (size uint64) {
	for _, s := range note.Spans {
		size = max(size, s.To)
	}
	return size
}
