package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"parley"
	"parley/internal/store"
)

var messageSubjects = []subject{
	{"messages", testMessages},
	{"message twice", testMessageTwice},
	{"places and reading", testPlaces},
	{"erasing", testErasing},
	{"references", testReferences},
	{"deliveries", testDeliveries},
	{"attachments", testAttachments},
	{"blob deliveries", testBlobDeliveries},
}

// message returns the n-th message of the suite: of north when n is even, of south when it is odd.
func message(n int) store.Message {
	return store.Message{ID: worldIDs[n], Charter: worldCharters[n%3/2], Author: worldParties[1+n%2], Own: n%2 == 0,
		PayloadHash: worldIDs[9-n], Envelope: fmt.Appendf(nil, "envelope %d", n), Form: "text", Precedence: parley.Flash,
		Time: 1_700_000_000_123, Stored: 1_700_000_000_456, SentAt: -1, RecordedAt: -1, Refused: -1}
}

func addMessages(t *testing.T, s store.Store, list ...store.Message) {
	t.Helper()
	for _, m := range list {
		update(t, s, func(tx store.Tx) error { _, err := tx.AddMessage(m); return err })
	}
}

func testMessages(t *testing.T, s store.Store) {
	var want []store.Message
	for n := range 6 {
		want = append(want, message(n))
	}
	addMessages(t, s, want...)
	view(t, s, func(r store.Reader) error {
		got, err := r.Messages(store.MessageFilter{})
		for i, m := range got {
			if i > 0 && m.Seq <= got[i-1].Seq {
				t.Errorf("message %d has seq %d after %d", i, m.Seq, got[i-1].Seq)
			}
			want[i].Seq = m.Seq
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("got  %v\nwant %v", got, want)
		}
		byID, err2 := r.Message(want[3].ID)
		byPayload, err3 := r.MessageByPayload(want[3].Charter, want[3].Author, want[3].PayloadHash)
		if fmt.Sprint(byID) != fmt.Sprint(want[3]) || fmt.Sprint(byPayload) != fmt.Sprint(want[3]) {
			t.Errorf("by id %v\nby payload %v\nwant %v", byID, byPayload, want[3])
		}
		_, missingErr := r.MessageByPayload(want[3].Charter, "east", want[3].PayloadHash)
		missing(t, missingErr)
		return errors.Join(err, err2, err3)
	})
	testFilters(t, s, want)
}

// MessageFilter: "zero fields select all"; Unrecorded "selects those without a leaf of ours".
func testFilters(t *testing.T, s store.Store, list []store.Message) {
	update(t, s, func(tx store.Tx) error { return tx.SetPlaces(list[4].ID, -1, 0, -1) })
	list[4].RecordedAt = 0
	yes, no := true, false
	for _, own := range []*bool{nil, &yes, &no} {
		for _, charter := range []parley.Hash{{}, worldCharters[0], worldCharters[1]} {
			for n := range 8 {
				f := store.MessageFilter{Charter: charter, Own: own, Unrecorded: n > 3, After: list[1].Seq, Limit: n % 4}
				want := selected(f, list)
				view(t, s, func(r store.Reader) error {
					got, err := r.Messages(f)
					if fmt.Sprint(got) != fmt.Sprint(want) {
						t.Errorf("%+v selects %v, want %v", f, got, want)
					}
					return err
				})
			}
		}
	}
}

// selected returns what f selects of list.
func selected(f store.MessageFilter, list []store.Message) []store.Message {
	var want []store.Message
	for _, m := range list {
		switch {
		case m.Seq <= f.After, f.Own != nil && m.Own != *f.Own, !f.Charter.IsZero() && m.Charter != f.Charter,
			f.Unrecorded && m.RecordedAt != -1, f.Limit > 0 && len(want) == f.Limit:
		default:
			want = append(want, m)
		}
	}
	return want
}

// AddMessage: "ErrConflict if the id, or the payload of that author, is there".
func testMessageTwice(t *testing.T, s store.Store) {
	m := message(0)
	addMessages(t, s, m)
	try := func(change func(m *store.Message)) {
		t.Helper()
		again := m
		change(&again)
		refused(t, s, conflict, func(tx store.Tx) error { _, err := tx.AddMessage(again); return err })
	}
	try(func(m *store.Message) {})
	try(func(m *store.Message) { m.ID = worldIDs[5] })
	try(func(m *store.Message) { m.PayloadHash = worldIDs[5] })
	other, elsewhere := m, m
	other.ID, other.Author = worldIDs[5], "east"
	elsewhere.ID, elsewhere.Charter = worldIDs[6], worldCharters[1]
	addMessages(t, s, other, elsewhere) // the same payload of another author, or under another charter, is another matter
}

// SetRead: "keeps the first".
func testPlaces(t *testing.T, s store.Store) {
	m := message(0)
	addMessages(t, s, m, message(1))
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.SetPlaces(m.ID, 8, 1<<40, 3), tx.SetRead(m.ID, 5), tx.SetRead(m.ID, 4), tx.SetRead(m.ID, 6))
	})
	view(t, s, func(r store.Reader) error {
		got, err := r.Message(m.ID)
		if got.SentAt != 8 || got.RecordedAt != 1<<40 || got.Refused != 3 || got.Read != 5 {
			t.Errorf("got %+v", got)
		}
		other, err2 := r.Message(worldIDs[1])
		if other.SentAt != -1 || other.RecordedAt != -1 || other.Refused != -1 || other.Read != 0 {
			t.Errorf("another message changed: %+v", other)
		}
		return errors.Join(err, err2)
	})
	refused(t, s, notFound, func(tx store.Tx) error { return tx.SetPlaces(worldIDs[2], 1, 1, -1) })
	refused(t, s, notFound, func(tx store.Tx) error { return tx.SetRead(worldIDs[2], 1) })
}

// EraseMessage: "removes the bytes of its envelope for good; the row stays, with an empty one".
func testErasing(t *testing.T, s store.Store) {
	m := message(0)
	addMessages(t, s, m, message(1))
	for range 2 {
		update(t, s, func(tx store.Tx) error { return tx.EraseMessage(m.ID) })
	}
	view(t, s, func(r store.Reader) error {
		got, err := r.Message(m.ID)
		if len(got.Envelope) != 0 || got.PayloadHash != m.PayloadHash || got.Time != m.Time || got.SentAt != m.SentAt {
			t.Errorf("got %+v", got)
		}
		other, err2 := r.Message(worldIDs[1])
		if len(other.Envelope) == 0 {
			t.Error("another message was erased")
		}
		return errors.Join(err, err2)
	})
	refused(t, s, notFound, func(tx store.Tx) error { return tx.EraseMessage(worldIDs[2]) })
}

// MessagesReferring: "those that acknowledge or reply to id, ascending Seq".
func testReferences(t *testing.T, s store.Store) {
	list := []store.Message{message(0), message(1), message(2), message(3)}
	list[1].ReplyTo = list[0].ID
	list[2].Acks, list[2].ReplyTo = list[0].ID, list[0].ID
	list[3].Acks = list[0].ID
	addMessages(t, s, list...)
	view(t, s, func(r store.Reader) error {
		got, err := r.MessagesReferring(list[0].ID)
		if len(got) != 3 || got[0].ID != list[1].ID || got[1].ID != list[2].ID || got[2].ID != list[3].ID {
			t.Errorf("referring: %v", got)
		}
		if none, _ := r.MessagesReferring(parley.Hash{}); len(none) != 0 {
			t.Errorf("messages that refer to nothing were found: %v", none)
		}
		return err
	})
}

// PutDelivery: "inserts or replaces by (message, party)". OpenDeliveries: "not settled, in order of sending".
func testDeliveries(t *testing.T, s store.Store) {
	deliver := func(id int, party parley.PartyID) store.Delivery {
		return store.Delivery{Message: worldIDs[id], Charter: worldCharters[0], Party: party, Precedence: parley.Priority, Expires: 1 << 40, RecordedAt: -1, Refused: -1}
	}
	put := func(list ...store.Delivery) {
		for _, d := range list {
			update(t, s, func(tx store.Tx) error { return tx.PutDelivery(d) })
		}
	}
	check := func(want ...store.Delivery) {
		t.Helper()
		view(t, s, func(r store.Reader) error {
			got, err := r.OpenDeliveries(worldCharters[0], "south")
			if !slices.Equal(got, want) {
				t.Errorf("open: %+v\nwant  %+v", got, want)
			}
			return err
		})
	}
	a, b, c := deliver(4, "south"), deliver(2, "south"), deliver(7, "south")
	put(a, b, deliver(2, "east"), c)
	check(a, b, c)
	b.Settled, b.Expired, b.RecordedAt, b.Recorded, b.Refused, b.Opened, b.Acknowledged, b.Answered = true, true, 1, 2, 3, 4, 5, 6
	a.Precedence, a.Expires = parley.Flash, 0
	put(b, a)
	check(a, c)
	view(t, s, func(r store.Reader) error {
		got, err := r.Deliveries(b.Message)
		if !slices.Equal(got, []store.Delivery{deliver(2, "east"), b}) {
			t.Errorf("deliveries: %+v", got)
		}
		return err
	})
	b.Settled = false
	put(b)
	check(a, b, c) // in its old place
}

func testAttachments(t *testing.T, s store.Store) {
	at := func(message, place, blob int) store.Attachment {
		return store.Attachment{Message: parley.Hash{byte(message)}, Place: place, Blob: parley.Hash{byte(blob)}, Size: 12}
	}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.AddAttachment(at(2, 1, 9)), tx.AddAttachment(at(2, 0, 8)), tx.AddAttachment(at(1, 0, 9)),
			tx.AddAttachment(at(2, 1, 9)))
	})
	view(t, s, func(r store.Reader) error {
		got, err := r.Attachments(parley.Hash{2})
		if !slices.Equal(got, []store.Attachment{at(2, 0, 8), at(2, 1, 9)}) {
			t.Errorf("attachments: %v", got)
		}
		of, err2 := r.AttachmentsOf(parley.Hash{9})
		if !slices.Equal(of, []store.Attachment{at(1, 0, 9), at(2, 1, 9)}) {
			t.Errorf("attachments of: %v", of)
		}
		return errors.Join(err, err2)
	})
	refused(t, s, conflict, func(tx store.Tx) error { return tx.AddAttachment(at(2, 1, 8)) })
	large := at(3, 0, 1)
	large.Size = store.MaxNumber + 1
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.AddAttachment(large) })
}

// OpenBlobDeliveries: "in order of sending".
func testBlobDeliveries(t *testing.T, s store.Store) {
	deliver := func(blob int, party parley.PartyID, done bool) store.BlobDelivery {
		return store.BlobDelivery{Blob: parley.Hash{byte(blob)}, Charter: worldCharters[0], Party: party, Size: 9, Done: done}
	}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.PutBlobDelivery(deliver(5, "south", false)), tx.PutBlobDelivery(deliver(5, "east", true)),
			tx.PutBlobDelivery(deliver(1, "south", true)), tx.PutBlobDelivery(deliver(3, "south", false)),
			tx.PutBlobDelivery(deliver(1, "south", false)))
	})
	view(t, s, func(r store.Reader) error {
		open, err := r.OpenBlobDeliveries(worldCharters[0], "south")
		if !slices.Equal(open, []store.BlobDelivery{deliver(5, "south", false), deliver(1, "south", false), deliver(3, "south", false)}) {
			t.Errorf("open: %v", open)
		}
		of, err2 := r.BlobDeliveries(parley.Hash{5})
		if !slices.Equal(of, []store.BlobDelivery{deliver(5, "east", true), deliver(5, "south", false)}) {
			t.Errorf("deliveries: %v", of)
		}
		return errors.Join(err, err2)
	})
	large := deliver(3, "east", false)
	large.Size = store.MaxNumber + 1
	refused(t, s, tooLarge, func(tx store.Tx) error { return tx.PutBlobDelivery(large) })
}
