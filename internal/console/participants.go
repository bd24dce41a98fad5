package console

import (
	"context"
	"maps"
	"sync"

	"parley/internal/node"
)

// A roll keeps who takes part in proceedings: that never changes, and lists ask for it often.
type roll struct {
	mu   sync.Mutex
	kept map[string][]string
}

// maxRoll bounds how many proceedings a roll keeps.
const maxRoll = 20_000

// participants are the parties that take part in a proceeding, in the charter's order.
func (c *Console) participants(ctx context.Context, x node.ProceedingView) []string {
	c.roll.mu.Lock()
	list, ok := c.roll.kept[x.ID]
	c.roll.mu.Unlock()
	if ok {
		return list
	}
	p := c.payload(ctx, x.ID)
	if p == nil {
		return nil
	}
	for _, id := range p.Participants {
		list = append(list, string(id))
	}
	c.roll.mu.Lock()
	defer c.roll.mu.Unlock()
	if len(c.roll.kept) >= maxRoll {
		for id := range maps.Keys(c.roll.kept) { // any: it is asked for again
			delete(c.roll.kept, id)
			break
		}
	}
	if c.roll.kept == nil {
		c.roll.kept = map[string][]string{}
	}
	c.roll.kept[x.ID] = list
	return list
}
