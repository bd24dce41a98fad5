package node

import (
	"parley"
	"parley/internal/store"
	"parley/wire"
)

// A touchingTx notes, in the transaction that writes something, of which proceedings that is: what a list shows of them
// does not hold any more. So a list never shows what the record has overtaken, also after a kill.
//
// A fold reads messages, leaves, cosignatures and proofs of forks. Cosignatures alone are not noted here: see vouchedIn.
type touchingTx struct {
	store.Tx
	touched bool
	noted   touched
}

func (t *touchingTx) touch(ids []parley.Hash, err error) error {
	for i := 0; i < len(ids) && err == nil; i++ {
		t.touched = true
		err = t.TouchProceeding(ids[i])
	}
	return ignoreNotFound(err)
}

// touchKeys touches the proceedings that wait for one of so many keys.
func (t *touchingTx) touchKeys(keys [][]byte) error {
	for len(keys) > 0 {
		n := min(len(keys), store.MaxKeys)
		if err := t.touch(t.KeyedProceedings(keys[:n])); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// touchAll touches those of a charter that a condition selects.
func (t *touchingTx) touchAll(charter parley.Hash, which func(store.Proceeding) bool) error {
	all, err := t.Proceedings(charter)
	var ids []parley.Hash
	for _, p := range all {
		if which(p) {
			ids = append(ids, p.ID)
		}
	}
	return t.touch(ids, err)
}

func everyOne(store.Proceeding) bool { return true }

// notYet selects those of which nothing could be made.
func notYet(p store.Proceeding) bool { return len(p.View) == 0 }

// AddMessage keeps a message: see store.Tx. An opening gets its row.
func (t *touchingTx) AddMessage(m store.Message) (seq uint64, err error) {
	if seq, err = t.Tx.AddMessage(m); err != nil {
		return seq, err
	}
	if m.Proceeding == m.ID && !m.ID.IsZero() {
		t.touched = true
		err = t.PutProceeding(store.Proceeding{ID: m.ID, Charter: m.Charter, Seq: seq}, nil, nil)
	} else if !m.Proceeding.IsZero() {
		err = t.touch([]parley.Hash{m.Proceeding}, nil)
	}
	if err == nil {
		err = t.touchKeys([][]byte{m.ID[:]})
	}
	t.note(m)
	if !sounds(m) {
		t.noted.quiet = append(t.noted.quiet, m.ID)
	}
	return seq, err
}

// note notes a message that may say who will be where.
func (t *touchingTx) note(m store.Message) {
	if m.Envelope = nil; mayPlot(m.Form) {
		t.noted.messages = append(t.noted.messages, m)
	}
}

// SetPlaces enters where a message stands: see store.Tx.
func (t *touchingTx) SetPlaces(id parley.Hash, sentAt, recordedAt int64, refused int16) error {
	t.noted.placed = append(t.noted.placed, id)
	return t.Tx.SetPlaces(id, sentAt, recordedAt, refused)
}

// AppendLeaves appends leaves: see store.Tx. A mark tells of whom they are, or the id that was waited for; and their dates
// show that a deadline has passed there.
func (t *touchingTx) AppendLeaves(log store.LogID, leaves []store.Leaf, hashes []store.HashAt) error {
	if err := t.Tx.AppendLeaves(log, leaves, hashes); err != nil || len(leaves) == 0 {
		return err
	}
	var keys [][]byte
	for i := range leaves {
		if k := wire.LeafKind(leaves[i].Kind); k == wire.LeafSent || k == wire.LeafReceived || k == wire.LeafRefused {
			keys = append(keys, leaves[i].Mark[:], leaves[i].ID[:])
		}
	}
	if err := t.touchKeys(keys); err != nil {
		return err
	}
	last, err := wire.DecodeLeaf(leaves[len(leaves)-1].Bytes)
	if err != nil {
		return err
	}
	return t.touch(t.AwaitingProceedings(log, last.Date))
}

// CutLog removes the end of a log: see store.Tx.
func (t *touchingTx) CutLog(log store.LogID, size, hashes uint64) error {
	if err := t.Tx.CutLog(log, size, hashes); err != nil {
		return err
	}
	return t.touchAll(log.Charter, everyOne)
}

// EraseMessage removes the bytes of a message: see store.Tx. Its proceeding has ended for good, and stays listed as it was.
func (t *touchingTx) EraseMessage(id parley.Hash) error {
	m, err := t.Message(id)
	if err == nil {
		err = t.Tx.EraseMessage(id)
	}
	t.note(m)
	if err != nil || m.Proceeding.IsZero() {
		return err
	}
	if err := t.touch([]parley.Hash{m.Proceeding}, nil); err != nil {
		return err
	}
	p, err := t.Proceeding(m.Proceeding)
	if err != nil {
		return ignoreNotFound(err)
	}
	return t.PutProceeding(keep(p), nil, nil)
}

// AddEvidence keeps a proof: see store.Tx.
func (t *touchingTx) AddEvidence(e store.Evidence) error {
	if err := t.Tx.AddEvidence(e); err != nil {
		return err
	}
	return t.touchAll(e.Log.Charter, everyOne)
}

// AddEdition keeps an edition: see store.Tx. Openings may have waited for it.
func (t *touchingTx) AddEdition(e store.Edition) error {
	if err := t.Tx.AddEdition(e); err != nil {
		return err
	}
	return t.touchAll(e.Charter, notYet)
}

// touchProceedings has those of a charter that a condition selects looked at again: what a fold reads in memory has changed.
func (n *Node) touchProceedings(charter parley.Hash, which func(store.Proceeding) bool) {
	err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.(*touchingTx).touchAll(charter, which) })
	if err != nil {
		n.tryAgain(err, "that proceedings changed could not be stored", func() { n.touchProceedings(charter, which) })
	}
}
