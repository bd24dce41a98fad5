package node

import (
	"sync"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/link"
	"parley/record"
	"parley/wire"
)

// A source gives a line's machine the bytes that it sends, from the store.
type source struct {
	n *Node
	p *peer

	mu   sync.Mutex
	id   parley.Hash // message read last
	body []byte
}

// Body returns bytes of a message or attachment of ours, or of one that we hold for others.
func (s *source) Body(id parley.Hash, blob bool, offset uint64, n int) (b []byte) {
	if blob {
		s.n.cfg.Store.View(func(r store.Reader) (err error) {
			body, err := r.Body(id)
			if err != nil || !body.Complete || offset >= body.Size {
				return err
			}
			b, err = r.ReadBody(id, offset, int(min(uint64(n), body.Size-offset)))
			return err
		})
		return b
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if fresh := s.p.fresh.take(id); fresh != nil {
		s.id, s.body = id, fresh
	}
	if s.id != id {
		s.n.cfg.Store.View(func(r store.Reader) error {
			m, err := r.Message(id)
			if err == nil {
				s.id, s.body = id, m.Envelope
			}
			return err
		})
	}
	if s.id != id || offset >= uint64(len(s.body)) {
		return nil
	}
	return s.body[offset:min(uint64(len(s.body)), offset+uint64(n))]
}

// Leaves returns leaves of a record that is held here.
func (s *source) Leaves(log link.LogKey, from, to uint64) (out [][]byte) {
	if out = s.n.ends.between(store.LogID(log), from, to); out != nil {
		return out
	}
	s.n.cfg.Store.View(func(r store.Reader) error {
		rows, err := r.Leaves(store.LogID(log), from, to)
		if err != nil || uint64(len(rows)) != to-from {
			return err
		}
		for _, l := range rows {
			out = append(out, l.Bytes)
		}
		return nil
	})
	return out
}

// Frontier returns the complete subtrees of the tree of size.
func (s *source) Frontier(log link.LogKey, size uint64) (out []parley.Hash) {
	s.n.cfg.Store.View(func(r store.Reader) (err error) {
		out, err = record.Frontier(size, hashes(r, store.LogID(log)))
		return err
	})
	return out
}

// Proof returns a leaf with its inclusion proof.
func (s *source) Proof(log link.LogKey, index, size uint64) (leaf []byte, path []parley.Hash) {
	err := s.n.cfg.Store.View(func(r store.Reader) (err error) {
		rows, err := r.Leaves(store.LogID(log), index, index+1)
		if err != nil || len(rows) != 1 {
			return err
		}
		path, err = record.ProveInclusion(size, index, hashes(r, store.LogID(log)))
		leaf = rows[0].Bytes
		return err
	})
	if err != nil {
		return nil, nil
	}
	return leaf, path
}

// Stop returns a head held above from, at most most leaves above it where there is one.
func (s *source) Stop(log link.LogKey, from, most uint64) (h link.Head) {
	s.n.cfg.Store.View(func(r store.Reader) error {
		head, err := headAbove(r, store.LogID(log), from, most)
		h = link.Head{Size: head.Size, Signature: head.Signature, Root: head.Root}
		return err
	})
	return h
}

// headAbove returns the largest head above from and at most most leaves above it, else the smallest one above.
func headAbove(r store.Reader, log store.LogID, from, most uint64) (store.Head, error) {
	h, err := r.HeadAtOrBefore(log, from+most)
	if ignoreNotFound(err) != nil || err == nil && h.Size > from {
		return h, err
	}
	return r.HeadAtOrAfter(log, from+1)
}

// helloCharters is what our HELLO says to a peer: only of the charters that it shares.
func (n *Node) helloCharters(p *peer) []link.Charter {
	var out []link.Charter
	for _, ps := range p.places() {
		t := ps.t
		c := link.Charter{Recovering: t.tells(p), ID: t.id, Edition: t.edition().number(), Short: [8]byte(t.edition().id[:8])}
		c.Named, c.Dictionary = dictionaryOf(t.edition().charter.Dictionary)
		for _, s := range t.seats() {
			short := wire.Short{}
			if all := s.sheets(); len(all) > 0 {
				last := all[len(all)-1]
				h := charter.SheetHash(last.bytes)
				short = wire.Short{Number: last.Number, Hash: [8]byte(h[:8])}
			}
			c.Parties = append(c.Parties, s.id)
			c.Sheets = append(c.Sheets, short)
			c.Sizes = append(c.Sizes, n.helloSize(t, store.LogID{Charter: t.id, Party: s.id}, c.Recovering))
		}
		c.Volumes = n.helloVolumes(t, c.Recovering)
		out = append(out, c)
	}
	return out
}

// helloSize returns how many leaves of a volume are held here; of the own one that is open now, only what may be shown,
// unless it is recovering.
func (n *Node) helloSize(t *table, log store.LogID, recovering bool) uint64 {
	if log == t.own().log && !recovering {
		return t.shownSize()
	}
	return n.sizeOrNone(log)
}

// helloVolumes names the later volumes whose statements are held, in the order in which they came.
func (n *Node) helloVolumes(t *table, recovering bool) (out []link.Volume) {
	err := n.cfg.Store.View(func(r store.Reader) error {
		rows, err := r.Volumes(t.id)
		for _, v := range rows {
			out = append(out, link.Volume{Party: v.Log.Party, Number: v.Log.Volume})
		}
		return err
	})
	if err != nil {
		n.cfg.Log.Error("the volumes of a charter could not be read", "error", err)
	}
	for i, v := range out {
		out[i].Size = n.helloSize(t, store.LogID{Charter: t.id, Party: v.Party, Volume: v.Number}, recovering)
	}
	return out
}

// partials names the peer's bodies that are here in part, and those that are here whole and not taken over yet.
func (n *Node) partials(p *peer) (out []link.Partial) {
	n.cfg.Store.View(func(r store.Reader) error {
		bodies, err := r.OpenBodies()
		if err != nil {
			return err
		}
		for _, b := range bodies {
			ps, ok := p.seatIn(b.Charter)
			if !ok || ps.s.id != b.Author {
				continue
			}
			part := link.Partial{ID: b.ID, Blob: b.Blob, Log: link.LogKey{Charter: b.Charter, Party: b.Author}, Size: b.Size, Precedence: b.Precedence}
			for _, x := range b.Ranges {
				part.Ranges = append(part.Ranges, wire.Range{From: x.From, To: x.To})
			}
			out = append(out, part)
		}
		return nil
	})
	return out
}

func (n *Node) sizeOrNone(log store.LogID) uint64 {
	size, err := n.size(log)
	if err != nil {
		n.cfg.Log.Error("a record could not be read", "party", string(log.Party), "error", err)
	}
	return size
}

// ownState is what a line's machine learns of the own record: no more than what may be shown.
func ownState(t *table) (st link.LogState, ok bool) {
	h := t.shown.Load()
	if h == nil {
		return st, false
	}
	return stateOf(t.own().log, h.Size, *h), true
}

// stateOf is what a line's machine learns of a record with its last head.
func stateOf(log store.LogID, size uint64, h store.Head) link.LogState {
	return link.LogState{Log: link.LogKey(log), Size: size, Head: link.Head{Size: h.Size, Signature: h.Signature, Root: h.Root}}
}

// logState is what a line's machine learns of a record of another party.
func (n *Node) logState(log store.LogID) (st link.LogState, ok bool) {
	err := n.cfg.Store.View(func(r store.Reader) error {
		size, err := r.LogSize(log)
		if err != nil {
			return err
		}
		h, err := r.LastHead(log)
		if err != nil {
			return ignoreNotFound(err)
		}
		st, ok = stateOf(log, size, h), true
		return nil
	})
	if err != nil {
		n.cfg.Log.Error("a record could not be read", "party", string(log.Party), "error", err)
	}
	return st, ok
}
