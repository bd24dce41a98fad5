package node

import (
	"context"
	"slices"

	"parley"
	"parley/internal/store"
)

// Heads tells of each record how far it is held and cosigned, and what is held against it.
func (n *Node) Heads(ctx context.Context) ([]HeadsView, error) {
	out := []HeadsView{}
	err := n.cfg.Store.View(func(r store.Reader) error {
		out = out[:0]
		for _, t := range n.tables() {
			v := HeadsView{Charter: t.id.String(), Title: titleOf(t.charter()), Edition: t.charter().Edition, Exercise: t.charter().Exercise, Records: []HeadView{}}
			for _, s := range t.seats() {
				h, err := n.headView(r, t, s)
				if err != nil {
					return err
				}
				v.Records = append(v.Records, h)
			}
			out = append(out, v)
		}
		return nil
	})
	return out, storageSentence(err, "the records cannot be read")
}

func (n *Node) headView(r store.Reader, t *table, s *seat) (v HeadView, err error) {
	v = HeadView{Party: string(s.id), Own: s == t.own(), Origin: t.origin(s.id), Volume: s.log.Volume, Mirrors: []MirrorView{}, Proofs: n.proofsAgainst(t.id, s.id), Leaves: t.leaves(s.id)}
	if v.Entries, err = r.LogSize(s.log); err != nil {
		return v, err
	}
	head, err := r.LastHead(s.log)
	if ignoreNotFound(err) != nil {
		return v, err
	}
	if err == nil {
		root := head.Root.String()
		v.Size, v.Root, v.Seen = head.Size, &root, timeOrNull(head.Seen)
		if v.Dated, err = dateOfEntry(r, s.log, head.Size-1); err != nil {
			return v, err
		}
	}
	if err := v.unsettled(r, s); err != nil {
		return v, err
	}
	for _, mirror := range t.seats() {
		if mirror == s {
			continue
		}
		m, err := mirrorView(r, s.log, mirror.id, v.Entries)
		if err != nil {
			return v, err
		}
		v.Mirrors = append(v.Mirrors, m)
	}
	if v.Own {
		since, is := t.recovering()
		if is {
			v.Recovering = timeOrNull(since)
		}
		return v, nil
	}
	ids, since := n.withheld(t.id, s.id, 0)
	v.Withheld, v.WithheldSince = len(ids), timeOrNull(since)
	return v, nil
}

// unsettled enters the largest head that was shown and whose entries are not all here.
func (v *HeadView) unsettled(r store.Reader, s *seat) error {
	pending, err := r.PendingHeads(s.log)
	if len(pending) > 0 {
		if last := pending[len(pending)-1]; last.Size > v.Entries {
			v.Shown, v.ShownSince = last.Size, timeOrNull(last.Seen)
		}
	}
	return ignoreNotFound(err)
}

func mirrorView(r store.Reader, log store.LogID, mirror parley.PartyID, entries uint64) (m MirrorView, err error) {
	m.Party = string(mirror)
	if m.Size, err = r.LastCosigned(log, mirror); ignoreNotFound(err) != nil {
		return m, err
	}
	if m.Size > 0 {
		cs, err := r.CosignedAtOrAfter(log, m.Size)
		if ignoreNotFound(err) != nil {
			return m, err
		}
		if i := slices.IndexFunc(cs, func(c store.Cosignature) bool { return c.Mirror == mirror }); i >= 0 {
			m.At = timeOrNull(parley.Millis(min(cs[i].Time, uint64(parley.MaxMillis)/1000) * 1000))
		}
	}
	if m.Size < entries {
		m.Since, err = dateOfEntry(r, log, m.Size)
	}
	return m, ignoreNotFound(err)
}

func dateOfEntry(r store.Reader, log store.LogID, index uint64) (*string, error) {
	date, err := lastDate(r, log, index+1)
	return timeOrNull(date), err
}

// proofsAgainst lists the proofs held against any volume of a party's record, in the order in which they were found.
func (n *Node) proofsAgainst(charter parley.Hash, party parley.PartyID) []ProofView {
	n.disputes.mu.Lock()
	defer n.disputes.mu.Unlock()
	var all []dispute
	for log, of := range n.disputes.of {
		if log.Charter == charter && log.Party == party {
			all = append(all, of...)
		}
	}
	slices.SortFunc(all, func(a, b dispute) int { return int(a.since - b.since) })
	out := []ProofView{}
	for _, x := range all {
		out = append(out, ProofView{x.hash.String(), proofKinds[x.kind], x.since.String()})
	}
	return out
}

// ProofNamed returns a proof that is held by its hash.
func (n *Node) ProofNamed(ctx context.Context, hash string, who Who) (b []byte, err error) {
	id, err := parley.ParseHash(hash)
	if err != nil {
		return nil, err
	}
	var against parley.PartyID
	err = n.cfg.Store.View(func(r store.Reader) error {
		all, err := r.AllEvidence()
		for _, e := range all {
			if e.Hash == id {
				b, against = e.Bytes, e.Log.Party
			}
		}
		return err
	})
	if err == nil && b == nil {
		err = parley.Errorf(parley.CodeNotFound, "no proof %s is held here", hash)
	}
	if err != nil {
		return nil, err
	}
	n.journal(who, "evidence", "against "+string(against)+" "+id.String())
	return b, nil
}
