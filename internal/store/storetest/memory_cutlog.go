package storetest

import (
	"slices"

	"parley/internal/store"
)

func (t *tx) CutLog(log store.LogID, size, hashes uint64) error {
	t.sizes = t.sizes.with(key(log), min(t.sizeOf(log), size))
	for _, l := range slices.Collect(t.leaves.from(key(log), key(size))) {
		t.leaves = t.leaves.without(key(log, l.Index))
		t.leavesByID = t.leavesByID.without(key(log, l.ID, l.Index))
		t.leavesByMark = t.leavesByMark.without(key(l.Mark, log, l.Index))
	}
	for _, k := range t.hashes.keysFrom(key(log), key(hashes)) {
		t.hashes = t.hashes.without(k)
	}
	for _, h := range slices.Collect(t.heads.from(key(log), key(size+1))) {
		t.heads = t.heads.without(key(log, h.Size, h.Root))
	}
	for _, h := range slices.Collect(t.pending.from(key(log), key(size+1))) {
		t.pending = t.pending.without(key(log, h.Size, h.Root))
	}
	for _, c := range slices.Collect(t.cosignatures.from(key(log), key(size+1))) {
		t.cosignatures = t.cosignatures.without(key(log, c.Size, c.Mirror))
		t.cosigned = t.cosigned.without(key(log, c.Mirror, c.Size))
	}
	return nil
}

func (r *reader) sizeOf(log store.LogID) uint64 {
	n, _ := r.sizes.get(key(log))
	return n
}

// keysFrom returns the keys that have prefix and are not below prefix+start.
func (t table[V]) keysFrom(prefix, start string) (keys []string) {
	t.root.eachKey(prefix, prefix+start, func(k string) { keys = append(keys, k) })
	return keys
}

func (n *node[V]) eachKey(prefix, start string, fn func(string)) {
	if n == nil {
		return
	}
	n.left.eachKey(prefix, start, fn)
	if n.key >= start && len(n.key) >= len(prefix) && n.key[:len(prefix)] == prefix {
		fn(n.key)
	}
	n.right.eachKey(prefix, start, fn)
}
