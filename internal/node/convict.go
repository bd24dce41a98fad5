package node

import (
	"time"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/link"
	"parley/record"
	"parley/wire"
)

// keepProof stores a proof against a volume of a party's record, raises it, and hands it to every peer under the charter.
// A proof that is held already, or one too many, changes nothing. It stops no text.
func (n *Node) keepProof(t *table, log store.LogID, kind record.EvidenceKind, b []byte, from *peer) error {
	e := store.Evidence{Log: log, Hash: parley.Sum(b), Found: n.now(), Bytes: b}
	if !n.disputes.wants(e.Log, e.Hash, kind) {
		return nil
	}
	if kind == record.EvidenceFork && n.outdated(t, t.seat(log.Party).volume(log), b) {
		n.metrics.badHeads.Inc()
		return nil
	}
	if err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.AddEvidence(e) }); err != nil {
		return err
	}
	n.disputes.add(e.Log, dispute{e.Hash, kind, e.Found})
	if log == t.own().log {
		n.interruptRecord(t, whyForked, Mark{})
	}
	n.raiseProof(t, log.Party, kind, e.Hash, from)
	n.touchProceedings(t.id, everyOne)
	n.relayProof(t, e, from)
	n.giveVouched(t, log, n.allPeers()...)
	return nil
}

// raiseProof raises a proof that was found here, or that a peer showed.
func (n *Node) raiseProof(t *table, party parley.PartyID, kind record.EvidenceKind, hash parley.Hash, from *peer) {
	attrs := []any{"proof", hash.String()}
	if from != nil {
		attrs = append(attrs, "shown by", string(from.name()))
	}
	if kind == record.EvidenceDate {
		n.eventUnder(t, EventRecord, party, "the dates of a signed record go back", attrs...)
		return
	}
	n.metrics.forks.Inc()
	n.eventUnder(t, EventFork, party, "two signed heads of one record contradict each other", attrs...)
}

// relayProof hands a proof to every peer under the charter that neither showed it nor was told. One of each kind against a
// record convicts: whoever signs any number of heads does not crowd out, with the proofs of it, those against others.
func (n *Node) relayProof(t *table, e store.Evidence, from *peer) {
	if !n.disputes.first(e.Log, e.Hash) {
		return
	}
	for i, s := range t.seats() {
		if p := n.peerOf(t, s.id); i != t.self && p != nil && p != from {
			p.giveProof(e)
		}
	}
	if from != nil {
		from.relayed.mayTell(from, e.Hash)
	}
}

// giveProof sends a proof, once while this node runs.
func (p *peer) giveProof(e store.Evidence) {
	if p.relayed.mayTell(p, e.Hash) {
		p.box.put(link.Control{Frame: &wire.Fork{Evidence: e.Bytes}, Precedence: parley.Priority, Session: -1})
	}
}

// giveProofs sends a peer the proofs that are held under common charters and that it was not told of.
func (n *Node) giveProofs(p *peer) {
	var all []store.Evidence
	err := n.cfg.Store.View(func(r store.Reader) (err error) { all, err = r.AllEvidence(); return err })
	if err != nil {
		n.cfg.Log.Error("the proofs could not be read", "error", err)
	}
	for _, e := range all {
		if _, ok := p.seatIn(e.Log.Charter); ok && n.disputes.first(e.Log, e.Hash) {
			p.giveProof(e)
			n.giveVouched(n.table(e.Log.Charter), e.Log, p)
		}
	}
}

// A peer may show a few proofs at a time: each takes as long to verify as a charter with all its signatures.
const (
	maxShownProofs = 16
	shownPause     = time.Minute
)

// proof takes a proof that the peer shows, if it did not show too many of late.
func (l *line) proof(b []byte) error {
	p := l.p
	p.mu.Lock()
	if now := time.Now(); now.Sub(p.relayed.proof) > shownPause {
		p.relayed.proof, p.relayed.runs = now, 0
	}
	p.relayed.runs++
	many := p.relayed.runs > maxShownProofs
	p.mu.Unlock()
	if many {
		return nil
	}
	return l.n.takeProof(p, b)
}

// takeProof takes a proof that a peer shows: it must verify against a charter that is common with the peer.
func (n *Node) takeProof(p *peer, b []byte) error {
	hash := parley.Sum(b)
	p.relayed.mayTell(p, hash)
	if n.disputes.has(hash) {
		return nil
	}
	ev, err := record.DecodeEvidence(b)
	if err != nil || ev.Kind != record.EvidenceFork && ev.Kind != record.EvidenceDate {
		return parley.Errorf(parley.CodeBadRecord, "what was shown as a proof is none")
	}
	ps, ok := p.seatIn(charter.EditionID(ev.Editions[0].Text))
	if !ok || ps.t.seat(ev.Logs[0].Party) == nil {
		return parley.Errorf(parley.CodeBadRecord, "the proof is of another charter")
	}
	log := store.LogID{Charter: ps.t.id, Party: ev.Logs[0].Party, Volume: ev.Logs[0].Volume}
	if !n.disputes.wants(log, hash, ev.Kind) {
		return nil
	}
	r, err := record.VerifyEvidence(b, charter.Fingerprint(ps.t.id))
	if err != nil || r.Verdict != record.Verified {
		n.metrics.badHeads.Inc()
		return parley.Errorf(parley.CodeBadRecord, "a proof does not verify")
	}
	return n.keepProof(ps.t, log, ev.Kind, b, p)
}
