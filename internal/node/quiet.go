package node

import (
	"sync"

	"parley"
	"parley/internal/store"
)

// maxQuiet bounds the messages that are remembered as quiet.
const maxQuiet = 4096

// quiet remembers messages that were stored lately and can never sound: our own, and those that are no FLASH. Each message changes
// several times, and who keeps the alarms need not ask the store about them.
type quiet struct {
	mu    sync.Mutex
	held  map[parley.Hash]bool
	order []parley.Hash // as they came
}

// sounds reports whether a message is one that an officer of ours has to acknowledge, by what never changes of it.
func sounds(m store.Message) bool { return !m.Own && m.Precedence == parley.Flash }

// note takes messages that were stored.
func (q *quiet) note(ids []parley.Hash) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.held == nil {
		q.held = map[parley.Hash]bool{}
	}
	for _, id := range ids {
		if !q.held[id] {
			q.held[id] = true
			q.order = append(q.order, id)
		}
	}
	for len(q.order) > maxQuiet {
		delete(q.held, q.order[0])
		q.order = q.order[1:]
	}
}

func (q *quiet) has(id parley.Hash) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.held[id]
}
