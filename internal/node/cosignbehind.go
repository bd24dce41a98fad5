package node

import (
	"sync"

	"parley/internal/store"
	"parley/record"
)

// A cosigner key that lives outside this process is asked behind the commit, by one goroutine for each record, for the last
// head that is held then: a transaction never waits for it, and what it does not sign stops nothing else.
type cosigners struct {
	mu      sync.Mutex
	waiting map[*mirror]store.Head // the last head of each, that is to be cosigned
	busy    map[*mirror]bool
}

// put reports whether a goroutine must be started.
func (c *cosigners) put(m *mirror, head store.Head) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiting == nil {
		c.waiting, c.busy = map[*mirror]store.Head{}, map[*mirror]bool{}
	}
	if head.Size >= c.waiting[m].Size {
		c.waiting[m] = head
	}
	start := !c.busy[m]
	c.busy[m] = true
	return start
}

func (c *cosigners) take(m *mirror) (head store.Head, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	head, ok = c.waiting[m]
	delete(c.waiting, m)
	if !ok {
		delete(c.busy, m)
	}
	return head, ok
}

// rest has the next put start a goroutine again.
func (c *cosigners) rest(m *mirror) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.busy, m)
}

// cosignShown sends the cosignature over a head whose leaves are committed, and has it made where it is not.
func (n *Node) cosignShown(m *mirror, head store.Head) {
	if remembers(n.own().keys.Cosigner) {
		n.cosignBehind(m, head)
		return
	}
	n.sendCosignature(m)
}

// cosignBehind has the last head of a mirror cosigned.
func (n *Node) cosignBehind(m *mirror, head store.Head) {
	if srv := n.server(); srv != nil && n.cosigners.put(m, head) {
		srv.after(0, func() { n.cosignWaiting(m) })
	}
}

func (n *Node) cosignWaiting(m *mirror) {
	for {
		head, ok := n.cosigners.take(m)
		if !ok {
			return
		}
		c, err := n.cosignature(m, head)
		if err != nil {
			n.eventUnder(m.t, EventKey, "", "heads of others are not cosigned, since the cosigner key gives no signature: "+whyUnsigned(err), "error", err)
			n.cosigners.rest(m)
			if srv := n.server(); srv != nil {
				srv.after(retryPause, func() { n.cosignBehind(m, head) })
			}
			return
		}
		n.cosigs.put(m.s.log, c)
		n.keepCosignatures()
		n.sendCosignature(m)
		if len(m.t.seats()) > 2 {
			n.relaySoon()
		}
	}
}

// cosignature makes this node's statement, as a mirror that holds every leaf, over a head of a peer's record.
func (n *Node) cosignature(m *mirror, head store.Head) (c store.Cosignature, err error) {
	c = store.Cosignature{Mirror: n.cfg.Party, Size: head.Size, Root: head.Root, Time: uint64(n.now() / 1000)}
	c.Signature, err = record.Cosign(n.own().keys.Cosigner, record.CosignerName(m.t.id, n.cfg.Party), record.CheckpointText(m.t.origin(m.s.id), head.Size, head.Root), c.Time)
	return c, err
}
