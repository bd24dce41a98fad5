package node

import (
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// leafCost bounds what a leaf takes in a frame.
const leafCost = 57

// recordsCost bounds what the leaves that the peer lacks take, the pages that they name not counted.
func (k *packing) recordsCost() (sum int) {
	for _, ps := range k.p.places() {
		if st, ok := ownState(ps.t); ok {
			sum += int(st.Head.Size-min(k.held(ps), st.Head.Size))*leafCost + 4096
		}
	}
	return sum
}

// held returns how much of our record the peer said that it holds.
func (k *packing) held(ps peerSeat) (size uint64) {
	k.n.cfg.Store.View(func(r store.Reader) (err error) { size, err = k.word.held(r, ps); return err })
	return size
}

// records packs what the peer lacks of the own records, in runs each of which ends with a head, and the pages that the
// leaves name.
func (k *packing) records() error {
	for _, ps := range k.p.places() {
		if err := k.volume(ps); err != nil {
			return err
		}
		st, ok := ownState(ps.t)
		if !ok {
			continue
		}
		for from := k.held(ps); from < st.Head.Size; {
			to, err := k.stretch(ps, from, st.Head)
			if err != nil {
				return err
			}
			if to <= from {
				return nil
			}
			from = to
		}
	}
	return nil
}

// volume packs the statements that opened later volumes of our record.
func (k *packing) volume(ps peerSeat) error {
	var rows []store.Volume
	err := k.n.cfg.Store.View(func(r store.Reader) (err error) { rows, err = r.Volumes(ps.t.id); return err })
	for _, v := range rows {
		if v.Log.Party == k.n.cfg.Party && err == nil {
			_, err = k.put(func() []wire.Frame { return []wire.Frame{&wire.VolumeFrame{Charter: ps.t.id, Statement: v.Bytes}} })
		}
	}
	return err
}

// leavesAtOnce is how many leaves one LEAVES holds: with a frontier they fit a frame.
const leavesAtOnce = 200

// stretch packs leaves from a place on, the head that covers them, and the pages that they name. It returns the place after
// them. Where they follow others in the same bundle they need no frontier [COU-6].
func (k *packing) stretch(ps peerSeat, from uint64, newest link.Head) (to uint64, err error) {
	log := ps.t.own().log
	head := newest
	if newest.Size-from > leavesAtOnce {
		if h := k.src.Stop(link.LogKey(log), from, leavesAtOnce); len(h.Signature) > 0 && h.Size-from <= 2*leavesAtOnce {
			head = h
		}
	}
	leaves := k.src.Leaves(link.LogKey(log), from, head.Size)
	if len(leaves) == 0 {
		return from, nil
	}
	done, err := k.put(func() []wire.Frame { return k.leavesFrames(ps, from, leaves, head) })
	if !done {
		k.view.TooLong++
	}
	if !done || err != nil {
		return from, err
	}
	k.reach[log] = head.Size
	k.view.Entries += uint64(len(leaves))
	return head.Size, k.pages(ps, leaves)
}

func (k *packing) leavesFrames(ps peerSeat, from uint64, leaves [][]byte, head link.Head) (out []wire.Frame) {
	log := ps.t.own().log
	name := k.n.wireLog(k.p, ps.t, ps.t.own())
	for at := 0; at < len(leaves); at += leavesAtOnce {
		f := &wire.Leaves{Log: name, Start: from + uint64(at), Leaves: leaves[at:min(len(leaves), at+leavesAtOnce)]}
		if at == 0 && from > 0 && k.reach[log] != from {
			f.Frontier = k.src.Frontier(link.LogKey(log), from)
		}
		out = append(out, f)
	}
	return append(out, &wire.Head{Log: name, Size: head.Size, Signature: head.Signature})
}

// pages packs what leaves of ours name by its hash: sheets, roster acts, editions and statements.
func (k *packing) pages(ps peerSeat, leaves [][]byte) error {
	for _, b := range leaves {
		l, err := wire.DecodeLeaf(b)
		if err != nil {
			return err
		}
		f := pageFrame(ps.t, l)
		if f == nil {
			continue
		}
		done, err := k.put(func() []wire.Frame { return []wire.Frame{f} })
		if err != nil {
			return err
		}
		if !done {
			k.view.TooLong++
		}
	}
	return nil
}

// pageFrame returns the frame with the page that a leaf of the own record names, or nil.
func pageFrame(t *table, l wire.Leaf) wire.Frame {
	ask := &wire.Ask{ID: &l.ID}
	switch l.Kind {
	case wire.LeafSheet:
		if b := t.own().wantedPage(ask); b != nil {
			return &wire.SheetFrame{Sheet: b}
		}
	case wire.LeafAdopted:
		if e := t.editionNamed(l.ID); e != nil && e.charter.Edition > 1 {
			return &wire.EditionFrame{Charter: t.id, Edition: e.text, Signatures: e.lines}
		}
	case wire.LeafStatement:
		if st := t.statementNamed(l.ID); st != nil {
			return t.statementFrame(ask)
		}
	}
	return nil
}
