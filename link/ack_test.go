package link

import (
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// [LINK-12] On a reliable bearer an ACK MUST hold the number of bytes of all frames received in this session, ACK frames
// not counted, and no packets; on others ranges of packet numbers received, the newest first, and bytes 0.
func TestAckSaysWhatCame(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	before := l.ack
	ping := wire.EncodeFrame(&wire.Bye{Reason: "no"})
	l.must(l.in(ping))
	l.receive(&wire.Ack{Bytes: l.total})
	l.must(l.in(ping))
	l.ready()
	if a := l.decode(l.sent[0]).(*wire.Ack); a.Bytes != before+2*uint64(len(ping)) || len(a.Packets) != 0 {
		t.Errorf("ACK of %d bytes after %d and two frames of %d", a.Bytes, before, len(ping))
	}
	l = newLine(t, false)
	l.greet()
	l.packet += 2
	l.receive(&wire.Bye{})
	l.packet++
	l.receive(&wire.Bye{})
	l.want("with gaps", "ACK 8-9,6-7,1-4")
}

// [LINK-12] A reader ends the session when an ACK names what was not sent.
func TestAckOfWhatWasNotSent(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	if err := l.step(l.in(wire.EncodeFrame(&wire.Ack{Bytes: l.total + 1}))); err == nil {
		t.Error("bytes that were not sent: taken")
	}
	for _, r := range []wire.Range{{From: 1, To: 99}, {From: 98, To: 99}} {
		l = newLine(t, false)
		l.greet()
		if err := l.step(l.in(wire.EncodeFrame(&wire.Ack{Packets: []wire.Range{r}}))); err == nil {
			t.Errorf("packets %v that were not sent: taken", r)
		}
	}
}

// [LINK-13] An ACK MUST NOT itself call for an ACK. Every other frame is acknowledged with the next frame that goes the
// other way, or after 50 ms, or after two that are not light, whichever is first; a piece of something longer at once where
// it comes alone.
func TestAckTimes(t *testing.T) {
	fresh := func() *line {
		l := newLine(t, true)
		l.greet()
		l.wait(time.Second)
		l.sent = nil
		return l
	}
	l := fresh()
	l.receive(&wire.Ack{Bytes: l.total}, &wire.Ack{Bytes: l.total})
	l.wait(time.Minute)
	l.want("two ACKs")

	l.receive(&wire.Bye{})
	l.wait(ackDelay - time.Nanosecond)
	l.want("one frame, before 50 ms")
	l.wait(time.Nanosecond)
	l.want("one frame, after 50 ms", "ACK")

	l.receive(&wire.Bye{}, &wire.Bye{})
	l.want("two frames", "ACK")

	l = fresh()
	l.receive(&wire.Bye{})
	l.offer("flash", false, parley.Flash)
	l.want("something goes the other way", "ACK", "BODY n=1 0+5 whole flash")

	l = fresh()
	id := vectorHash("message")
	piece := &wire.Body{Type: wire.TypeBlob, N: 1, Bytes: []byte("ab"), Open: &wire.Open{Size: 100, ID: &id}}
	l.receive(piece)
	l.want("a piece that comes alone", "ACK")
	l.receive(&wire.Body{Type: wire.TypeBlob, N: 1, Offset: 2, Bytes: []byte("ab")})
	l.want("another close behind it")
}

// light are frames that say something of a record, and an answer to a PING.
func light() []wire.Frame {
	log := wire.Log{Party: 1}
	return []wire.Frame{&wire.Leaves{Log: log, Start: 2, Leaves: [][]byte{make([]byte, 47)}}, &wire.Head{Log: log, Size: 3, Signature: make([]byte, 64)},
		&wire.Cosig{Size: 2, Signature: make([]byte, 64)}, &wire.Pong{}}
}

// [LINK-13] LEAVES, HEAD, COSIG and PONG of at most 128 bytes are light: no number of them is acknowledged before 50 ms on a
// bearer that is not reliable.
func TestLightFramesCountNot(t *testing.T) {
	l := newLine(t, false)
	l.greet()
	l.receive(light()...)
	l.want("four at once")
	l.wait(ackDelay)
	l.want("after 50 ms", "ACK 1-8")
}

// [LINK-80] On a reliable bearer a reader MUST NOT send an ACK for the sake of light frames alone before a minute has passed
// or more than 256 bytes of them wait for one.
func TestLightFramesWait(t *testing.T) {
	fresh := func() *line {
		l := newLine(t, true)
		l.greet()
		l.wait(2 * lightAck)
		l.sent = nil
		return l
	}
	l := fresh()
	l.receive(light()[:2]...)
	l.wait(lightAck - time.Nanosecond)
	l.want("a receipt, for a minute")
	l.wait(time.Nanosecond)
	l.want("a receipt, after a minute", "ACK")

	l = fresh()
	l.receive(light()[:2]...)
	l.offer("flash", false, parley.Flash)
	l.want("with what goes the other way", "ACK", "BODY n=1 0+5 whole flash")

	l = fresh()
	l.receive(append(light()[:2], light()[:2]...)...)
	l.wait(ackDelay)
	l.want("more than 256 bytes", "ACK")

	l = fresh()
	l.receive(&wire.Leaves{Log: wire.Log{Party: 1}, Start: 2, Leaves: [][]byte{make([]byte, 47), make([]byte, 47), make([]byte, 47)}})
	l.wait(ackDelay)
	l.want("more than 128 bytes in one", "ACK")
}

// [LINK-80] A sender MUST NOT conclude anything on the path from when they are acknowledged.
func TestLightFramesMeasureNothing(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	s := l.m.sessions[l.session]
	before := s.rtt
	l.grow(3, parley.Flash)
	l.want("leaf and head", "LEAVES 0/0 2+1 frontier 0", "HEAD 0/0 3 root false")
	l.wait(time.Minute)
	if !s.flight.idle() {
		t.Error("what is light keeps the line from being idle")
	}
	l.ackAll()
	if s.rtt != before {
		t.Errorf("after a minute the round trip is %v, before it was %v", s.rtt, before)
	}
	l.offer("flash", false, parley.Flash)
	l.ready()
	l.wait(150 * time.Millisecond)
	l.ackAll()
	if s.rtt == before {
		t.Error("and that of a body measures nothing either")
	}
}

// [LINK-14] Bytes of a body MUST be in durable memory before the frame that brought them is acknowledged.
func TestPersistBeforeAck(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	id := vectorHash("message")
	before := l.ack
	f := &wire.Body{Type: wire.TypeBlob, N: 1, Bytes: []byte("ab"), Open: &wire.Open{Size: 100, ID: &id}}
	l.receive(f, f)
	r := l.m.Ready(l.now)
	if len(r.Persist) != 1 || len(r.Send) != 1 || l.decode(r.Send[0]).(*wire.Ack).Bytes <= before {
		t.Errorf("to persist %v, to send %v", r.Persist, r.Send)
	}
	if again := l.m.Ready(l.now); len(again.Persist) != 1 || len(again.Send) != 1 {
		t.Errorf("before Advance Ready gives something else: %+v", again)
	}
	l.m.Advance(r)
	if r := l.m.Ready(l.now); !r.Empty() {
		t.Errorf("after Advance there is %+v", r)
	}
}

// [LINK-15] A packet whose number came before in the session MUST have no effect.
func TestRepeatedPackets(t *testing.T) {
	l := newLine(t, false)
	l.greet()
	frame := wire.EncodeFrame(&wire.Bye{Reason: "once"})
	ev := l.in(frame)
	l.must(ev)
	l.must(ev)
	l.wantDelivered("a packet twice", "ByeIn once")
	for range 3 * keptRange { // every other packet is missing
		l.packet++
		l.must(l.in(frame))
	}
	l.ready()
	l.got = nil
	l.must(ev)
	l.must(Received{l.session, ev.Packet + 1, frame})
	l.wantDelivered("one from before all that is remembered")
	l.ackAll()
}
