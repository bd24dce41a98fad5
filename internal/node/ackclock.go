package node

import (
	"time"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// within returns how long after a message of that precedence was sent it is to be recorded, and after it was recorded an
// officer is to acknowledge it; 0 where the charter sets no time.
func within(c *charter.Charter, p parley.Precedence) parley.Millis {
	minutes := [parley.NumPrecedences]int{c.Clocks.Routine, c.Clocks.Priority, c.Clocks.Immediate, c.Clocks.Flash}[p]
	return parley.Millis(minutes) * parley.Millis(time.Minute/time.Millisecond)
}

// byOfficer reports whether a form is one in which officers write or sign.
func byOfficer(c *charter.Charter, form string) bool { return !formAutomatic(c, form) }

// startClock starts the clock of a message of ours at one party.
func startClock(tx store.Tx, t *table, m store.Message, d store.Delivery) error {
	limit := within(t.charter(), d.Precedence)
	if limit == 0 || m.Form == wire.FormAck || !byOfficer(t.charter(), m.Form) {
		return nil
	}
	return tx.PutAckClock(store.AckClock{
		Message: m.ID, Charter: t.id, Peer: d.Party, Own: true, Precedence: d.Precedence, Since: m.Stored, Due: m.Stored + limit,
	})
}

// moveClock moves the clock of a message of ours on to how far it got at a party: it runs anew from where it was
// recorded, and ends where an officer signed for it, or it was refused or expired.
func (n *Node) moveClock(tx store.Tx, t *table, m store.Message, d store.Delivery) error {
	if m.Form == link.FormLineTest {
		return n.moveTestClock(tx, t, m, d)
	}
	x, err := tx.AckClock(m.ID, d.Party)
	if err != nil {
		return ignoreNotFound(err)
	}
	signed, err := signedFor(tx, t, m, d)
	if err != nil {
		return err
	}
	if signed || d.Refused >= 0 || d.Expired {
		return tx.DropAckClock(m.ID, d.Party)
	}
	if x.Recorded || d.RecordedAt < 0 {
		return nil
	}
	limit := x.Due - x.Since
	x.Recorded, x.Raised, x.Since = true, false, n.recordedAt(m, d)
	x.Due = x.Since + limit
	return tx.PutAckClock(x)
}

// recordedAt is when a message of ours was recorded, as far as that can be by our own clock: the date is the peer's.
func (n *Node) recordedAt(m store.Message, d store.Delivery) parley.Millis {
	return max(m.Stored, min(d.Recorded, n.now()))
}

// signedFor reports whether an officer of the addressee acknowledged or answered a message. What a node says by itself
// answers nothing that an officer wrote.
func signedFor(r store.Reader, t *table, m store.Message, d store.Delivery) (bool, error) {
	if d.Acknowledged != 0 || d.Answered == 0 {
		return d.Acknowledged != 0, nil
	}
	refs, err := r.MessagesReferring(m.ID)
	for _, x := range refs {
		if x.Author == d.Party && x.ReplyTo == m.ID && x.RecordedAt >= 0 && byOfficer(t.charter(), x.Form) {
			return true, nil
		}
	}
	return false, ignoreNotFound(err)
}

// moveTestClock starts the clock of the line tests with a party, unless it runs: it stands under the charter's id, and
// ends with the next sign of an officer.
func (n *Node) moveTestClock(tx store.Tx, t *table, m store.Message, d store.Delivery) error {
	limit := within(t.charter(), parley.Routine)
	if limit == 0 || d.RecordedAt < 0 || d.Refused >= 0 || d.Acknowledged != 0 {
		return nil
	}
	if _, err := tx.AckClock(t.id, d.Party); err == nil {
		return nil
	} else if ignoreNotFound(err) != nil {
		return err
	}
	since := n.recordedAt(m, d)
	return tx.PutAckClock(store.AckClock{Message: t.id, Charter: t.id, Peer: d.Party, Own: true, Recorded: true, Since: since, Due: since + limit})
}

// oweAck starts our own clock for a message that is recorded here, unless it expired before it came, and ends that of our
// line tests: an officer of its author is there.
func oweAck(tx store.Tx, t *table, m store.Message, p *wire.Payload, date parley.Millis) error {
	if !byOfficer(t.charter(), m.Form) {
		return nil
	}
	if err := tx.DropAckClock(t.id, m.Author); err != nil {
		return err
	}
	limit := within(t.charter(), m.Precedence)
	if limit == 0 || m.Form == wire.FormAck || p.Expires != nil && *p.Expires <= m.Stored {
		return nil
	}
	return tx.PutAckClock(store.AckClock{
		Message: m.ID, Charter: t.id, Peer: m.Author, Precedence: m.Precedence, Recorded: true, Since: date, Due: date + limit,
	})
}

// ackGiven ends our own clock for what a message of ours acknowledges or answers.
func ackGiven(tx store.Tx, t *table, m store.Message) error {
	if !byOfficer(t.charter(), m.Form) {
		return nil
	}
	for _, ref := range []parley.Hash{m.Acks, m.ReplyTo} {
		if ref.IsZero() {
			continue
		}
		of, err := tx.Message(ref)
		if err != nil || of.Own || of.Charter != t.id {
			if ignoreNotFound(err) != nil {
				return err
			}
			continue
		}
		if err := tx.DropAckClock(ref, of.Author); err != nil {
			return err
		}
	}
	return nil
}
