package node

import (
	"context"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// MarkRead notes that an officer has read the message. Where the charter has it reported, it is entered as opened, once,
// as soon as the message itself is recorded.
func (n *Node) MarkRead(ctx context.Context, id string, who Who) error {
	if !n.online() {
		return n.notRunning()
	}
	var m store.Message
	err := n.cfg.Store.Update(func(tx store.Tx) (err error) {
		if m, err = n.find(tx, id); err != nil {
			return err
		}
		return tx.SetRead(m.ID, n.now())
	})
	if err != nil {
		return storageSentence(err, "that the message was read could not be noted")
	}
	n.journal(who, "read", m.ID.String())
	if t := n.table(m.Charter); t != nil {
		n.reportOpened(t, m.ID)
	}
	n.watch.changed(m.ID)
	return nil
}

// reportOpened enters that an officer's screen showed a message, if that is so, is to be reported, and is not entered
// yet.
func (n *Node) reportOpened(t *table, id parley.Hash) {
	if !t.charter().ReportOpened {
		return
	}
	var m store.Message
	var proof *provedLeaf
	err := n.cfg.Store.View(func(r store.Reader) (err error) {
		if m, err = r.Message(id); err == nil {
			proof = n.provedSent(r, t, m)
		}
		return err
	})
	if err != nil || proof == nil || m.Own || m.Read == 0 || m.RecordedAt < 0 {
		return
	}
	n.recorder.add(&job{
		t: t, kind: wire.LeafOpened, mark: &proof.Mark, id: id, precedence: parley.Routine, waiting: []parley.PartyID{m.Author},
		check: func(tx store.Tx) error {
			_, _, opened, err := leafEver(tx, t.own().log, id, wire.LeafOpened)
			if opened {
				return errNothing
			}
			return err
		},
		then: func(_ uint64, _ parley.Millis, err error) {
			if err == nil {
				n.watch.changed(id)
			} else if err != errNothing {
				n.tryAgain(err, "that a message was opened could not be entered", func() { n.reportOpened(t, id) })
			}
		},
	})
}
