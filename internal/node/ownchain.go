package node

import (
	"crypto/ed25519"
	"maps"
	"slices"
	"time"

	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// A chain is our own record as a head of ours says it is: the first from leaves as they are stored here, then those
// that were handed back.
type chain struct {
	log    store.LogID
	from   uint64
	leaves [][]byte
	fresh  []record.StoredHash
	head   *store.Head // over all of it; nil: no peer holds any
}

func (c *chain) size() uint64 { return c.from + uint64(len(c.leaves)) }

// hashes reads the tree of the chain.
func (c *chain) hashes(r store.Reader) record.HashReader {
	return over(c.fresh, hashes(r, c.log))
}

// advance looks at what is known of the own record now, and takes the next step: asks for leaves, or ends the recovery.
func (n *Node) advance(rec *recovery) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if rec.ending || rec.note.Forked {
		return
	}
	var c *chain
	var x *branching
	err := n.cfg.Store.View(func(r store.Reader) (err error) {
		c, err = n.chainTo(r, rec)
		if err != nil || c == nil {
			return err
		}
		x, err = rec.findBranching(r, c)
		return err
	})
	if err == nil && x != nil {
		err = n.foundOwnFork(rec, x)
	}
	if err != nil {
		n.event(EventStorage, "", "what was handed back of our record could not be used", "error", err)
		return
	}
	if c != nil && x == nil && (rec.allAnswered(n.now()) || rec.decided != nil) {
		rec.ending = true
		n.endRecovery(rec, c)
	}
}

// allAnswered reports whether every peer under the charter that has not left it has shown what it holds.
func (rec *recovery) allAnswered(now parley.Millis) bool {
	for i, s := range rec.t.seats() {
		if i != rec.t.self && rec.t.charter().PartyIndex(s.id) >= 0 && rec.t.left(s.id, now) == nil && !rec.answers[s.id].complete() {
			return false
		}
	}
	return true
}

// best returns the largest head that was handed back, and by whom.
func (rec *recovery) best() (best *store.Head, by parley.PartyID) {
	for _, party := range slices.Sorted(maps.Keys(rec.answers)) {
		a := rec.answers[party]
		if a.head != nil && (best == nil || a.head.Size > best.Size || a.head.Size == best.Size && rec.bad[by] && !rec.bad[party]) {
			best, by = a.head, party
		}
	}
	return best, by
}

// chainTo returns the record up to the largest head that was handed back, or nil while leaves of it are missing; they
// are asked for. Without such a head, and where it is over leaves that are here, that is the record as it is stored.
func (n *Node) chainTo(r store.Reader, rec *recovery) (*chain, error) {
	log := rec.t.own().log
	size, err := r.LogSize(log)
	if err != nil {
		return nil, err
	}
	best, by := rec.best()
	if best == nil {
		return &chain{log: log, from: size}, nil
	}
	if best.Size <= size {
		root, err := record.Root(best.Size, hashes(r, log))
		if err != nil || root == best.Root {
			return &chain{log: log, from: size, head: best}, err
		}
	}
	if rec.source != by {
		rec.source, rec.from, rec.back, rec.step = by, min(size, best.Size-1), nil, 0
		rec.grown = time.Time{}
	}
	if end := rec.from + uint64(len(rec.back)); end < best.Size {
		if time.Since(rec.grown) > askPause {
			n.askOwnLeaves(rec, end)
		}
		return nil, nil
	}
	if n.lacksPage(rec) {
		return nil, nil
	}
	c := &chain{log: log, from: rec.from, leaves: rec.back[:best.Size-rec.from], head: best}
	if ok, err := c.verify(r, rec.t); ok || err != nil {
		return c, err
	}
	n.goBack(rec)
	return nil, nil
}

// goBack asks for leaves from an earlier place: those that are stored here before them are not the ones below the head.
func (n *Node) goBack(rec *recovery) {
	if rec.from == 0 {
		rec.bad[rec.source] = true
		rec.source, rec.back, rec.step = "", nil, 0
		return
	}
	rec.step = max(16, 4*rec.step)
	rec.from, rec.back = rec.from-min(rec.step, rec.from), nil
	n.askOwnLeaves(rec, rec.from)
}

func (n *Node) askOwnLeaves(rec *recovery, from uint64) {
	rec.grown = time.Now()
	if p := n.peerOf(rec.t, rec.source); p != nil {
		n.askOwn(p, rec.t, &wire.Ask{What: wire.AskLeaves, From: from})
	}
}

// verify reports whether the leaves give the head, by the log key of the last sheet below it [REC-9].
func (c *chain) verify(r store.Reader, t *table) (ok bool, err error) {
	if c.fresh, err = record.AppendHashes(c.from, c.leaves, hashes(r, c.log)); err != nil {
		return false, err
	}
	root, err := record.Root(c.size(), c.hashes(r))
	if err != nil || root != c.head.Root {
		return false, err
	}
	key, err := c.key(r, t)
	if err != nil || key == nil || !record.VerifyHead(key, t.origin(t.own().id), c.head.Size, root, c.head.Signature) {
		return false, err
	}
	w, err := walkFrom(r, t, t.own(), c.from)
	return err == nil && w.take(c.leaves) == nil, err
}

// key returns the log key of the last sheet in the chain, or nil.
func (c *chain) key(r store.Reader, t *table) (ed25519.PublicKey, error) {
	for i := len(c.leaves) - 1; i >= 0; i-- {
		if l, err := wire.DecodeLeaf(c.leaves[i]); err == nil && l.Kind == wire.LeafSheet && t.own().actNamed(l.ID) == nil {
			return t.own().logKeyOf(l.ID), nil
		}
	}
	entered, err := enteredSheets(r, t.own())
	return keyBelow(entered, c.from), err
}

// rootAt returns the root of the chain at a size that it has.
func (c *chain) rootAt(r store.Reader, size uint64) (parley.Hash, error) {
	return record.Root(size, c.hashes(r))
}
