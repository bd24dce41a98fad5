package node

import (
	"sync"

	"parley"
	"parley/internal/store"
	"parley/record"
)

// disputes are the proofs held against records, by record: that a party signed two heads which no one tree has, or
// leaves whose dates go back. A record against which there is proof is not extended any more until its party opens a new
// volume; texts go on.
type disputes struct {
	mu    sync.Mutex
	of    map[store.LogID][]dispute
	tried map[triedHead]bool // heads that a proof was made of
}

// A triedHead is a signed head that contradicts the leaves held.
type triedHead struct {
	log  store.LogID
	size uint64
	root parley.Hash
}

type dispute struct {
	hash  parley.Hash
	kind  record.EvidenceKind
	since parley.Millis
}

// maxProofs bounds the proofs of one kind that are kept against one record: a forker may sign any number of heads.
const maxProofs = 8

// load takes over the proofs that the store holds.
func (d *disputes) load(r store.Reader) error {
	all, err := r.AllEvidence()
	if err != nil {
		return ignoreNotFound(err)
	}
	for _, e := range all {
		if ev, err := record.DecodeEvidence(e.Bytes); err == nil {
			d.add(e.Log, dispute{e.Hash, ev.Kind, e.Found})
		}
	}
	return nil
}

// add takes over a proof that is stored.
func (d *disputes) add(log store.LogID, x dispute) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.of == nil {
		d.of = map[store.LogID][]dispute{}
	}
	for _, held := range d.of[log] {
		if held.hash == x.hash {
			return
		}
	}
	d.of[log] = append(d.of[log], x)
}

// wants reports whether a proof is one that is not held, and not one too many.
func (d *disputes) wants(log store.LogID, hash parley.Hash, kind record.EvidenceKind) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	same := 0
	for _, x := range d.of[log] {
		if x.hash == hash {
			return false
		}
		if x.kind == kind {
			same++
		}
	}
	return same < maxProofs
}

// fresh reports whether a head that contradicts the leaves held is worth a proof: it was not tried before, and is not one
// too many. A proof takes as long as verifying the charter, and the peer may show any number of such heads.
func (d *disputes) fresh(h triedHead) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	same := 0
	for _, x := range d.of[h.log] {
		if x.kind == record.EvidenceFork {
			same++
		}
	}
	return same < maxProofs && !d.tried[h]
}

// try notes that a proof was made of a head. There are as many per record as proofs, and those that came to nothing.
func (d *disputes) try(h triedHead) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.tried == nil || len(d.tried) >= maxTried {
		d.tried = map[triedHead]bool{}
	}
	d.tried[h] = true
}

// maxTried bounds the heads that are remembered.
const maxTried = 1024

// first reports whether a proof is the first of its kind that is held against a record.
func (d *disputes) first(log store.LogID, hash parley.Hash) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	seen := map[record.EvidenceKind]bool{}
	for _, x := range d.of[log] {
		if x.hash == hash {
			return !seen[x.kind]
		}
		seen[x.kind] = true
	}
	return false
}

// against returns the proofs held against a record, in the order in which they were found.
func (d *disputes) against(log store.LogID) []dispute {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]dispute(nil), d.of[log]...)
}

// has reports whether a proof is held.
func (d *disputes) has(hash parley.Hash) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, of := range d.of {
		for _, x := range of {
			if x.hash == hash {
				return true
			}
		}
	}
	return false
}

// frozen reports whether a record of another party is not extended any more.
func (n *Node) frozen(log store.LogID) bool {
	return log.Party != n.cfg.Party && len(n.disputes.against(log)) > 0
}

// disputed returns the hashes of the proofs held against a party's record under a charter, and when the first of them was
// found; none for a record that nobody disputes.
func (n *Node) disputed(charter parley.Hash, party parley.PartyID) (proofs []parley.Hash, since parley.Millis) {
	log := store.LogID{Charter: charter, Party: party}
	if t := n.table(charter); t != nil && t.seat(party) != nil {
		log = t.seat(party).log // a new volume has a clean start
	}
	for _, x := range n.disputes.against(log) {
		proofs = append(proofs, x.hash)
		if since == 0 || x.since < since {
			since = x.since
		}
	}
	return proofs, since
}
