package node

import (
	"parley"
	"parley/internal/store"
	"parley/wire"
)

// receiptView is how far a message got at one addressee party. For our own messages it comes from the deliveries; for
// a message of another party, from our own record or from what we hold of the third party's.
func (n *Node) receiptView(r store.Reader, t *table, m store.Message, s *seat) (ReceiptView, error) {
	d := store.Delivery{RecordedAt: -1, Refused: -1}
	if m.Own {
		ds, err := r.Deliveries(m.ID)
		if err != nil {
			return ReceiptView{}, err
		}
		for _, x := range ds {
			if x.Party == s.id {
				d = x
			}
		}
	} else if err := n.receiptFromRecord(r, t, m, s, &d); err != nil {
		return ReceiptView{}, err
	}
	return receiptOf(d, t.charter().ReportOpened), nil
}

func receiptOf(d store.Delivery, reportOpened bool) ReceiptView {
	v := ReceiptView{Recorded: timeOrNull(d.Recorded), Opened: timeOrNull(d.Opened), Acknowledged: timeOrNull(d.Acknowledged), Answered: timeOrNull(d.Answered)}
	if !reportOpened {
		s := "not-reported"
		v.Opened = &s
	}
	if d.Refused >= 0 {
		v.Refused = &RefusalView{d.Recorded.String(), int(d.Refused), parley.RefusalCode(d.Refused).Reason()}
	}
	return v
}

func timeOrNull(m parley.Millis) *string {
	if m == 0 {
		return nil
	}
	s := m.String()
	return &s
}

// receiptFromRecord reads a receipt from the leaves of the addressee's record that are held here.
func (n *Node) receiptFromRecord(r store.Reader, t *table, m store.Message, s *seat, d *store.Delivery) error {
	leaves, err := receiptLeaves(r, t, m, s)
	if err != nil {
		return err
	}
	for _, f := range leaves {
		*d = receipted(*d, f)
	}
	refs, err := r.MessagesReferring(m.ID)
	if err != nil {
		return ignoreNotFound(err)
	}
	for _, x := range refs {
		if x.Author != s.id || x.Charter != m.Charter || x.SentAt < 0 || x.Refused >= 0 {
			continue
		}
		date, err := dateAt(r, s, x.SentAt)
		if err != nil || date == 0 {
			continue
		}
		if x.Acks == m.ID && d.Acknowledged == 0 {
			d.Acknowledged = date
		}
		if x.ReplyTo == m.ID && d.Answered == 0 {
			d.Answered = date
		}
	}
	return nil
}

// receiptLeaves returns the leaves in which a party says what became of a message of another one: those that copy the
// mark of its author's sent leaf [REC-38]. Our own were entered by that mark.
func receiptLeaves(r store.Reader, t *table, m store.Message, s *seat) (out []fact, err error) {
	_, sent, held, err := leafEver(r, t.seat(m.Author).log, m.ID, wire.LeafSent)
	if err != nil {
		return nil, err
	}
	for _, log := range volumesUpTo(s.log) {
		rows, err := r.LeavesByID(log, m.ID)
		if ignoreNotFound(err) != nil {
			return nil, err
		}
		for _, row := range rows {
			l, err := wire.DecodeLeaf(row.Bytes)
			if err != nil {
				return nil, err
			}
			says := l.Kind == wire.LeafReceived || l.Kind == wire.LeafRefused || l.Kind == wire.LeafOpened
			if says && (s == t.own() || held && l.Mark == sent.Mark) {
				out = append(out, fact{uint64(placeAt(log, row.Index)), l})
			}
		}
	}
	return out, nil
}

// dateAt returns the date of the leaf at a place of a party's record, or 0 where it is not held.
func dateAt(r store.Reader, s *seat, place int64) (parley.Millis, error) {
	log, index := placed(s, place)
	rows, err := r.Leaves(log, index, index+1)
	if err != nil || len(rows) != 1 {
		return 0, ignoreNotFound(err)
	}
	l, err := wire.DecodeLeaf(rows[0].Bytes)
	return l.Date, err
}

var kindNames = map[wire.LeafKind]string{
	wire.LeafSent: "sent", wire.LeafReceived: "received", wire.LeafRefused: "refused", wire.LeafClock: "clock",
	wire.LeafOpened: "opened", wire.LeafGotBlob: "got-blob", wire.LeafLost: "lost", wire.LeafAdopted: "adopted",
	wire.LeafSheet: "sheet", wire.LeafErased: "erased", wire.LeafVolume: "volume", wire.LeafStatement: "statement",
}

// places lists the leaves about a message in every record held, and who cosigned a head over each.
func (n *Node) places(r store.Reader, m store.Message) ([]PlaceView, error) {
	out := []PlaceView{}
	t := n.table(m.Charter)
	if t == nil {
		return out, nil
	}
	for _, s := range t.seats() {
		for _, log := range volumesUpTo(s.log) {
			views, err := placesIn(r, log, m)
			if err != nil {
				return nil, err
			}
			out = append(out, views...)
		}
	}
	return out, nil
}

// placesIn lists the leaves about a message in one volume.
func placesIn(r store.Reader, log store.LogID, m store.Message) (out []PlaceView, err error) {
	size, err := r.LogSize(log)
	if err != nil {
		return nil, err
	}
	rows, err := r.LeavesByID(log, m.ID)
	if ignoreNotFound(err) != nil {
		return nil, err
	}
	for _, row := range rows {
		l, err := wire.DecodeLeaf(row.Bytes)
		if err != nil {
			return nil, err
		}
		seen, err := seenBy(r, log, row.Index)
		if err != nil {
			return nil, err
		}
		out = append(out, PlaceView{string(log.Party), log.Volume, size, row.Index, kindNames[l.Kind], l.Date.String(), seen})
	}
	return out, nil
}

// seenBy lists the parties that cosigned a head over the leaf at index.
func seenBy(r store.Reader, log store.LogID, index uint64) ([]string, error) {
	out := []string{}
	cs, err := r.Cosignatures(log)
	if err != nil {
		return out, ignoreNotFound(err)
	}
	seen := map[parley.PartyID]bool{}
	for _, c := range cs {
		if c.Size > index && !seen[c.Mirror] {
			seen[c.Mirror] = true
			out = append(out, string(c.Mirror))
		}
	}
	return out, nil
}
