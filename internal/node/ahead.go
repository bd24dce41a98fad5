package node

import (
	"sync"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// aheadFacts remembers sent leaves that are proved ahead of the leaves held, so that a FLASH need not wait for a
// backlog. It is bounded; what is forgotten is proved again by the leaves themselves.
type aheadFacts struct {
	mu    sync.Mutex
	facts map[store.LogID]map[parley.Hash]fact
}

const maxAhead = 1024

func (a *aheadFacts) put(log store.LogID, f fact) {
	if f.leaf.Kind != wire.LeafSent {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.facts == nil {
		a.facts = map[store.LogID]map[parley.Hash]fact{}
	}
	if a.facts[log] == nil || len(a.facts[log]) >= maxAhead {
		a.facts[log] = map[parley.Hash]fact{}
	}
	a.facts[log][f.leaf.ID] = f
}

func (a *aheadFacts) sent(log store.LogID, id parley.Hash) *provedLeaf {
	a.mu.Lock()
	defer a.mu.Unlock()
	f, ok := a.facts[log][id]
	if !ok {
		return nil
	}
	return &provedLeaf{f.index, f.leaf.Mark, f.leaf}
}
