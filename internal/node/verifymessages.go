package node

import (
	"errors"
	"fmt"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// messagePiece is how many messages are in memory at a time.
const messagePiece = 128

// checkMessages checks every message from its bytes, and every row that is computed from messages and leaves.
func (a *audit) checkMessages() error {
	total := uint64(0)
	for _, n := range a.named {
		total += uint64(n)
	}
	return a.eachMessage(func(x readMessage) error {
		a.tell("message", 1, total)
		if err := a.message(x); err != nil {
			a.unread(store.LogID{Charter: x.Charter, Party: x.Author}, "message", fmt.Sprintf("message %s of %s", x.ID, x.Author), err)
		}
		return a.ctx.Err()
	})
}

// messageFault reports something about a message itself.
func (a *audit) messageFault(m store.Message, table, column, format string, args ...any) {
	log := store.LogID{Charter: m.Charter, Party: m.Author}
	d := DifferenceView{Table: table, Column: column, Message: m.ID.String(), Party: string(m.Author)}
	a.fault(log, d, "%s: message %s of %s: %s", table, m.ID, m.Author, fmt.Sprintf(format, args...))
}

func (a *audit) message(x readMessage) error {
	m, t, e, p := x.Message, x.table, x.envelope, x.payload
	if t == nil {
		a.messageFault(m, "message", "charter", "charter is %s, which is none of this node", m.Charter)
		return nil
	}
	if erased(m) {
		return a.erasedMessage(t, m)
	}
	if x.bad {
		a.messageFault(m, "message", "envelope", "its bytes are not those of its id")
		return nil
	}
	if x.forged != "" && m.RecordedAt >= 0 { // else it came while nobody could know, and means nothing
		a.messageFault(m, "message", "envelope", "%s", x.forged)
	}
	v := a.views(t)
	want, err := v.message(m, e, p)
	if err != nil {
		return err
	}
	log := store.LogID{Charter: t.id, Party: p.From.Party}
	a.differ(log, columnsOf(messageColumns, "message", fmt.Sprintf("message %s of %s", m.ID, p.From.Party), m.ID.String(), string(p.From.Party), m, want))
	if want.RecordedAt >= 0 {
		a.placed[t]++
	}
	if err := a.attachments(v, want, p); err != nil {
		return err
	}
	if err := a.checkWords(t, m); err != nil {
		return err
	}
	if want.Own {
		return a.deliveries(v, want, p)
	}
	return nil
}

// views computes the rows of one message.
func (a *audit) views(t *table) *views {
	return &views{r: a.r, party: a.party, t: t, logs: a.logs, late: a.late, known: a.known, read: map[factsKey][]fact{}}
}

// erasedMessage holds a message without bytes against the entry that says so: it is erased, not damaged.
func (a *audit) erasedMessage(t *table, m store.Message) error {
	date, err := erasedOn(a.r, t, m.ID)
	if err == nil && date == 0 {
		a.messageFault(m, "message", "envelope", "it has no bytes, and no entry says that it was erased")
	}
	if err != nil {
		return err
	}
	v := a.views(t)
	want, err := v.erased(m)
	if err != nil {
		return err
	}
	log := store.LogID{Charter: t.id, Party: m.Author}
	a.differ(log, columnsOf(messageColumns, "message", fmt.Sprintf("message %s of %s", m.ID, m.Author), m.ID.String(), string(m.Author), m, want))
	if want.RecordedAt >= 0 {
		a.placed[t]++
	}
	if want.Own {
		return a.deliveries(v, want, nil)
	}
	return nil
}

// deliveries holds the deliveries of a message of ours against what the records give.
func (a *audit) deliveries(v *views, m store.Message, p *wire.Payload) error {
	held, err := a.known.deliveriesOf(a.r, m.ID)
	if ignoreNotFound(err) != nil {
		return err
	}
	wanted, err := v.deliveries(m, p, held)
	if err != nil {
		return err
	}
	a.rows(m, compareRows("delivery", deliveryColumns, held, wanted, func(d store.Delivery) string { return string(d.Party) },
		func(d store.Delivery) string { return fmt.Sprintf("delivery of message %s at %s", m.ID, d.Party) }))
	if p == nil {
		return nil
	}
	for _, b := range p.Blobs {
		all, err := a.r.BlobDeliveries(b.ID)
		if ignoreNotFound(err) != nil {
			return err
		}
		wanted, err := v.blobDeliveries(p, b, all)
		if err != nil {
			return err
		}
		party := func(d store.BlobDelivery) string { return string(d.Party) }
		a.rows(m, compareRows("blob_delivery", blobDeliveryColumns, among(all, wanted), wanted, party,
			func(d store.BlobDelivery) string {
				return fmt.Sprintf("blob_delivery of message %s at %s", m.ID, d.Party)
			}))
	}
	return nil
}

// among returns the rows of the same parties under the same charter: other messages may name the attachment, too.
func among(all, wanted []store.BlobDelivery) (out []store.BlobDelivery) {
	for _, d := range all {
		for _, w := range wanted {
			if d.Charter == w.Charter && d.Party == w.Party {
				out = append(out, d)
			}
		}
	}
	return out
}

// rows reports differences in rows about a message, each with the record of the party that it concerns.
func (a *audit) rows(m store.Message, ds []DifferenceView) {
	for _, d := range ds {
		d.Message = m.ID.String()
		a.differ(store.LogID{Charter: m.Charter, Party: parley.PartyID(d.Party)}, []DifferenceView{d})
	}
}

// compareRows compares two lists of rows by the party that each concerns.
func compareRows[T any](table string, columns []column[T], held, wanted []T, key, name func(T) string) (out []DifferenceView) {
	find := func(rows []T, k string) *T {
		for i := range rows {
			if key(rows[i]) == k {
				return &rows[i]
			}
		}
		return nil
	}
	for _, w := range wanted {
		if h := find(held, key(w)); h != nil {
			out = append(out, columnsOf(columns, table, name(w), "", key(w), *h, w)...)
		} else {
			out = append(out, DifferenceView{Table: table, Party: key(w), Sentence: name(w) + " is missing"})
		}
	}
	for _, h := range held {
		if find(wanted, key(h)) == nil {
			out = append(out, DifferenceView{Table: table, Party: key(h), Sentence: name(h) + " is one that the record does not give"})
		}
	}
	return out
}

// checkNamed looks, where the numbers differ, for the messages that own leaves name and that are not held.
func (a *audit) checkNamed() error {
	for _, t := range a.tables {
		if a.named[t] == a.placed[t] {
			continue
		}
		for _, log := range volumesOf(a.logs, t.own()) {
			if err := a.namedIn(t, log); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *audit) namedIn(t *table, log store.LogID) error {
	size, err := a.r.LogSize(log)
	for from := uint64(0); from < size && err == nil; from += verifyPiece {
		var rows []store.Leaf
		rows, err = a.r.Leaves(log, from, min(size, from+verifyPiece))
		for i := 0; i < len(rows) && err == nil; i++ {
			err = a.namedBy(t, rows[i])
		}
	}
	return err
}

// namedBy looks for the message that an own leaf names. One that was given up may be gone.
func (a *audit) namedBy(t *table, row store.Leaf) error {
	l, err := wire.DecodeLeaf(row.Bytes)
	if err != nil || l.Kind != wire.LeafSent && l.Kind != wire.LeafReceived && l.Kind != wire.LeafRefused {
		return nil
	}
	if _, err := a.r.Message(l.ID); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if gone, err := givenUp(a.r, t, l.ID); gone || err != nil {
		return err
	}
	own := t.own()
	a.fault(own.log, DifferenceView{Table: "message", Message: l.ID.String(), Party: string(own.id)},
		"message: entry %d of %s says %s %s, and that message is not in the database", row.Index, own.id, kindNames[l.Kind], l.ID)
	return nil
}
