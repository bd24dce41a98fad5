package link

import (
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// FuzzMachine feeds arbitrary frames and events. The first byte of each piece chooses what happens, the second its
// length. The machine never panics, what it holds for the peer stays bounded, and what it sends can be read.
func FuzzMachine(f *testing.F) {
	var all []byte
	for _, s := range frameSamples() {
		b := wire.EncodeFrame(s.frame)
		if len(b) < 256 {
			all = append(append(all, 0, byte(len(b))), b...)
		}
	}
	f.Add(all)
	for _, b := range badFrames() {
		if len(b.frame) < 256 {
			f.Add(append(append([]byte{1, 1, 0, 0, byte(len(b.frame))}, b.frame...), 8, 1, 9))
		}
	}
	f.Add([]byte{1, 1, 1, 3, 2, 2, 2, 4, 1, 7, 5, 1, 1, 6, 2, 3, 3, 7, 1, 1, 8, 1, 250, 2, 1, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		l := newLine(t, len(data)%2 == 0, func(cfg *Config) { cfg.KeepAlive = time.Minute })
		l.greet()
		for n := 0; len(data) >= 2 && n < 200; n++ {
			end := 2 + min(int(data[1]), len(data)-2)
			l.fuzz(data[0], data[2:end])
			data = data[end:]
			l.ready()
			l.bounded()
		}
	})
}

// fuzz does one thing; kinds that are not named below hand in a frame.
func (l *line) fuzz(kind byte, b []byte) {
	at := func(i int) uint64 {
		if i < len(b) {
			return uint64(b[i])
		}
		return 0
	}
	p := parley.Precedence(at(0) % 4)
	switch kind {
	case 1:
		l.down()
		l.session++
		l.packet, l.total = 0, 0
		l.must(Up{Session: l.session, Reliable: at(0)%2 == 0, MaxFrame: 256 + int(at(1))*64})
		l.reliable = at(0)%2 == 0
	case 2:
		l.offer(text(string(b)+"x", 1+int(at(1)*at(2))), at(3)%2 == 0, p)
	case 3:
		l.must(Withdraw{parley.Sum([]byte(text(string(b)+"x", 1+int(at(1)*at(2)))))})
	case 4:
		l.grow(len(l.src.leaves[northLog])+int(at(1))+1, p, Notable{at(2), p})
	case 5:
		l.step(Control{Frame: &wire.Fork{Evidence: make([]byte, at(1)*at(2))}, Precedence: p, Session: int(at(3)) - 1})
	case 6:
		for id := range l.m.bodies {
			l.must(Dropped{id})
			break
		}
	case 7:
		l.wait(time.Duration(at(0)*at(1)) * time.Millisecond)
	case 8:
		if s := l.m.sessions[l.session]; s != nil {
			l.step(l.in(wire.EncodeFrame(&wire.Ack{Bytes: s.flight.sent})))
		}
	default:
		l.step(l.in(b))
	}
}

// bounded holds that what the peer can make the machine keep has an end.
func (l *line) bounded() {
	l.t.Helper()
	m := l.m
	if len(m.bodies) > defaultMaxUnfinished || len(m.done.of) > maxDone || len(m.done.order) != len(m.done.of) || len(m.persist)+len(m.deliver) > 0 {
		l.t.Fatalf("%d bodies in part, %d done, %d to persist, %d to deliver", len(m.bodies), len(m.done.of), len(m.persist), len(m.deliver))
	}
	for _, b := range m.bodies {
		if len(b.ranges) > maxBodyRanges {
			l.t.Fatalf("%d runs of a body", len(b.ranges))
		}
	}
	for _, x := range m.logs.order {
		if len(x.got) > maxRuns+1 || len(x.notable) > maxNotable {
			l.t.Fatalf("%d runs of leaves, %d notable", len(x.got), len(x.notable))
		}
	}
	for _, s := range m.sessions {
		if len(s.parts.open) > maxParts || len(s.arrivals.open) > maxOpenArrivals || len(s.ack.packets) > keptRange ||
			len(s.peer) > maxHello || len(s.ping.answers) > maxAnswers || s.controls.length() > maxControls+1 {
			l.t.Fatalf("a session holds too much: %+v", s)
		}
	}
	if !m.queue.sound() {
		l.t.Fatal("the queue counts wrong")
	}
	l.got, l.persist, l.sent = nil, nil, nil
}

// sound reports whether the tally is that of the entries.
func (q *queue) sound() bool {
	var sum tally
	for _, e := range q.entries {
		sum.add(e.counted, 1)
	}
	return sum == q.tally
}
