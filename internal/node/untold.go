package node

import (
	"slices"

	"parley"
	"parley/internal/store"
)

// setUntold notes which peers do not know of the last recovery yet.
func (t *table) setUntold(note recoveryNote) {
	untold := map[parley.PartyID]bool{}
	for i, s := range t.seats() {
		if i != t.self && note.Ended != 0 && !slices.Contains(note.Told, s.id) {
			untold[s.id] = true
		}
	}
	t.untoldMu.Lock()
	t.untold, t.recovered = untold, note.Ended != 0
	t.untoldMu.Unlock()
}

// tells reports whether our HELLO to a peer says that our record is recovering: while it is, and once afterwards to a
// peer that had not heard of it.
func (t *table) tells(p *peer) bool {
	if t.recovery.Load() != nil {
		return true
	}
	s := t.seatOf(p)
	t.untoldMu.Lock()
	defer t.untoldMu.Unlock()
	return s != nil && t.untold[s.id]
}

func (t *table) seatOf(p *peer) *seat {
	if ps, ok := p.seatIn(t.id); ok {
		return ps.s
	}
	return nil
}

// told notes that a peer has heard of the last recovery.
func (n *Node) told(p *peer, t *table, party parley.PartyID) {
	t.untoldMu.Lock()
	was := t.untold[party]
	delete(t.untold, party)
	t.untoldMu.Unlock()
	if !was {
		return
	}
	err := n.cfg.Store.Update(func(tx store.Tx) error {
		note, err := readNote(tx, t.own().log)
		if err != nil {
			return err
		}
		note.Told = append(note.Told, party)
		return putNote(tx, t.own().log, note)
	})
	if err != nil {
		n.event(EventStorage, "", "that a peer was told of a recovery could not be stored", "error", err)
	}
	p.box.put(localChanged{})
}
