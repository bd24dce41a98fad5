package node

import (
	"context"
	"slices"

	"parley"
	"parley/internal/store"
	"parley/procedure"
	"parley/record"
)

// Outcome makes the evidence file of a proceeding: its acts, and of each participant's record every leaf from the opening to
// what settles it. Leaves of other messages among them show their kind, their date and a hash.
func (n *Node) Outcome(ctx context.Context, id string, who Who) (b []byte, err error) {
	t, of, err := n.findProceeding(id)
	if err == nil {
		err = n.mustRead(ctx, t)
	}
	if err != nil {
		return nil, err
	}
	n.acts.mu.Lock()
	defer n.acts.mu.Unlock()
	err = n.cfg.Store.View(func(r store.Reader) error {
		k, err := n.trackerOf(r, t, of)
		if err != nil {
			return err
		}
		in, err := n.input(r, k)
		if err != nil {
			return err
		}
		in.Now = n.now()
		needs, err := procedure.Show(in)
		if err != nil {
			return err
		}
		ev, err := n.outcome(r, t, needs)
		if err == nil {
			b = ev.Encode()
		}
		return err
	})
	if err == nil {
		n.journal(who, "evidence", of.String())
	}
	return b, err
}

func (n *Node) outcome(r store.Reader, t *table, needs *procedure.Needs) (*record.Evidence, error) {
	if len(needs.Bodies) == 0 || len(needs.Records) == 0 {
		return nil, parley.Errorf(parley.CodeNotYet, "nothing of the proceeding is settled yet")
	}
	c, err := newEvidenceCase(n, t, r)
	if err != nil {
		return nil, err
	}
	c.course = true
	for _, s := range needs.Records {
		name := record.LogName{Party: s.Party, Volume: uint64(s.Volume)}
		for i := s.From; i < s.To; i++ {
			c.wanted[name] = append(c.wanted[name], i)
		}
	}
	for _, id := range needs.Bodies {
		m, err := r.Message(id)
		if err != nil {
			return nil, err
		}
		c.envelopes = append(c.envelopes, m.Envelope)
	}
	if c.forks, err = n.forksOf(r, t, needs); err != nil {
		return nil, err
	}
	return c.build()
}

// forksOf returns the proofs that records which are shown forked, one of each volume.
func (n *Node) forksOf(r store.Reader, t *table, needs *procedure.Needs) (forks [][]byte, err error) {
	all, err := r.AllEvidence()
	if ignoreNotFound(err) != nil {
		return nil, err
	}
	for _, s := range needs.Records {
		log := store.LogID{Charter: t.id, Party: s.Party, Volume: uint64(s.Volume)}
		i := slices.IndexFunc(all, func(e store.Evidence) bool {
			ev, err := record.DecodeEvidence(e.Bytes)
			return err == nil && e.Log == log && ev.Kind == record.EvidenceFork
		})
		if i >= 0 {
			forks = append(forks, all[i].Bytes)
		}
	}
	return forks, nil
}

// bestVouched returns the smallest size of at least high that most mirrors cosigned, 0 where there is none.
func bestVouched(cs []store.Cosignature, high uint64) (size uint64) {
	mirrors := map[uint64]int{}
	var sizes []uint64
	for _, x := range cs {
		if x.Size >= high {
			mirrors[x.Size]++
			sizes = append(sizes, x.Size)
		}
	}
	slices.Sort(sizes)
	for _, s := range sizes {
		if mirrors[s] > mirrors[size] {
			size = s
		}
	}
	return size
}
