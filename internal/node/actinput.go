package node

import (
	"cmp"
	"slices"

	"parley"
	"parley/internal/store"
	"parley/procedure"
	"parley/record"
	"parley/wire"
)

// A heldAct is a message of a proceeding that is held whole.
type heldAct struct {
	body     procedure.Body
	author   parley.PartyID
	recorded bool // so that what was made of it does not change any more
}

// input gathers what is held of a proceeding. What it returns reads from r.
func (n *Node) input(r store.Reader, k *tracker) (procedure.Input, error) {
	in := procedure.Input{Charter: k.o.c, Opening: k.id}
	if err := n.readActs(r, k); err != nil {
		return in, err
	}
	for _, a := range k.acts {
		in.Bodies = append(in.Bodies, a.body)
	}
	slices.SortFunc(in.Bodies, func(a, b procedure.Body) int { return slices.Compare(a.ID[:], b.ID[:]) })
	for p, party := range k.o.ids {
		l := procedure.Log{Party: party}
		for _, v := range k.logs[p] {
			vol, err := n.volumeInput(r, k, v)
			if err != nil {
				return in, err
			}
			l.Volumes = append(l.Volumes, vol)
		}
		in.Logs = append(in.Logs, l)
	}
	return in, nil
}

// readActs reads the messages that name the proceeding, and those that its leaves name.
func (n *Node) readActs(r store.Reader, k *tracker) error {
	if k.acts == nil {
		k.acts = map[parley.Hash]*heldAct{}
	}
	ms, err := r.Messages(store.MessageFilter{Charter: k.t.id, Proceeding: k.id, After: k.seq})
	if ignoreNotFound(err) != nil {
		return err
	}
	for _, m := range ms {
		k.seq = max(k.seq, m.Seq)
		k.acts[m.ID] = &heldAct{author: m.Author}
	}
	for _, logs := range k.logs {
		for _, l := range logs {
			for _, x := range l.leaves {
				if k.acts[x.ID] == nil {
					if m, err := r.Message(x.ID); err == nil && m.Charter == k.t.id {
						k.acts[x.ID] = &heldAct{author: m.Author}
					}
				}
			}
		}
	}
	k.unsure = false
	for id, a := range k.acts {
		if a.recorded {
			continue
		}
		if err := n.readAct(r, k, id, a); err != nil {
			return err
		}
	}
	return nil
}

// readAct makes of one message what the fold takes. One whose signature cannot be checked yet is not there.
func (n *Node) readAct(r store.Reader, k *tracker, id parley.Hash, a *heldAct) error {
	m, err := r.Message(id)
	if err != nil {
		return err
	}
	if erased(m) {
		delete(k.acts, id)
		return nil
	}
	_, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return err
	}
	a.recorded = m.RecordedAt >= 0
	if !a.recorded {
		m.Refused = -1
		if proof := n.provedAct(r, k.t, k, m); proof != nil {
			_, j, err := judgeStored(r, k.t, m, proof)
			switch {
			case err != nil:
				return err
			case j.verdict == notCheckable, j.verdict == dropped:
				delete(k.acts, id)
				k.seq, k.unsure = min(k.seq, m.Seq-1), true
				return nil
			case j.verdict == refused:
				m.Refused = int16(j.code)
			}
		}
	}
	a.body = bodyOf(k.o.c, m, p)
	return nil
}

// volumeInput gathers what is held of one volume of a record.
func (n *Node) volumeInput(r store.Reader, k *tracker, l *trackedLog) (procedure.Volume, error) {
	v := procedure.Volume{Number: int(l.log.Volume), Held: l.read, Leaves: l.leaves}
	unmarked, err := k.unmarked(r, l)
	if err != nil {
		return v, err
	}
	if len(unmarked) > 0 {
		v.Leaves = append(slices.Clone(l.leaves), unmarked...)
		slices.SortFunc(v.Leaves, func(a, b procedure.Leaf) int { return cmp.Compare(a.Index, b.Index) })
	}
	v.First = func(t parley.Millis) (uint64, bool) { return firstDated(r, l.log, l.read, t) }
	for _, mirror := range k.o.ids {
		if mirror == l.log.Party {
			continue
		}
		size, err := r.LastCosigned(l.log, mirror)
		if ignoreNotFound(err) != nil {
			return v, err
		}
		if size > 0 {
			v.Cosigned = append(v.Cosigned, procedure.Cosigned{Mirror: mirror, Size: min(size, l.read)})
		}
	}
	for _, d := range n.disputes.against(l.log) {
		if d.kind == record.EvidenceFork { // the proof says that its two heads have no tree in common, not where they part
			v.Fork = new(uint64)
		}
	}
	return v, nil
}

// unmarked returns the sent leaves of acts whose mark is not one of the proceeding's.
func (k *tracker) unmarked(r store.Reader, l *trackedLog) (out []procedure.Leaf, err error) {
	marked := map[parley.Hash]bool{}
	for _, x := range l.leaves {
		marked[x.ID] = marked[x.ID] || x.Kind == wire.LeafSent
	}
	for id, a := range k.acts {
		if a.author != l.log.Party || marked[id] {
			continue
		}
		row, ok, err := sentLeaf(r, l.log, id)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		x, err := wire.DecodeLeaf(row.Bytes)
		if err != nil {
			return nil, err
		}
		out = append(out, procedure.LeafAt(row.Index, x))
	}
	return out, nil
}

// firstDated returns the place of the first leaf of a log, of which size are held, that is dated t or later. Dates never go
// back.
func firstDated(r store.Reader, log store.LogID, size uint64, t parley.Millis) (uint64, bool) {
	low, high := uint64(0), size
	for low < high {
		at := (low + high) / 2
		rows, err := r.Leaves(log, at, at+1)
		if err != nil || len(rows) != 1 {
			return 0, false
		}
		l, err := wire.DecodeLeaf(rows[0].Bytes)
		if err != nil {
			return 0, false
		}
		if l.Date < t {
			low = at + 1
		} else {
			high = at
		}
	}
	return low, low < size
}
