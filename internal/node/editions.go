package node

import (
	"errors"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// maxSeats bounds the parties of all editions together: a HELLO has room for so many records.
const maxSeats = wire.MaxParties

// askEdition asks a peer whose HELLO names a newer edition for the one after those held.
func (n *Node) askEdition(p *peer, ps peerSeat, number uint64) {
	if number <= ps.t.newestEdition().number() {
		return
	}
	ask := &wire.Ask{What: wire.AskEdition, Log: wire.Log{Charter: uint64(n.charterPlace(p, ps.t.id))}, From: ps.t.newestEdition().number() + 1}
	p.box.put(link.Control{Frame: ask, Precedence: parley.Immediate, Session: -1})
}

// learnEdition takes an edition that another party has adopted: the successor of the last one held, signed by the roots
// of all its parties. That it is held puts it in force for nobody: a party adopts it by a leaf in its own record.
func (n *Node) learnEdition(f *wire.EditionFrame) error {
	t := n.table(f.Charter)
	if t == nil {
		return parley.Errorf(parley.CodeBadCharter, "the edition is of no charter of this node")
	}
	n.adopting.Lock()
	defer n.adopting.Unlock()
	id := charter.EditionID(f.Edition)
	if t.editionNamed(id) != nil {
		return parley.Errorf(parley.CodeDuplicate, "the edition is held already")
	}
	c, err := charter.Parse(f.Edition)
	if err != nil {
		return err
	}
	if err := n.mayFollow(t, c, id, f.Edition, f.Signatures); err != nil {
		return err
	}
	if err := n.keepEdition(t, c, id, f.Edition, f.Signatures); err != nil {
		return err
	}
	n.cfg.Log.Info("a new edition", "charter", t.id.String(), "edition", c.Edition)
	n.pagesChanged()
	return nil
}

// mayFollow reports why an edition cannot be the next one of a charter [CHR-15] [CHR-17] [CHR-18].
func (n *Node) mayFollow(t *table, c *charter.Charter, id parley.Hash, text []byte, lines []string) error {
	before := t.editionNumbered(c.Edition - 1)
	if before == nil {
		return parley.Errorf(parley.CodeNotYet, "edition %d cannot be taken before edition %d", c.Edition, c.Edition-1)
	}
	if err := charter.CheckAmendment(t.after(before), before.id, c); err != nil {
		return err
	}
	if err := charter.CheckSignatures(c, text, lines); err != nil {
		return err
	}
	if held := t.editionNumbered(c.Edition); held != nil && held.id != id {
		n.metrics.forks.Inc()
		n.eventUnder(t, EventCharter, "", "there are two successors of one edition, each signed by all its parties; the first that came is kept", "edition", c.Edition, "held", held.id.String(), "other", id.String())
		return secondSuccessor(c.Edition)
	}
	seats := len(t.seats())
	for _, p := range c.Parties {
		if t.place(p.ID) < 0 {
			seats++
		}
	}
	if seats > maxSeats {
		return parley.Errorf(parley.CodeBadCharter, "the parties of all editions together would be %d, more than %d", seats, maxSeats)
	}
	return nil
}

// errSuccessor is the cause where another edition of that number is held.
var errSuccessor = errors.New("two successors of one edition")

func secondSuccessor(number uint64) error {
	return parley.Wrap(errSuccessor, parley.CodeBadCharter, "another edition %d is held already; a root signs one successor of an edition", number)
}

// edition takes an edition that the peer shows. One that cannot be taken shows in the state of the line [LINK-55].
func (l *line) edition(f *wire.EditionFrame) {
	err := l.n.learnEdition(f)
	if err == nil {
		return
	}
	l.n.cfg.Log.Debug("an edition was not taken", "party", string(l.p.name()), "error", err)
	if _, ok := l.p.seatIn(f.Charter); !ok {
		return
	}
	why := "it shows an edition that is not taken: " + parley.SentenceOf(err)
	switch code := parley.CodeOf(err); {
	case errors.Is(err, errSuccessor):
		l.p.noteSuccessor(f.Charter, why)
	case code == parley.CodeBadCharter || code == parley.CodeBadSignature:
		l.p.noteRefused(f.Charter, why)
	}
}

// keepEdition stores an edition and seats the parties that join by it.
func (n *Node) keepEdition(t *table, c *charter.Charter, id parley.Hash, text []byte, lines []string) error {
	row := store.Edition{Charter: t.id, Number: c.Edition, ID: id, Bytes: text, Signatures: lines}
	if err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.AddEdition(row) }); err != nil {
		if errors.Is(err, store.ErrConflict) {
			return secondSuccessor(c.Edition)
		}
		return storageSentence(err, "the edition was not taken")
	}
	return n.seatEdition(t, c, id, text, lines)
}

// seatEdition takes an edition that is stored into use.
func (n *Node) seatEdition(t *table, c *charter.Charter, id parley.Hash, text []byte, lines []string) error {
	if t.editionNamed(id) != nil {
		return nil
	}
	err := n.cfg.Store.View(func(r store.Reader) error { return t.sitDown(r, c) })
	if err != nil {
		return storageSentence(err, "the edition was not taken")
	}
	t.addEdition(&edition{id: id, text: text, lines: lines, charter: c})
	n.meetParties(t)
	n.startLines()
	return nil
}
