package link

import (
	"cmp"
	"slices"
	"time"

	"parley"
)

// A Forecast says what waits for the peer and how long the line will take over it. Times are of contact: while no session is
// up, and outside of the hours of a bearer, they stand still.
type Forecast struct {
	Bearer   string  // of the session that carries what goes once; empty while none is up
	Rate     float64 // bytes per second; 0: not known, and no time either
	Measured bool    // Rate was measured under load; else the operator expects it
	Queued   [parley.NumPrecedences]Queued
	Items    []Expected // in the order in which they are to go
}

// Queued is what of one precedence is not yet wholly sent.
type Queued struct {
	Messages, Attachments int
	Bytes                 uint64        // left to be sent
	Takes                 time.Duration // until all of it, and what goes before it, is at the peer
}

// Expected is one item that is not yet wholly sent, and after how much contact it is whole at the peer. Late says that it
// expires before that.
type Expected struct {
	ID         parley.Hash
	Blob       bool
	Precedence parley.Precedence
	Size, Left uint64 // bytes
	Takes      time.Duration
	Late       bool
}

// Forecast returns what waits. Where no rate was measured it takes the one that the operator expects of the session, or, while
// none is up, expects, in bytes per second; 0: not known.
func (m *Machine) Forecast(now time.Time, expects float64) Forecast {
	c := contact{now: parley.MillisOf(now), rate: expects}
	var f Forecast
	if s := m.main; s != nil {
		c, f.Bearer, f.Measured = s.contact(now), s.bearer, s.window.known
	}
	f.Rate = c.rate
	left := uint64(c.ahead)
	for _, e := range m.queue.inOrder(c) {
		left += e.load()
		x := Expected{ID: e.ID, Blob: e.Blob, Precedence: e.Precedence, Size: e.Size, Left: e.left()}
		if c.rate > 0 {
			x.Takes = c.takes(left) + c.delay
		}
		x.Late = e.Expires != 0 && c.now+parley.Millis(x.Takes.Milliseconds()) >= e.Expires
		f.Items = append(f.Items, x)
		f.Queued[e.Precedence].add(x)
	}
	return f
}

func (q *Queued) add(x Expected) {
	if x.Blob {
		q.Attachments++
	} else {
		q.Messages++
	}
	q.Bytes += x.Left
	q.Takes = x.Takes
}

// inOrder returns the entries of which bytes are left, in the order in which they go if nothing else comes: that of
// LINK-90, judged now.
func (q *queue) inOrder(c contact) (out []*entry) {
	for _, e := range q.entries {
		if e.left() > 0 {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b *entry) int {
		if by := cmp.Or(cmp.Compare(b.Precedence, a.Precedence), compareBool(a.Blob, b.Blob)); by != 0 {
			return by
		}
		la, lb := q.lane(a).class(c, a), q.lane(b).class(c, b)
		switch by := cmp.Compare(la, lb); {
		case by != 0:
			return by
		case la == classInTime:
			return byExpiry(a, b)
		case la == classBegun:
			return cmp.Or(cmp.Compare(a.left(), b.left()), bySeq(a, b))
		}
		return bySeq(a, b)
	})
	return out
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// The classes of LINK-90, the one that goes first first.
const (
	classPassedOver = iota
	classInTime
	classBegun
	classNew
	classLate
)

// class says why e goes when it does.
func (l *lane) class(c contact, e *entry) int {
	switch {
	case c.late(e):
		return classLate
	case l.outOfTurn-e.turns >= patience:
		return classPassedOver
	case e.Expires != 0 && c.inTime(e):
		return classInTime
	case e.left() < e.Size:
		return classBegun
	}
	return classNew
}
