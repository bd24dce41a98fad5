package storetest

import (
	"parley"
	"parley/internal/store"
)

// A delivery keeps the place in the order of sending that it was given first.
type delivery struct {
	store.Delivery
	place uint64
}

func (r *reader) Deliveries(message parley.Hash) ([]store.Delivery, error) {
	var list []store.Delivery
	for d := range r.deliveries.from(key(message), "") {
		list = append(list, d.Delivery)
	}
	return list, nil
}

func (r *reader) OpenDeliveries(charter parley.Hash, party parley.PartyID) ([]store.Delivery, error) {
	var list []store.Delivery
	for d := range r.toDeliver.from(key(charter, party), "") {
		list = append(list, d.Delivery)
	}
	return list, nil
}

func (t *tx) PutDelivery(d store.Delivery) error {
	k := key(d.Message, d.Party)
	old, ok := t.deliveries.get(k)
	if !ok {
		t.deliveryCount++
		old = delivery{d, t.deliveryCount}
	}
	t.toDeliver = t.toDeliver.without(key(old.Charter, old.Party, old.place))
	old.Delivery = d
	t.deliveries = t.deliveries.with(k, old)
	if !d.Settled {
		t.toDeliver = t.toDeliver.with(key(d.Charter, d.Party, old.place), old)
	}
	return nil
}

// A blobDelivery keeps its place as a delivery does.
type blobDelivery struct {
	store.BlobDelivery
	place uint64
}

func (r *reader) BlobDeliveries(blob parley.Hash) ([]store.BlobDelivery, error) {
	var list []store.BlobDelivery
	for d := range r.blobs.from(key(blob), "") {
		list = append(list, d.BlobDelivery)
	}
	return list, nil
}

func (r *reader) OpenBlobDeliveries(charter parley.Hash, party parley.PartyID) ([]store.BlobDelivery, error) {
	return copied(r.blobsToSend.from(key(charter, party), ""), asIs), nil
}

func (t *tx) PutBlobDelivery(d store.BlobDelivery) (err error) {
	defer t.failOn(&err)
	if err := store.CheckNumbers(d.Size); err != nil {
		return err
	}
	k := key(d.Blob, d.Charter, d.Party)
	old, ok := t.blobs.get(k)
	if !ok {
		t.blobCount++
		old.place = t.blobCount
	}
	old.BlobDelivery = d
	t.blobs = t.blobs.with(k, old)
	open := key(d.Charter, d.Party, old.place)
	t.blobsToSend = t.blobsToSend.without(open)
	if !d.Done {
		t.blobsToSend = t.blobsToSend.with(open, d)
	}
	return nil
}
