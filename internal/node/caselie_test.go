package node

import (
	"crypto/ed25519"
	"encoding/binary"
	"maps"
	"slices"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// A caseLiar is the party of a case that cheats, with a node like any other around which it cheats.
type caseLiar struct {
	x      *caseRun
	id     parley.PartyID
	how    string
	began  int // proceedings that were opened before it began
	from   map[parley.PartyID]bool
	quiet  bool              // it hides what it hides
	bodies map[caseBody]bool // on their way to whom it hides them from

	face *station         // its second branch, once it has forked
	side []parley.PartyID // who is shown that
}

// A caseBody is one that is sent to a peer in several frames.
type caseBody struct {
	peer parley.PartyID
	n    uint64
}

func newCaseLiar(x *caseRun) *caseLiar {
	l := &caseLiar{x: x, id: x.takes[x.rnd.IntN(len(x.takes))], how: x.shape.lie, from: map[parley.PartyID]bool{}, bodies: map[caseBody]bool{}}
	for _, id := range x.order {
		if id != l.id && (len(l.from) == 0 || x.rnd.IntN(3) == 0) {
			l.from[id] = true
		}
	}
	if l.how == caseForks {
		others := slices.DeleteFunc(slices.Clone(x.takes), func(id parley.PartyID) bool { return id == l.id })
		for i, id := range others {
			if i%2 == 1 || len(others) == 1 {
				l.side = append(l.side, id)
			}
		}
	}
	if l.how == caseNoBody || l.how == caseNoLog {
		x.edit = l.withhold
	}
	return l
}

// step is what it does beside what its officers do.
func (l *caseLiar) step(i int) {
	third := l.x.shape.steps / 3
	switch {
	case i == third && l.how == caseForks:
		l.fork()
	case i == third:
		l.quiet = true
	case l.how == caseCuts && i > third && i%5 == 0:
		for _, id := range l.x.order {
			if id != l.id && l.x.rnd.IntN(4) > 0 {
				l.x.cut(l.id, id)
			}
		}
	}
	if l.face != nil && l.x.rnd.IntN(3) == 0 {
		l.x.act(l.face)
	}
	if l.how == caseSubset && i%2 == 0 {
		l.x.act(l.x.stations[l.id])
	}
}

// relent ends what may come to an end. Of two participants a body may stay hidden for good.
func (l *caseLiar) relent() {
	if l.how != caseNoBody || len(l.x.takes) == 2 && l.x.shape.number%4 > 0 {
		l.quiet = false
	}
}

// submit has it act in its own way; false: like anybody.
func (l *caseLiar) submit(s *station, m *wire.Payload) bool {
	x := l.x
	switch {
	case l.how == caseGrinds:
		x.grind(s, m)
	case l.how == caseBackdates:
		s.setSkew(-2 * time.Hour)
	case l.how == casePostdates:
		s.setSkew(9 * time.Minute)
	case l.how == caseUnmarked && x.rnd.IntN(2) == 0:
		l.enter(s, m, func(store.Tx, []store.Leaf) (mark [8]byte, err error) {
			binary.BigEndian.PutUint64(mark[:], x.rnd.Uint64())
			return mark, nil
		})
		return true
	case l.how == caseSubset && x.rnd.IntN(2) == 0:
		m.Action = m.Action[x.rnd.IntN(len(m.Action)):][:1]
		l.enter(s, m, nil)
		return true
	}
	return false
}

// enter records an act of its own that no node of this program would.
func (l *caseLiar) enter(s *station, m *wire.Payload, mark func(store.Tx, []store.Leaf) ([8]byte, error)) {
	e, err := wire.Seal(m, l.x.world.id, s.keys["operator"])
	if err != nil {
		l.x.t.Fatal(err)
	}
	j := s.node.sentJob(s.node.tables()[0], e.ID(), parley.Sum(e.Payload), e.Encode(), m)
	j.check = nil
	if mark != nil {
		j.marked = mark
	}
	s.node.recorder.do(j)
}

// fork has it go on as two: a second machine with the same record, keys and all, that talks to others than the first.
func (l *caseLiar) fork() {
	x, s := l.x, l.x.stations[l.id]
	x.stop(l.id)
	for _, id := range l.side {
		x.cut(l.id, id)
		x.link(parley.PartyID("other-")+l.id, id, simnet.Path{Delay: 100 * time.Millisecond})
	}
	marks := &memoryMarks{m: maps.Clone(s.marks.(boatMarks).HighWater.(*memoryMarks).m)}
	l.face = &station{id: s.id, keys: s.keys, file: s.file, memory: s.memory.Snapshot(), marks: marks, rand: newStream("other")}
	l.face.store = l.face.memory
	x.start(l.id)
	l.face.node = x.world.open(l.face)
	x.serveAt(l.face, "other-"+string(l.id)+".invalid:7420")
	for _, n := range []*Node{s.node, l.face.node} {
		for i := range maxProofs { // so that it wants to hear of no proof against itself
			n.disputes.add(n.tables()[0].own().log, dispute{hash: parley.Hash{1, byte(i)}, kind: record.EvidenceFork})
		}
	}
}

// apart reports whether the line between two is cut for good.
func (l *caseLiar) apart(a, b parley.PartyID) bool {
	return l.face != nil && (a == l.id && slices.Contains(l.side, b) || b == l.id && slices.Contains(l.side, a))
}

// opened splits what a session carries: between packets a frame has its number before it.
func (l *caseLiar) opened(b []byte) (number, frame []byte) {
	if l.x.reliable || len(b) < 8 {
		return nil, b
	}
	return b[:8], b[8:]
}

func (l *caseLiar) owns(log wire.Log) bool {
	return l.x.order[log.Party] == l.id
}

// withhold loses what it hides from some.
func (l *caseLiar) withhold(at parley.PartyID, to ed25519.PublicKey, frame []byte, sent bool) []byte {
	if !sent || at != l.id || !l.quiet {
		return frame
	}
	peer := l.x.stationOf(to)
	if !l.from[peer] {
		return frame
	}
	_, inner := l.opened(frame)
	f, err := wire.DecodeFrame(inner, wire.MaxFrame)
	if err != nil {
		return frame
	}
	switch f := f.(type) {
	case *wire.Body:
		key := caseBody{peer, f.N}
		if f.Open != nil {
			l.bodies[key] = f.Type == wire.TypeBody && l.owns(f.Open.Log)
		}
		if l.how == caseNoBody && l.bodies[key] {
			return nil
		}
	case *wire.Leaves:
		if l.how == caseNoLog && l.owns(f.Log) {
			return nil
		}
	case *wire.Head:
		if l.how == caseNoLog && l.owns(f.Log) {
			return nil
		}
	case *wire.Proof:
		if l.how == caseNoLog && l.owns(f.Log) {
			return nil
		}
	}
	return frame
}
