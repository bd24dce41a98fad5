package node

import "sync"

// A mailbox hands items to one reader without ever blocking a writer. What may stand in it is bounded by its writers:
// a line's window bounds packets, the queue of messages bounds offers.
type mailbox struct {
	mu    *sync.Mutex
	items *[]any
	wake  chan struct{}
}

func newMailbox() mailbox {
	return mailbox{mu: new(sync.Mutex), items: new([]any), wake: make(chan struct{}, 1)}
}

// put adds items and returns how many wait now.
func (b mailbox) put(items ...any) int {
	waiting := b.lay(items...)
	b.rouse()
	return waiting
}

// lay adds items that the reader finds with what is put next, or when it is roused.
func (b mailbox) lay(items ...any) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	*b.items = append(*b.items, items...)
	return len(*b.items)
}

// rouse has the reader look.
func (b mailbox) rouse() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func (b mailbox) take() []any {
	b.mu.Lock()
	defer b.mu.Unlock()
	items := *b.items
	*b.items = nil
	return items
}
