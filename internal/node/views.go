package node

import (
	"math"
	"slices"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

// What the screens read is a function of the record: envelopes, leaves and the charter. The functions of this file are
// that function, one row each. They say of each table
//
//	message        everything but seq, stored_time and read_time, which are this node's own: order and times of what
//	               happened here
//	delivery       everything but place (the order of sending) and expired: that the time for sending ran out here
//	blob_delivery  everything but place
//	attachment     everything
//
// Of a message whose bytes were erased, the places and receipts are computed; its other columns stay as they are.
//
// A place that was proved ahead of the leaves held is kept as it is until they are here: the proof is not stored.

// views computes rows from the leaves that r holds.
type views struct {
	r     store.Reader
	party parley.PartyID       // whose store it is
	t     *table               // the message's charter
	logs  []store.LogID        // all that r holds
	late  map[store.LogID]bool // records of which heads are held that the leaves do not reach, filled on demand
	read  map[factsKey][]fact  // what facts returned, or nil
	known *lookedUp            // about the message, or nil
}

type factsKey struct {
	party parley.PartyID
	id    parley.Hash
}

// message computes the row of a message that is held as m.
func (v *views) message(m store.Message, e *wire.Envelope, p *wire.Payload) (store.Message, error) {
	want := messageRow(v.t, m.ID, parley.Sum(e.Payload), m.Envelope, p)
	want.Seq, want.Stored, want.Read, want.Own = m.Seq, m.Stored, m.Read, p.From.Party == v.party
	if !want.Own {
		want.Precedence = p.PrecedenceFor(v.party)
	}
	return v.places(m, want)
}

// erased computes what the records still give of a message whose bytes were erased: its places.
func (v *views) erased(m store.Message) (store.Message, error) {
	want := m
	want.Own, want.SentAt, want.RecordedAt, want.Refused = m.Author == v.party, -1, -1, -1
	return v.places(m, want)
}

// places enters where the records name a message that is held as m.
func (v *views) places(m, want store.Message) (store.Message, error) {
	own, err := v.facts(v.t.own(), m.ID)
	if err != nil {
		return want, err
	}
	if want.Own {
		if f := firstOf(own, wire.LeafSent); f != nil {
			want.SentAt, want.RecordedAt = int64(f.index), int64(f.index)
		}
		return want, nil
	}
	if f := firstOf(own, wire.LeafReceived, wire.LeafRefused); f != nil {
		want.RecordedAt = int64(f.index)
		if f.leaf.Kind == wire.LeafRefused {
			want.Refused = int16(f.leaf.Code)
		}
	}
	author := v.t.seat(want.Author)
	if author == nil {
		return want, nil
	}
	theirs, err := v.facts(author, m.ID)
	if err != nil {
		return want, err
	}
	if f := firstOf(theirs, wire.LeafSent); f != nil {
		want.SentAt = int64(f.index)
	} else if ahead, err := v.ahead(author, m.SentAt); ahead || err != nil {
		want.SentAt = m.SentAt
		return want, err
	}
	return want, nil
}

// deliveries computes the rows of a message of ours, in charter order. held are those that the store holds.
func (v *views) deliveries(m store.Message, p *wire.Payload, held []store.Delivery) (out []store.Delivery, err error) {
	if p == nil {
		if out, err = v.addressed(m, held); err != nil {
			return nil, err
		}
		return v.delivered(m, out, held)
	}
	for _, i := range addresseeParties(v.t, p) {
		s := v.t.seats()[i]
		d := store.Delivery{Message: m.ID, Charter: v.t.id, Party: s.id, Precedence: p.PrecedenceFor(s.id), RecordedAt: -1, Refused: -1}
		if p.Expires != nil {
			d.Expires = *p.Expires
		}
		out = append(out, d)
	}
	return v.delivered(m, out, held)
}

// addressed makes the rows of a message of ours whose bytes were erased: its leaf still says to whom it went, and the rows
// held alone at which precedence and until when.
func (v *views) addressed(m store.Message, held []store.Delivery) (out []store.Delivery, err error) {
	own, err := v.facts(v.t.own(), m.ID)
	sent := firstOf(own, wire.LeafSent)
	if err != nil || sent == nil {
		return nil, err
	}
	ed, err := v.t.editionAt(v.r, v.t.own(), sent.index)
	if err != nil {
		return nil, err
	}
	for _, s := range v.t.seats() {
		if !ed.addresses(sent.leaf, s.id) {
			continue
		}
		d := store.Delivery{Message: m.ID, Charter: v.t.id, Party: s.id, RecordedAt: -1, Refused: -1}
		for _, h := range held {
			if h.Party == s.id {
				d.Precedence, d.Expires = h.Precedence, h.Expires
			}
		}
		out = append(out, d)
	}
	return out, nil
}

// delivered enters in fresh rows how far a message got.
func (v *views) delivered(m store.Message, fresh, held []store.Delivery) (out []store.Delivery, err error) {
	own, err := v.facts(v.t.own(), m.ID)
	if err != nil {
		return nil, err
	}
	refs, err := v.r.MessagesReferring(m.ID)
	if ignoreNotFound(err) != nil {
		return nil, err
	}
	slices.SortFunc(refs, func(a, b store.Message) int { return int(a.RecordedAt - b.RecordedAt) })
	for _, d := range fresh {
		s := v.t.seat(d.Party)
		if s == nil {
			continue
		}
		was := store.Delivery{RecordedAt: -1, Refused: -1}
		for _, h := range held {
			if h.Party == s.id {
				was = h
			}
		}
		if d, err = v.receipts(d, was, s, firstOf(own, wire.LeafSent)); err != nil {
			return nil, err
		}
		if d, err = v.references(d, was, s, refs); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// receipts enters what an addressee's leaves say, as they were entered when they came.
func (v *views) receipts(d, was store.Delivery, s *seat, sent *fact) (store.Delivery, error) {
	theirs, err := v.facts(s, d.Message)
	if err != nil {
		return d, err
	}
	for _, f := range theirs {
		says := f.leaf.Kind == wire.LeafReceived || f.leaf.Kind == wire.LeafRefused || f.leaf.Kind == wire.LeafOpened
		if says && sent != nil && f.leaf.Mark == sent.leaf.Mark {
			d = receipted(d, f)
		}
	}
	if ahead, err := v.ahead(s, was.RecordedAt); err != nil {
		return d, err
	} else if ahead && d.RecordedAt < 0 {
		d.RecordedAt, d.Recorded, d.Refused = was.RecordedAt, was.Recorded, was.Refused
	}
	if late, err := v.isLate(s); err != nil {
		return d, err
	} else if late && d.Opened == 0 {
		d.Opened = was.Opened
	}
	d.Expired = was.Expired && d.Expires != 0 && (d.RecordedAt < 0 || d.Recorded >= d.Expires)
	if d.Expires == 0 && (v.t.withdraws(d.Party) || v.t.withdraws(v.party)) { // settled when one of the two left
		d.Expired = was.Expired && d.RecordedAt < 0
	}
	d.Settled = d.RecordedAt >= 0 || d.Expired
	return d, nil
}

// references enters what the addressee's acknowledgements and replies say, in the order in which they were recorded.
func (v *views) references(d, was store.Delivery, s *seat, refs []store.Message) (store.Delivery, error) {
	for _, x := range refs {
		if x.Author != d.Party || x.Charter != d.Charter || x.RecordedAt < 0 || x.Refused >= 0 {
			continue
		}
		date, err := v.dateOf(s, x)
		if err != nil {
			return d, err
		}
		if x.Acks == d.Message && d.Acknowledged == 0 {
			d.Acknowledged = dateOr(date, was.Acknowledged)
		}
		if x.ReplyTo == d.Message && d.Answered == 0 {
			d.Answered = dateOr(date, was.Answered)
		}
	}
	return d, nil
}

// dateOr returns the date of a leaf or, of one that is not here yet, what was entered by its proof.
func dateOr(date, was parley.Millis) parley.Millis {
	if date == 0 {
		return was
	}
	return date
}

// dateOf returns the date of a message's leaf in its author's record; 0 where it is not held.
func (v *views) dateOf(s *seat, m store.Message) (parley.Millis, error) {
	fs, err := v.facts(s, m.ID)
	if f := firstOf(fs, wire.LeafSent); f != nil {
		return f.leaf.Date, err
	}
	return 0, err
}

// attachments computes the rows of a message's attachments.
func attachmentRows(m store.Message, p *wire.Payload) (out []store.Attachment) {
	for i, b := range p.Blobs {
		out = append(out, store.Attachment{Message: m.ID, Place: i, Blob: b.ID, Size: b.Size})
	}
	return out
}

// blobDeliveries computes the rows of one attachment of a message of ours. held are those that the store holds.
func (v *views) blobDeliveries(p *wire.Payload, b wire.Blob, held []store.BlobDelivery) (out []store.BlobDelivery, err error) {
	for _, i := range addresseeParties(v.t, p) {
		s := v.t.seats()[i]
		d := store.BlobDelivery{Blob: b.ID, Charter: v.t.id, Party: s.id, Size: b.Size}
		if _, _, d.Done, err = leafEver(v.r, s.log, b.ID, wire.LeafGotBlob); err != nil {
			return nil, err
		}
		for _, h := range held {
			if h.Charter == d.Charter && h.Party == d.Party && h.Done && !d.Done {
				if d.Done, err = v.isLate(s); err != nil {
					return nil, err
				}
			}
		}
		out = append(out, d)
	}
	return out, nil
}

// facts returns the leaves about an id in a party's record, in their order.
func (v *views) facts(s *seat, id parley.Hash) (out []fact, err error) {
	key := factsKey{s.id, id}
	if out, ok := v.read[key]; ok {
		return out, nil
	}
	for _, log := range volumesOf(v.logs, s) {
		rows, err := v.known.leavesIn(v.r, log, id)
		if ignoreNotFound(err) != nil {
			return nil, err
		}
		for _, row := range rows {
			if l, err := wire.DecodeLeaf(row.Bytes); err == nil { // one that cannot be read is named with its record
				out = append(out, fact{uint64(placeAt(log, row.Index)), l})
			}
		}
	}
	if v.read != nil {
		v.read[key] = out
	}
	return out, nil
}

func firstOf(fs []fact, kinds ...wire.LeafKind) *fact {
	for _, f := range fs {
		if slices.Contains(kinds, f.leaf.Kind) {
			return &f
		}
	}
	return nil
}

// ahead reports whether a place lies beyond the leaves held of a record, where only a proof can have put it.
func (v *views) ahead(s *seat, place int64) (bool, error) {
	if place < 0 {
		return false, nil
	}
	log, at := placed(s, place)
	size, err := v.r.LogSize(log)
	return at >= size, err
}

// isLate reports whether heads of a record are held that the leaves do not reach: then more may have been proved.
func (v *views) isLate(s *seat) (bool, error) {
	if late, ok := v.late[s.log]; ok {
		return late, nil
	}
	size, err := v.r.LogSize(s.log)
	if err != nil {
		return false, err
	}
	heads, err := v.r.HeadsBetween(s.log, size+1, math.MaxUint64)
	if err == nil {
		v.late[s.log] = len(heads) > 0
	}
	return len(heads) > 0, err
}
