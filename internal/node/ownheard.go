package node

import (
	"crypto/ed25519"
	"slices"
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/record"
	"parley/wire"
)

// What peers say of our own record. A size in a HELLO is only a hint; a head with our own signature is proof, whoever
// hands it back.

// heardOwn takes the sizes that a peer's HELLO says it holds of our records, and asks for the heads behind them.
func (n *Node) heardOwn(p *peer, d link.HelloIn) {
	for _, ps := range p.places() {
		own := ps.t.own().log
		size, ok := d.Sizes[link.LogKey(own)]
		if _, knows := d.Sizes[link.LogKey(volumesUpTo(own)[0])]; !knows || !ok && own.Volume == 0 {
			continue
		}
		rec := ps.t.recovery.Load()
		if rec == nil {
			n.told(p, ps.t, ps.s.id)
			if size > ps.t.shownSize() {
				n.askOwn(p, ps.t, &wire.Ask{What: wire.AskHead})
			}
			continue
		}
		rec.said(ps.s.id, size, n.now())
		if size >= 2 {
			n.askOwn(p, ps.t, &wire.Ask{What: wire.AskHead})
		}
		n.advance(rec)
	}
}

// askOwn asks a peer about our own record.
func (n *Node) askOwn(p *peer, t *table, f *wire.Ask) {
	f.Log = n.wireLog(p, t, t.own())
	p.box.put(link.Control{Frame: f, Precedence: parley.Immediate, Session: -1})
}

func (rec *recovery) said(party parley.PartyID, size uint64, at parley.Millis) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	a := rec.answers[party]
	if a == nil {
		a = &answer{}
		rec.answers[party] = a
	}
	a.at, a.size = at, size
}

// takeOwnHead takes a head of our own record from a peer.
func (n *Node) takeOwnHead(p *peer, t *table, h *wire.Head) error {
	if h.Root == nil || !signedByUs(t, h.Size, *h.Root, h.Signature) {
		return nil
	}
	from, ok := p.seatIn(t.id)
	if !ok {
		return nil
	}
	head := store.Head{Size: h.Size, Root: *h.Root, Signature: h.Signature, Seen: n.now(), Reconciled: true}
	if rec := t.recovery.Load(); rec != nil {
		rec.showed(from.s.id, head)
		n.advance(rec)
		return nil
	}
	return n.unexpectedHead(from.s.id, t, head)
}

func (rec *recovery) showed(party parley.PartyID, head store.Head) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if a := rec.answers[party]; a != nil && (a.head == nil || a.head.Size <= head.Size) {
		a.head = &head
	}
}

// unexpectedHead holds a head that we signed against the record that is gone on with: one that it does not have means
// that this record is an older copy, or another one, and nobody had noticed.
func (n *Node) unexpectedHead(from parley.PartyID, t *table, head store.Head) error {
	has, err := n.hasOwnHead(t, head)
	if err != nil || has {
		return err
	}
	n.interruptRecord(t, string(from)+" holds a later head with our signature than this record has; the directory and the high-water file are older copies", Mark{Size: head.Size, Root: head.Root})
	return nil
}

// hasOwnHead reports whether the own record, as it is stored, has a head.
func (n *Node) hasOwnHead(t *table, head store.Head) (has bool, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		size, err := r.LogSize(t.own().log)
		if err != nil || size < head.Size {
			return err
		}
		root, err := record.Root(head.Size, hashes(r, t.own().log))
		has = root == head.Root
		return err
	})
	return has, err
}

// signedByUs reports whether a log key of one of our sheets signed a head.
func signedByUs(t *table, size uint64, root parley.Hash, sig []byte) bool {
	return size >= 2 && slices.ContainsFunc(t.own().sheets(), func(p page) bool {
		return record.VerifyHead(ed25519.PublicKey(p.Log), t.origin(t.own().id), size, root, sig)
	})
}

// takeOwnLeaves keeps leaves of our own record that a peer hands back, until a head of ours covers them.
func (n *Node) takeOwnLeaves(p *peer, t *table, f *wire.Leaves) error {
	rec, from := t.recovery.Load(), p.name()
	if ps, ok := p.seatIn(t.id); ok {
		from = ps.s.id
	}
	if rec == nil || !rec.keep(from, f) {
		return nil
	}
	n.advance(rec)
	return nil
}

// maxUncovered bounds the leaves that are kept before a head with our signature says that there are so many.
const maxUncovered = 1 << 16

// keep adds leaves to those of their source. The first peer to hand some back becomes the source.
func (rec *recovery) keep(party parley.PartyID, f *wire.Leaves) bool {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if rec.source == "" {
		rec.source, rec.from, rec.back = party, rec.note.Had, nil
	}
	end := rec.from + uint64(len(rec.back))
	if rec.source != party || f.Start > end || f.Start+uint64(len(f.Leaves)) <= end {
		return rec.source == party
	}
	limit := rec.from + maxUncovered
	if a := rec.answers[party]; a != nil && a.head != nil {
		limit = max(limit, a.head.Size)
	}
	fresh := f.Leaves[end-f.Start:]
	if end >= limit {
		return true
	}
	rec.grown = time.Now()
	rec.back = append(rec.back, fresh[:min(uint64(len(fresh)), limit-end)]...)
	return true
}

// recoveryPause is how often the peers are asked again while a record is recovering.
const recoveryPause = 30 * time.Second

// startRecoveries goes on with what was under way when the node stopped.
func (n *Node) startRecoveries(srv *server) {
	n.lookForWanted()
	for _, t := range n.tables() {
		n.askAgain(srv, t)
	}
}

// askAgain asks every peer that is there what it holds of a record that is recovering, until it has recovered.
func (n *Node) askAgain(srv *server, t *table) {
	rec := t.recovery.Load()
	if rec == nil {
		return
	}
	for i, s := range t.seats() {
		if p := n.peerOf(t, s.id); i != t.self && p != nil && p.up() {
			n.askOwn(p, t, &wire.Ask{What: wire.AskHead})
		}
	}
	n.advance(rec)
	srv.after(recoveryPause, func() { n.askAgain(srv, t) })
}
