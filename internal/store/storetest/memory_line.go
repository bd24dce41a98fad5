package storetest

import (
	"parley"
	"parley/internal/store"
)

func (r *reader) LastMessages(charter parley.Hash, form string, limit int) ([]store.Message, error) {
	var list []store.Message
	for seq := range r.formSeqs.from(key(charter, parley.PartyID(form)), "") {
		if len(list) == limit {
			break
		}
		m, _ := r.numbered(seq, true)
		list = append(list, m)
	}
	return list, nil
}

func (r *reader) AckClock(message parley.Hash, peer parley.PartyID) (store.AckClock, error) {
	c, ok := r.clocks.get(key(message, peer))
	if !ok {
		return c, store.ErrNotFound
	}
	return c, nil
}

func (r *reader) RunningClocks(until parley.Millis, limit int) ([]store.AckClock, error) {
	var list []store.AckClock
	for c := range r.running.from("", "") {
		if c.Due > until || len(list) == limit {
			break
		}
		list = append(list, c)
	}
	return list, nil
}

func (r *reader) RaisedClocks(charter parley.Hash, peer parley.PartyID, limit int) ([]store.AckClock, error) {
	all := copied(r.raised.from(key(charter, peer), ""), asIs)
	return all[:min(limit, len(all))], nil
}

func (t *tx) PutAckClock(c store.AckClock) error {
	t.DropAckClock(c.Message, c.Peer)
	t.clocks = t.clocks.with(key(c.Message, c.Peer), c)
	if c.Raised {
		t.raised = t.raised.with(raisedKey(c), c)
	} else {
		t.running = t.running.with(runningKey(c), c)
	}
	return nil
}

func (t *tx) DropAckClock(message parley.Hash, peer parley.PartyID) error {
	k := key(message, peer)
	if c, ok := t.clocks.get(k); ok {
		t.clocks = t.clocks.without(k)
		t.raised = t.raised.without(raisedKey(c))
		t.running = t.running.without(runningKey(c))
	}
	return nil
}

func raisedKey(c store.AckClock) string  { return key(c.Charter, c.Peer, uint64(c.Since), c.Message) }
func runningKey(c store.AckClock) string { return key(uint64(c.Due), c.Message, c.Peer) }

func (r *reader) LineTimes(charter parley.Hash, peer parley.PartyID, from, to int64) ([]store.LineTime, error) {
	var list []store.LineTime
	for x := range r.lineTimes.from(key(charter, peer), "") {
		if x.Day >= from && x.Day < to {
			list = append(list, x)
		}
	}
	return list, nil
}

func (t *tx) AddLineTime(x store.LineTime) error {
	k := key(x.Charter, x.Peer, uint64(x.Day), parley.PartyID(x.Bearer), parley.PartyID(x.State))
	old, _ := t.lineTimes.get(k)
	x.Ms += old.Ms
	t.lineTimes = t.lineTimes.with(k, x)
	return nil
}
