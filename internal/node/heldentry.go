package node

import (
	"parley"
	"parley/internal/store"
	"parley/wire"
)

// hold is append while a record is not gone on with: what must be stored is, without a leaf. What others sent is
// recorded when the record goes on.
func (r *recorder) hold(t *table, now parley.Millis, group []*job) error {
	return r.n.cfg.Store.Update(func(tx store.Tx) error {
		for _, j := range group {
			if err := r.holdOne(tx, t, now, j); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *recorder) holdOne(tx store.Tx, t *table, now parley.Millis, j *job) error {
	j.err, j.more = nil, nil
	if j.intake != nil {
		return r.holdIntake(tx, t, now, j)
	}
	if j.check != nil {
		j.err = j.check(tx)
	}
	if j.err == nil && j.hold == nil {
		j.err = t.cannotEnter(j.kind)
	}
	if j.err != nil {
		return nil
	}
	j.held, j.date = true, now
	if err := j.hold(tx, now); err != nil || j.entry == nil {
		return err
	}
	j.entry.Time = now
	return tx.AddEntry(*j.entry)
}

// holdIntake stores what came over a line.
func (r *recorder) holdIntake(tx store.Tx, t *table, now parley.Millis, j *job) error {
	more, err := j.intake(tx)
	for _, m := range more {
		if err == nil {
			err = r.holdOne(tx, t, now, m)
		}
	}
	if err == nil {
		j.more = more
	}
	return err
}

// cannotEnter says what becomes of a leaf that cannot be entered now: the node itself comes back to some of them.
func (t *table) cannotEnter(kind wire.LeafKind) error {
	switch kind {
	case wire.LeafReceived, wire.LeafRefused, wire.LeafOpened, wire.LeafGotBlob, wire.LeafClock, wire.LeafSheet:
		return errNothing
	}
	return parley.Errorf(parley.CodeNotYet, "the record under charter %s is recovering; see: parley recover", t.id)
}
