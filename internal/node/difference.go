package node

import (
	"fmt"

	"parley/internal/store"
)

// A DifferenceView is a row or a column of the database that is not what the record gives. Holds and Gives are empty
// where a row is missing, or one too many.
type DifferenceView struct {
	Table    string `json:"table"`
	Column   string `json:"column"`
	Message  string `json:"message"` // id, or empty
	Party    string `json:"party"`
	Holds    string `json:"holds"` // what stands in the database
	Gives    string `json:"gives"` // what the record gives
	Sentence string `json:"sentence"`
}

// A column is one value of a row.
type column[T any] struct {
	name string
	of   func(T) any
}

// columnsOf returns the columns in which two rows differ. row names them in sentences, such as "delivery of ... at south".
func columnsOf[T any](columns []column[T], table, row string, message, party string, held, want T) (out []DifferenceView) {
	for _, c := range columns {
		if h, w := c.of(held), c.of(want); h != w {
			h, w := fmt.Sprint(h), fmt.Sprint(w)
			out = append(out, DifferenceView{Table: table, Column: c.name, Message: message, Party: party, Holds: h, Gives: w,
				Sentence: fmt.Sprintf("%s: %s is %s, by the record it is %s", row, c.name, h, w)})
		}
	}
	return out
}

// messageColumns are the columns of a message that its envelope and the records give.
var messageColumns = []column[store.Message]{
	{"charter", func(m store.Message) any { return m.Charter }},
	{"author", func(m store.Message) any { return m.Author }},
	{"own", func(m store.Message) any { return m.Own }},
	{"payload", func(m store.Message) any { return m.PayloadHash }},
	{"form", func(m store.Message) any { return m.Form }},
	{"precedence", func(m store.Message) any { return uint8(m.Precedence) }},
	{"author_time", func(m store.Message) any { return int64(m.Time) }},
	{"acks", func(m store.Message) any { return m.Acks }},
	{"reply_to", func(m store.Message) any { return m.ReplyTo }},
	{"proceeding", func(m store.Message) any { return m.Proceeding }},
	{"sent_at", func(m store.Message) any { return m.SentAt }},
	{"recorded_at", func(m store.Message) any { return m.RecordedAt }},
	{"refused", func(m store.Message) any { return m.Refused }},
}

// deliveryColumns are the columns of a delivery besides its key.
var deliveryColumns = []column[store.Delivery]{
	{"charter", func(d store.Delivery) any { return d.Charter }},
	{"precedence", func(d store.Delivery) any { return uint8(d.Precedence) }},
	{"expires", func(d store.Delivery) any { return int64(d.Expires) }},
	{"settled", func(d store.Delivery) any { return d.Settled }},
	{"expired", func(d store.Delivery) any { return d.Expired }},
	{"recorded_at", func(d store.Delivery) any { return d.RecordedAt }},
	{"recorded", func(d store.Delivery) any { return int64(d.Recorded) }},
	{"refused", func(d store.Delivery) any { return d.Refused }},
	{"opened", func(d store.Delivery) any { return int64(d.Opened) }},
	{"acknowledged", func(d store.Delivery) any { return int64(d.Acknowledged) }},
	{"answered", func(d store.Delivery) any { return int64(d.Answered) }},
}

var attachmentColumns = []column[store.Attachment]{
	{"blob", func(x store.Attachment) any { return x.Blob }},
	{"size", func(x store.Attachment) any { return x.Size }},
}

var blobDeliveryColumns = []column[store.BlobDelivery]{
	{"size", func(d store.BlobDelivery) any { return d.Size }},
	{"done", func(d store.BlobDelivery) any { return d.Done }},
}

// leafColumns are the columns of a leaf that its bytes give.
var leafColumns = []column[store.Leaf]{
	{"kind", func(l store.Leaf) any { return l.Kind }},
	{"id", func(l store.Leaf) any { return l.ID }},
	{"mark", func(l store.Leaf) any { return fmt.Sprintf("%x", l.Mark) }},
}

var editionColumns = []column[store.Edition]{
	{"charter", func(e store.Edition) any { return e.Charter }},
	{"number", func(e store.Edition) any { return e.Number }},
	{"id", func(e store.Edition) any { return e.ID }},
}

var actColumns = []column[store.RosterAct]{
	{"charter", func(a store.RosterAct) any { return a.Charter }},
	{"party", func(a store.RosterAct) any { return a.Party }},
	{"number", func(a store.RosterAct) any { return a.Number }},
	{"hash", func(a store.RosterAct) any { return a.Hash }},
}

var sheetColumns = []column[store.Sheet]{
	{"root", func(s store.Sheet) any { return fmt.Sprintf("%x", s.Root) }},
	{"number", func(s store.Sheet) any { return s.Number }},
	{"hash", func(s store.Sheet) any { return s.Hash }},
}
