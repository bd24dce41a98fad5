package node

import (
	"context"
	"io"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// Attachment returns the bytes of an attachment that is held whole.
func (n *Node) Attachment(ctx context.Context, blob string) (io.ReadCloser, error) {
	id, err := parley.ParseHash(blob)
	if err != nil {
		return nil, err
	}
	var b store.Body
	if err := n.cfg.Store.View(func(r store.Reader) (err error) { b, err = r.Body(id); return err }); err != nil {
		return nil, parley.Wrap(err, parley.CodeNotFound, "no attachment %s is held here", blob)
	}
	if !b.Complete {
		return nil, parley.Errorf(parley.CodeNotYet, "the attachment is not all here yet")
	}
	in, out := io.Pipe()
	go func() {
		out.CloseWithError(n.readBlob(id, func(piece []byte) error { _, err := out.Write(piece); return err }))
	}()
	return in, nil
}

// MarkRead notes that an officer has read the message. Where the charter has it reported, it is entered as opened.
func (n *Node) MarkRead(ctx context.Context, id string, who Who) error {
	if !n.online() {
		return n.notRunning()
	}
	var m store.Message
	first := false
	err := n.cfg.Store.Update(func(tx store.Tx) (err error) {
		if m, err = n.find(tx, id); err != nil {
			return err
		}
		first = m.Read == 0
		return tx.SetRead(m.ID, n.now())
	})
	if err != nil {
		return err
	}
	n.journal(who, "read", m.ID.String())
	if t := n.table(m.Charter); first && !m.Own && t != nil && t.charter.ReportOpened && m.RecordedAt >= 0 {
		n.recordOpened(t, m)
	}
	n.watch.changed(m.ID)
	return nil
}

func (n *Node) recordOpened(t *table, m store.Message) {
	proof := n.provedSent(t, m.ID)
	if proof == nil {
		return
	}
	n.recorder.add(&job{t: t, kind: wire.LeafOpened, mark: &proof.Mark, id: m.ID, precedence: parley.Routine, waiting: []parley.PartyID{m.Author}})
}
