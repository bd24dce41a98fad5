package link

import (
	"time"

	"parley"
)

// An entry is one item of the queue and what of it is to be sent.
type entry struct {
	Item
	seq     uint64        // order of offering
	since   int           // number of HELLOs that the peer had opened sessions with when it was offered
	need    rangeSet      // bytes that are to be sent and are not under way
	has     rangeSet      // bytes that the peer has, as its last HAVEs and since then its ACKs say
	held    bool          // the peer may have recorded it: wait for its record
	blocked bool          // the source did not have its bytes
	plain   bool          // packing it saves nothing
	gone    bool          // withdrawn
	queued  bool          // stands in its lane
	begun   bool          // and there among those of which a part is at the peer or under way
	jumps   bool          // goes now before one that came first
	turns   time.Duration // what had gone out of turn in its lane when it came into it
	bytes   uint64        // of it that were sent, again or not
	frames  uint64        // bytes of the frames that carried them
	counted tally         // what it adds to the queue's

	arrivedAt time.Time     // since when the peer is known to have all of it, as far as was looked; zero: it has not
	patience  time.Duration // how long that may last; 0: as long as the first time
}

// A tally counts what is in the queue.
type tally struct {
	unsettled, waiting [parley.NumPrecedences]int
	bytes              uint64
}

// A queue holds what is offered to the peer. It alone decides what goes first: the higher precedence; within one
// precedence messages before attachments; among these as their lane says. Entries of which nothing is to be sent stand in
// no lane.
type queue struct {
	entries map[parley.Hash]*entry
	lanes   [parley.NumPrecedences][2]lane // messages, attachments
	seq     uint64
	tally   tally
}

// offer enters an item, or takes over the higher precedence of one that is there.
func (q *queue) offer(it Item, since int) {
	e := q.entries[it.ID]
	if e == nil {
		q.seq++
		e = &entry{Item: it, seq: q.seq, since: since, need: rangeSet{{To: it.Size}}}
		if q.entries == nil {
			q.entries = map[parley.Hash]*entry{}
		}
		q.entries[it.ID] = e
		e.turns = q.lane(e).outOfTurn
	}
	if it.Precedence > e.Precedence {
		q.leave(e)
		e.Precedence = it.Precedence
		e.turns = q.lane(e).outOfTurn
	}
	e.blocked = false
	q.update(e)
}

// withdraw takes an item out.
func (q *queue) withdraw(id parley.Hash) {
	if e := q.entries[id]; e != nil {
		e.gone = true
		q.update(e)
		delete(q.entries, id)
	}
}

// update puts e into its lane or takes it out, as its state wants, and counts it.
func (q *queue) update(e *entry) {
	q.count(e)
	switch {
	case e.sent() || e.held || e.blocked || e.gone:
		q.leave(e)
	case e.queued:
		q.lane(e).refresh(e)
	default:
		q.lane(e).enter(e)
	}
}

// count brings the tally up to date with e.
func (q *queue) count(e *entry) {
	q.tally.add(e.counted, -1)
	e.counted = tally{}
	if !e.gone {
		e.counted.bytes = e.need.size()
		if !e.Blob {
			e.counted.unsettled[e.Precedence] = 1
		}
		if !e.Blob && !e.arrived() {
			e.counted.waiting[e.Precedence] = 1
		}
	}
	q.tally.add(e.counted, 1)
}

func (t *tally) add(o tally, sign int) {
	t.bytes += o.bytes * uint64(sign)
	for p := range t.waiting {
		t.waiting[p] += sign * o.waiting[p]
		t.unsettled[p] += sign * o.unsettled[p]
	}
}

func (q *queue) leave(e *entry) {
	if e.queued {
		q.lane(e).leave(e)
	}
}

func (q *queue) lane(e *entry) *lane {
	if e.Blob {
		return &q.lanes[e.Precedence][1]
	}
	return &q.lanes[e.Precedence][0]
}

// next returns the entry of precedence p that goes first of those that may go, in a contact like c.
func (q *queue) next(p parley.Precedence, c contact, may func(*entry) bool) *entry {
	for i := range q.lanes[p] {
		if e := q.lanes[p][i].next(c, may); e != nil {
			return e
		}
	}
	return nil
}

// arrived reports whether the peer has all of e.
func (e *entry) arrived() bool { return e.has.covers(0, e.Size) }

// sent reports whether no session has anything of e to send.
func (e *entry) sent() bool {
	if e.everywhere() {
		return e.arrived()
	}
	return len(e.need) == 0
}

// long reports whether an entry goes in pieces even where a FLASH would go whole.
func (e *entry) long() bool { return e.Blob || e.Size > firstFrame }
