package table

import (
	"context"

	"parley"
	"parley/internal/node"
	"parley/internal/store"
)

// Held returns how many leaves of a party's record a party holds.
func (t *Table) Held(at, of *Party) (size uint64, err error) {
	err = at.Store.View(func(r store.Reader) error {
		size, err = r.LogSize(store.LogID{Charter: t.Charter, Party: of.ID})
		return err
	})
	return size, err
}

// Counted returns one of the node's counters by its name, 0 for one that it does not have.
func (p *Party) Counted(name string) float64 {
	all, _ := p.Node.Metrics().Gather()
	for _, family := range all {
		if family.GetName() == name {
			return family.GetMetric()[0].GetCounter().GetValue()
		}
	}
	return 0
}

// Submit submits a sealed message and returns its id.
func (p *Party) Submit(ctx context.Context, envelope []byte) (id string, err error) {
	s, err := p.Node.Submit(ctx, envelope, node.Who{User: "bench", Post: string(parley.PostID("duty"))})
	return s.ID, err
}
