package node

import (
	"fmt"
	"time"

	"parley"
	"parley/internal/store"
	"parley/record"
)

// journalPause is how long entries of the journal wait at most for a head over them, while the node serves.
const journalPause = 5 * time.Minute

// journalLog is the name under which the mark of the journal is kept.
func journalLog(party parley.PartyID) store.LogID { return store.LogID{Party: party} }

// signJournal signs a head over the journal, when something was entered since the last one, stores it, and then its mark.
// A journal that holds less than was signed gets no head up to there: the log key never signs two that differ.
func (n *Node) signJournal() {
	n.signing.Lock()
	defer n.signing.Unlock()
	if err := n.signBook(); err != nil {
		n.event(EventJournal, "", "no head of the journal could be signed: "+whyUnsigned(err), "error", err)
	}
}

func (n *Node) signBook() error {
	h, signed, ok := n.book().tip()
	if !ok {
		if err := n.cfg.Store.Update(func(tx store.Tx) error { return n.book().load(tx) }); err != nil {
			return err
		}
		h, signed, ok = n.book().tip()
	}
	if !ok || h.Size == signed {
		return nil
	}
	mark, held, err := n.cfg.HighWater.Read(journalLog(n.cfg.Party))
	if err != nil {
		return err
	}
	if held && (mark.Size > h.Size || mark.Size == h.Size && mark.Root != h.Root) {
		return nil // said at the start
	}
	if h.Signature, err = record.SignHead(n.own().keys.Log, record.JournalOrigin(n.cfg.Party), h.Size, h.Root); err != nil {
		return err
	}
	if err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.AddJournalHead(h) }); err != nil {
		return err
	}
	n.book().wasSigned(h.Size)
	return n.cfg.HighWater.Raise(journalLog(n.cfg.Party), Mark{Size: h.Size, Root: h.Root})
}

// openJournal reads the journal's tree, and says and enters it when more was signed than is here. The rest is what
// verifyJournal finds.
func (n *Node) openJournal() error {
	if err := n.cfg.Store.View(n.book().load); err != nil {
		return err
	}
	h, signed, ok := n.book().tip()
	mark, held, err := n.cfg.HighWater.Read(journalLog(n.cfg.Party))
	if err != nil {
		n.event(EventJournal, "", "it cannot be read how much of the journal was signed: "+parley.SentenceOf(err), "error", err)
		return nil
	}
	if most := max(mark.Size, signed); ok && held && most > h.Size {
		missing := fmt.Sprintf("it holds %d entries, and a head over %d was signed", h.Size, most)
		n.event(EventJournal, "", "the journal is shorter than it was: "+missing)
		n.journal(Who{}, "journal-short", fmt.Sprintf("%s, with root %s", missing, mark.Root))
	}
	n.signJournal()
	return nil
}

// keepSigning signs the journal now and then while the node serves.
func (n *Node) keepSigning(srv *server) {
	srv.after(journalPause, func() {
		n.signJournal()
		n.keepSigning(srv)
	})
}

// book returns the tree over the journal.
func (n *Node) book() *book { return &n.ends.book }
