package link

import (
	"slices"

	"parley"
	"parley/wire"
)

// logs are the records that we hold, in the order in which the node named them, and what of each the peer lacks.
type logs struct {
	of    map[LogKey]*outLog
	order []*outLog
}

// An outLog is one record on its way to the peer.
type outLog struct {
	key   LogKey
	size  uint64 // leaves held here
	head  Head   // the newest that may be shown
	known bool   // the peer has said how much it holds

	got      rangeSet // leaves that the peer holds
	need     rangeSet // leaves below head.Size that are to be sent
	told     uint64   // size of the largest head that the peer showed
	shown    uint64   // size of the newest head sent behind its leaves, or known to the peer
	tail     uint64   // size up to which leaves were sent ahead of others
	trickled int      // leaves of the gap that were sent since
	rooted   uint64   // size of the newest head sent with its root, ahead of leaves below it
	asks     int      // how often the peer asked for leaves
	had      uint64   // size of the newest head without its root that the peer has
	roots    roots    // heads with their root
	plain    uint64   // place below which no leaf goes cut
	blocked  bool     // the source did not have the leaves
	notable  []notable

	onRequest bool   // goes on request only: see Answer
	answered  uint64 // place from which leaves were asked for; they go with the frontier
	stop      Head   // at the end of the next piece of a long backlog, or none
}

const (
	maxRuns  = 1024 // of leaves of one record
	leafCost = 50   // bytes of a leaf in a frame, about
	hashCost = 34
)

// held returns how many leaves of a log we hold.
func (l *logs) held(k LogKey) uint64 {
	if x := l.of[k]; x != nil {
		return x.size
	}
	return 0
}

func (l *logs) get(k LogKey) *outLog {
	x := l.of[k]
	if x == nil {
		x = &outLog{key: k}
		if l.of == nil {
			l.of = map[LogKey]*outLog{}
		}
		l.of[k] = x
		l.order = append(l.order, x)
	}
	return x
}

// grown takes in what the node says of a log. Growth above ROUTINE makes the last leaf notable.
func (l *logs) grown(ev LogState) {
	x := l.get(ev.Log)
	x.size = max(x.size, ev.Size)
	x.blocked, x.onRequest = false, false
	if len(ev.Head.Signature) == 0 || ev.Head.Size < x.head.Size {
		return
	}
	x.want(x.head.Size, ev.Head.Size)
	x.head = ev.Head
	x.shown = max(x.shown, min(x.told, x.head.Size))
	for _, n := range ev.Notable {
		x.note(n)
	}
	if ev.Precedence > parley.Routine && ev.Head.Size > 0 {
		x.note(Notable{ev.Head.Size - 1, ev.Precedence})
	}
}

// answer takes in what of a record goes on request. A record that the node keeps up by LogState needs none.
func (l *logs) answer(ev Answer) {
	x := l.get(ev.Log)
	if len(ev.Head.Signature) == 0 || x.head.Size > 0 && !x.onRequest {
		return
	}
	x.onRequest, x.known, x.blocked = true, true, false
	x.head, x.shown, x.tail, x.stop = ev.Head, 0, 0, Head{}
	x.had, x.roots = 0, roots{}
	x.asks++
	x.got, x.need = nil, nil
	x.got.add(0, min(ev.From, ev.Head.Size))
	x.want(0, ev.Head.Size)
	x.answered = ev.From
}

// want asks for the leaves from..to to be sent, less those that the peer holds.
func (x *outLog) want(from, to uint64) {
	for _, r := range x.got.missing(from, to) {
		x.need.add(r.From, r.To)
	}
}

// greeted takes in the sizes of a HELLO. The first of a session replaces what was believed, except of what is in
// flight.
func (l *logs) greeted(sizes map[LogKey]uint64, first bool, inFlight []*packet) {
	for k, size := range sizes {
		x := l.get(k)
		if first || !x.known {
			x.restart(size)
		} else {
			x.holds(0, size)
		}
		x.known = true
	}
	for _, p := range inFlight {
		underWay(p.what)
	}
}

// underWay takes in that what a packet carries need not be sent.
func underWay(what carried) {
	switch p := what.(type) {
	case bodyPiece:
		p.e.need.remove(p.from, p.to)
		p.q.update(p.e)
	case controlPiece:
		if p.c.over || p.c.came() { // a HELLO that came late may say that the peer lacks it after all, and nobody sends it again
			return
		}
		p.c.need.remove(p.from, p.to)
		underWay(p.c.what)
	case leavesPiece:
		p.x.need.remove(p.from, p.to)
	case entryPiece:
		underWay(p.leavesPiece)
		underWay(p.head)
	case headPiece:
		switch {
		case p.root:
			p.x.rooted = max(p.x.rooted, p.size)
			p.x.roots.underWay(p.size)
		case p.asks == p.x.asks: // see acked
			p.x.shown = max(p.x.shown, p.size)
		}
	case proofPiece:
		if n := p.notable(); n != nil {
			n.proved, n.under = true, p.size
		}
	}
}

// restart says that the peer holds the leaves below size and no others, and has seen no head.
func (x *outLog) restart(size uint64) {
	if x.onRequest {
		x.head = Head{} // what was asked for in an earlier session is asked for again
	}
	x.got, x.need, x.answered, x.stop = nil, nil, 0, Head{}
	x.got.add(0, size)
	x.want(0, x.head.Size)
	x.told, x.shown, x.tail, x.rooted, x.blocked = size, min(size, x.head.Size), 0, 0, false
	x.had, x.roots = size, roots{}
	var kept []notable
	for _, n := range x.notable {
		if n.Index >= size {
			kept = append(kept, notable{Notable: n.Notable})
		}
	}
	x.notable = kept
}

// holds takes in that the peer holds the leaves from..to. A peer that says so in very many runs is believed no more.
func (x *outLog) holds(from, to uint64) {
	if len(x.got) > maxRuns || len(x.need) > maxRuns {
		return
	}
	x.got.add(from, to)
	x.need.remove(from, to)
}

// asked takes in that the peer lacks the leaves from there on. Those that are on their way are not sent again.
func (x *outLog) asked(from uint64, inFlight []*packet) {
	from = min(from, x.head.Size)
	x.blocked = false
	for _, p := range inFlight {
		if l, ok := p.what.(leavesPiece); ok && l.x == x && l.from <= from && from < l.to {
			return
		}
	}
	if x.need.contains(from) {
		return
	}
	x.got.remove(from, wire.MaxLogSize)
	x.want(from, x.head.Size)
	x.answered, x.plain = from, x.head.Size
	x.shown, x.told, x.tail = min(x.shown, from), min(x.told, from), 0
	x.had = min(x.had, from)
	x.asks++
}

// heard takes in that the peer showed a head of size, and so holds every leaf below it.
func (x *outLog) heard(size uint64) {
	x.holds(0, size)
	x.shown = max(x.shown, min(size, x.head.Size))
	x.told, x.had = max(x.told, size), max(x.had, size)
	x.taken(size)
}

// behind reports whether there is anything to send, at whatever precedence.
func (x *outLog) behind() bool {
	return !x.blocked && (len(x.need) > 0 || x.head.Size > x.shown)
}

// leavesPiece is a run of leaves in a packet.
type leavesPiece struct {
	x        *outLog
	from, to uint64
}

func (p leavesPiece) acked()        { p.x.holds(p.from, p.to) }
func (p leavesPiece) lost()         { p.x.want(p.from, p.to) }
func (p leavesPiece) back()         { p.lost() }
func (p leavesPiece) settled() bool { return p.x.got.covers(p.from, p.to) }

// headPiece is a head in a packet.
type headPiece struct {
	x    *outLog
	size uint64
	root bool
	asks int // of the log when it was sent
}

func (p headPiece) acked() {
	switch {
	case p.root:
		p.x.roots.took(p.size)
	case p.asks == p.x.asks: // else the peer lacked leaves below it, and may not have kept it
		p.x.had = max(p.x.had, p.size)
		p.x.shown = max(p.x.shown, min(p.size, p.x.head.Size))
		p.x.taken(p.size)
	}
}

func (p headPiece) lost() {
	switch {
	case p.settled():
	case p.root:
		if p.x.rooted == p.size {
			p.x.rooted = 0
		}
		p.x.roots.lost(p.size)
		p.x.unprove(p.size)
	case p.x.shown == p.size:
		p.x.shown = min(p.x.had, p.x.head.Size)
	}
}

func (p headPiece) back() { p.lost() }

func (p headPiece) settled() bool {
	if p.root {
		return slices.Contains(p.x.roots.had, p.size)
	}
	return p.x.had >= p.size
}

// proofPiece is a proof in a packet.
type proofPiece struct {
	x     *outLog
	index uint64
	size  uint64 // of the head that it is under
}

// notable returns what it proves; nil where the root that it needs went down with a session: then it proves nothing.
func (p proofPiece) notable() *notable {
	if slices.Contains(p.x.roots.gone, p.size) {
		return nil
	}
	return p.x.notableAt(p.index)
}

func (p proofPiece) acked() {
	if n := p.notable(); n != nil {
		n.given, n.under = true, p.size
	}
}

func (p proofPiece) lost() {
	if n := p.x.notableAt(p.index); n != nil && n.under == p.size && !n.given {
		n.proved = false
	}
}

func (p proofPiece) back() { p.lost() }

func (p proofPiece) settled() bool {
	n := p.x.notableAt(p.index)
	return n == nil || n.given
}
