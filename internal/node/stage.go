package node

import (
	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// append is stage and commit. It returns nil without an error where no job of the group passed its check.
func (r *recorder) append(group []*job) (*store.Head, error) {
	t, now := group[0].t, r.clock.read()
	if t.recovery.Load() != nil {
		return nil, r.hold(t, now, group)
	}
	var head *store.Head
	err := r.n.cfg.Store.Update(func(tx store.Tx) error {
		head = nil
		a, err := r.stage(tx, t, now, group)
		if err != nil || len(a.leaves) == 0 {
			return err
		}
		head, err = r.write(tx, t, a)
		return err
	})
	if err == nil && head != nil {
		r.clock.wrote(head.Seen)
	}
	return head, err
}

// appended is a group of leaves before its commit.
type appended struct {
	size   uint64 // before
	leaves []store.Leaf
	bytes  [][]byte
}

func (r *recorder) stage(tx store.Tx, t *table, now parley.Millis, group []*job) (a appended, err error) {
	log := t.own().log
	if a.size, err = tx.LogSize(log); err != nil {
		return a, err
	}
	last, err := lastDate(tx, log, a.size)
	if err != nil {
		return a, err
	}
	last = max(last, now)
	for _, j := range group {
		if err := r.admit(tx, &a, j, last); err != nil {
			return a, err
		}
	}
	return a, nil
}

// admit does what one job asks for.
func (r *recorder) admit(tx store.Tx, a *appended, j *job, date parley.Millis) (err error) {
	j.err, j.more = nil, nil
	if j.intake == nil {
		return r.enter(tx, a, j, date)
	}
	more, err := j.intake(tx)
	for _, m := range more {
		if err == nil {
			err = r.enter(tx, a, m, date)
		}
	}
	if err == nil {
		j.more = more
	}
	return err
}

// enter stages the leaf of one job, with the rows that go with it. A job that its check stops has none.
func (r *recorder) enter(tx store.Tx, a *appended, j *job, date parley.Millis) error {
	j.err = nil
	if j.check != nil {
		if j.err = j.check(tx); j.err != nil {
			return nil
		}
	}
	if j.marked != nil {
		mark, err := j.marked(tx, a.leaves)
		if err != nil {
			return err
		}
		j.mark = &mark
	}
	leaf, err := r.leaf(j, date)
	if err != nil {
		return err
	}
	j.at, j.date = a.size+uint64(len(a.leaves)), date
	if err := j.rows(tx); err != nil {
		return err
	}
	b := leaf.Encode()
	a.bytes = append(a.bytes, b)
	a.leaves = append(a.leaves, store.Leaf{Index: j.at, Kind: uint8(leaf.Kind), ID: leaf.ID, Mark: leaf.Mark, Bytes: b})
	return nil
}

func (r *recorder) write(tx store.Tx, t *table, a appended) (*store.Head, error) {
	log := t.own().log
	fresh, err := record.AppendHashes(a.size, a.bytes, hashes(tx, log))
	if err != nil {
		return nil, err
	}
	if err := tx.AppendLeaves(log, a.leaves, hashRows(fresh)); err != nil {
		return nil, err
	}
	size := a.size + uint64(len(a.leaves))
	if size < 2 {
		return nil, nil // no head below size 2 is signed
	}
	root, err := record.RootAfter(a.size, hashes(tx, log), fresh, size)
	if err != nil {
		return nil, err
	}
	key, err := r.n.logSigner(tx, t, a.leaves)
	if err != nil {
		return nil, err
	}
	head := store.Head{Size: size, Root: root, Seen: a.lastDate(), Reconciled: true}
	if remembers(key) {
		return &head, nil // signed behind the commit: see seal
	}
	if head.Signature, err = record.SignHead(key, t.origin(t.own().id), size, root); err != nil {
		return nil, err
	}
	return &head, tx.PutHead(log, head)
}

func (a appended) lastDate() parley.Millis {
	l, _ := wire.DecodeLeaf(a.bytes[len(a.bytes)-1])
	return l.Date
}

func hashRows(fresh []record.StoredHash) []store.HashAt {
	out := make([]store.HashAt, len(fresh))
	for i, h := range fresh {
		out[i] = store.HashAt{Pos: h.Pos, Hash: h.Hash}
	}
	return out
}

// lastDate returns the date of the last leaf of a log of size; for an empty one that of the volume before, or 0.
func lastDate(r store.Reader, log store.LogID, size uint64) (parley.Millis, error) {
	for size == 0 {
		if log.Volume == 0 {
			return 0, nil
		}
		log = before(log)
		var err error
		if size, err = r.LogSize(log); err != nil {
			return 0, err
		}
	}
	leaves, err := r.Leaves(log, size-1, size)
	if err != nil || len(leaves) != 1 {
		return 0, parley.Wrap(err, parley.CodeBadRecord, "the last entry of the record is not in the database")
	}
	l, err := wire.DecodeLeaf(leaves[0].Bytes)
	return l.Date, err
}
