package storetest

import (
	"bytes"
	"cmp"
	"iter"
	"slices"

	"parley"
	"parley/internal/store"
)

func (r *reader) MetaNames() ([]string, error) {
	var names []string
	for m := range r.meta.from("", "") {
		names = append(names, m.name)
	}
	return names, nil
}

func (r *reader) AllSheets() ([]store.Sheet, error) {
	return copied(r.sheets.from("", ""), copySheet), nil
}

func (r *reader) AllVolumes() ([]store.Volume, error) {
	return copied(r.volumes.from("", ""), copyVolume), nil
}

func (r *reader) Logs() ([]store.LogID, error) { return copied(r.logs.from("", ""), asIs), nil }

// upTo returns what all yields before the first value that is not below to.
func upTo[V any](all iter.Seq[V], size func(V) uint64, to uint64, copyOf func(V) V) (list []V) {
	for v := range all {
		if size(v) >= to {
			break
		}
		list = append(list, copyOf(v))
	}
	return list
}

func (r *reader) HashesBetween(log store.LogID, from, to uint64) ([]store.HashAt, error) {
	return upTo(r.hashes.from(key(log), key(from)), func(h store.HashAt) uint64 { return h.Pos }, to, asIs), nil
}

func (r *reader) HeadsBetween(log store.LogID, from, to uint64) ([]store.Head, error) {
	size := func(h store.Head) uint64 { return h.Size }
	all := append(upTo(r.heads.from(key(log), key(from)), size, to, copyHead), upTo(r.pending.from(key(log), key(from)), size, to, copyHead)...)
	slices.SortFunc(all, func(a, b store.Head) int {
		return cmp.Or(cmp.Compare(a.Size, b.Size), bytes.Compare(a.Root[:], b.Root[:]))
	})
	return all, nil
}

func (r *reader) CosignaturesBetween(log store.LogID, from, to uint64) ([]store.Cosignature, error) {
	return upTo(r.cosignatures.from(key(log), key(from)), func(c store.Cosignature) uint64 { return c.Size }, to, copyCosignature), nil
}

func (r *reader) LeavesNaming(ids []parley.Hash) (out []store.MarkedLeaf, err error) {
	for log := range r.logs.from("", "") {
		for i, id := range ids {
			if slices.Contains(ids[:i], id) {
				continue
			}
			leaves, err := r.LeavesByID(log, id)
			if err != nil {
				return nil, err
			}
			for _, l := range leaves {
				out = append(out, store.MarkedLeaf{Log: log, Leaf: l})
			}
		}
	}
	return out, nil
}

func (r *reader) DeliveriesOf(messages []parley.Hash) (out []store.Delivery, err error) {
	for i, id := range messages {
		ds, err := r.Deliveries(id)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(messages[:i], id) {
			out = append(out, ds...)
		}
	}
	return out, nil
}

func (r *reader) BriefsOf(messages []parley.Hash) (out []store.Brief, err error) {
	for i, id := range messages {
		if m, err := r.Message(id); err == nil && !slices.Contains(messages[:i], id) {
			out = append(out, store.Brief{ID: m.ID, Charter: m.Charter, Author: m.Author, Size: uint64(len(m.Envelope)), Precedence: m.Precedence,
				Proceeding: m.Proceeding, SentAt: m.SentAt, RecordedAt: m.RecordedAt})
		}
	}
	return out, nil
}

func (r *reader) Bodies(after parley.Hash, limit int) (list []store.Body, err error) {
	for b := range r.bodies.from("", key(after)) {
		if b.ID != after && (limit <= 0 || len(list) < limit) {
			list = append(list, copyBody(b))
		}
	}
	return list, nil
}

// Damage finds none: there is no file.
func (r *reader) Damage() ([]string, error) { return nil, nil }

func (r *reader) StoredFrom(charter parley.Hash, author parley.PartyID) (n uint64, err error) {
	for m := range r.messages.from("", "") {
		if m.Charter == charter && m.Author == author {
			n += uint64(len(m.Envelope))
		}
	}
	for b := range r.bodies.from("", "") {
		if b.Blob && b.Charter == charter && b.Author == author {
			n += b.Size
		}
	}
	return n, nil
}
