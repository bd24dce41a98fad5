package storetest

import (
	"bytes"
	"slices"

	"parley"
	"parley/internal/store"
)

func copyLeaf(l store.Leaf) store.Leaf {
	l.Bytes = bytes.Clone(l.Bytes)
	return l
}

func (r *reader) LogSize(log store.LogID) (uint64, error) {
	n, _ := r.sizes.get(key(log))
	return n, nil
}

func (r *reader) Leaves(log store.LogID, from, to uint64) ([]store.Leaf, error) {
	var list []store.Leaf
	for l := range r.leaves.from(key(log), key(from)) {
		if l.Index >= to {
			break
		}
		list = append(list, copyLeaf(l))
	}
	return list, nil
}

func (r *reader) LeavesByID(log store.LogID, id parley.Hash) ([]store.Leaf, error) {
	return copied(r.leavesByID.from(key(log, id), ""), copyLeaf), nil
}

func (r *reader) MarkedLeaves(marks [][8]byte) (out []store.MarkedLeaf, err error) {
	for i, mark := range marks {
		if slices.Contains(marks[:i], mark) {
			continue
		}
		for l := range r.leavesByMark.from(key(mark), "") {
			out = append(out, store.MarkedLeaf{Log: l.Log, Leaf: copyLeaf(l.Leaf)})
		}
	}
	return out, nil
}

func (r *reader) LastCosigned(log store.LogID, mirror parley.PartyID) (uint64, error) {
	size, ok := r.cosigned.lastTo(key(log, mirror), beyond)
	if !ok {
		return 0, store.ErrNotFound
	}
	return size, nil
}

func (r *reader) Hashes(log store.LogID, pos []uint64) ([]parley.Hash, error) {
	list := make([]parley.Hash, len(pos))
	for i, p := range pos {
		h, ok := r.hashes.get(key(log, p))
		if !ok {
			return nil, store.ErrNotFound
		}
		list[i] = h.Hash
	}
	return list, nil
}

func (t *tx) AppendLeaves(log store.LogID, leaves []store.Leaf, hashes []store.HashAt) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(log.Volume); err != nil {
		return err
	}
	t.logs = t.logs.with(key(log), log)
	size, _ := t.sizes.get(key(log))
	for _, l := range leaves {
		if l.Index != size {
			return conflictf("leaf %d is not at the end of the log", l.Index)
		}
		size++
		t.leaves = t.leaves.with(key(log, l.Index), copyLeaf(l))
		if !l.ID.IsZero() {
			t.leavesByID = t.leavesByID.with(key(log, l.ID, l.Index), copyLeaf(l))
		}
		if l.Kind <= 3 {
			t.leavesByMark = t.leavesByMark.with(key(l.Mark, log, l.Index), store.MarkedLeaf{Log: log, Leaf: copyLeaf(l)})
		}
	}
	t.sizes = t.sizes.with(key(log), size)
	for _, h := range hashes {
		if err := store.CheckNumbers(h.Pos); err != nil {
			return err
		}
		if t.hashes.has(key(log, h.Pos)) {
			return conflictf("the hash at position %d is there already", h.Pos)
		}
		t.hashes = t.hashes.with(key(log, h.Pos), h)
	}
	return nil
}

func copyHead(h store.Head) store.Head {
	h.Signature = bytes.Clone(h.Signature)
	return h
}

func (r *reader) LastHead(log store.LogID) (store.Head, error) {
	return r.HeadAtOrBefore(log, store.MaxNumber)
}

func (r *reader) HeadAtOrBefore(log store.LogID, size uint64) (store.Head, error) {
	h, ok := r.heads.lastTo(key(log), key(size)+string(bytes.Repeat([]byte{0xff}, 32)))
	if !ok {
		return store.Head{}, store.ErrNotFound
	}
	return copyHead(h), nil
}

func (r *reader) HeadAtOrAfter(log store.LogID, size uint64) (store.Head, error) {
	for h := range r.heads.from(key(log), key(size)) {
		return copyHead(h), nil
	}
	return store.Head{}, store.ErrNotFound
}

func (r *reader) PendingHeads(log store.LogID) ([]store.Head, error) {
	return copied(r.pending.from(key(log), ""), copyHead), nil
}

func (t *tx) PutHead(log store.LogID, h store.Head) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(h.Size, log.Volume); err != nil {
		return err
	}
	t.logs = t.logs.with(key(log), log)
	k, reconciled := key(log, h.Size, h.Root), h.Reconciled
	if old, ok := t.heads.get(k); ok {
		h = old
	} else if old, ok := t.pending.get(k); ok {
		h = old
	}
	h.Reconciled = reconciled
	t.heads, t.pending = t.heads.without(k), t.pending.without(k)
	if reconciled {
		t.heads = t.heads.with(k, copyHead(h))
	} else {
		t.pending = t.pending.with(k, copyHead(h))
	}
	return nil
}

func copyCosignature(c store.Cosignature) store.Cosignature {
	c.Signature = bytes.Clone(c.Signature)
	return c
}

func (r *reader) Cosignatures(log store.LogID) ([]store.Cosignature, error) {
	return r.CosignedAtOrAfter(log, 0)
}

func (r *reader) CosignedAtOrAfter(log store.LogID, size uint64) ([]store.Cosignature, error) {
	return copied(r.cosignatures.from(key(log), key(size)), copyCosignature), nil
}

func (t *tx) AddCosignature(log store.LogID, c store.Cosignature) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(c.Size, c.Time, log.Volume); err != nil {
		return err
	}
	t.logs = t.logs.with(key(log), log)
	if k := key(log, c.Size, c.Mirror); !t.cosignatures.has(k) {
		t.cosignatures = t.cosignatures.with(k, copyCosignature(c))
		t.cosigned = t.cosigned.with(key(log, c.Mirror, c.Size), c.Size)
	}
	return nil
}
