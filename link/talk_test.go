package link

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// A line is one machine, north's, and a test that plays the peer, south, frame by frame.
type line struct {
	t        *testing.T
	m        *Machine
	now      time.Time
	src      *source
	reliable bool
	session  int
	packet   uint64
	sent     []Packet // not yet looked at
	total    uint64   // bytes of frames that came from the machine, ACKs not counted
	ack      uint64   // that the machine last acknowledged
	got      []Delivery
	persist  []Chunk
	closed   []int
}

// A source holds what a test lets the machine send.
type source struct {
	bodies   map[parley.Hash][]byte
	leaves   map[LogKey][][]byte
	frontier bool
	proofs   bool
	heads    []uint64 // sizes of signed heads, ascending
}

func (s *source) Stop(_ LogKey, from, most uint64) (h Head) {
	for _, size := range s.heads {
		if size > from && (h.Size == 0 || size <= from+most) {
			h = Head{Size: size, Signature: make([]byte, 64)}
		}
	}
	return h
}

func (s *source) Body(id parley.Hash, _ bool, offset uint64, n int) []byte {
	b := s.bodies[id]
	if offset >= uint64(len(b)) {
		return nil
	}
	return b[offset:min(len(b), int(offset)+n)]
}

func (s *source) Leaves(log LogKey, from, to uint64) [][]byte {
	if to > uint64(len(s.leaves[log])) {
		return nil
	}
	return s.leaves[log][from:to]
}

func (s *source) Frontier(_ LogKey, size uint64) []parley.Hash {
	if !s.frontier {
		return nil
	}
	return []parley.Hash{{byte(size)}}
}

func (s *source) Proof(log LogKey, index, size uint64) ([]byte, []parley.Hash) {
	if !s.proofs {
		return nil, nil
	}
	return s.leaves[log][index], []parley.Hash{{byte(index)}, {byte(size)}}
}

var (
	testCharter = vectorHash("charter")
	northLog    = LogKey{Charter: testCharter, Party: "north"}
	southLog    = LogKey{Charter: testCharter, Party: "south"}
)

func testCharters() []Charter {
	return []Charter{{ID: testCharter, Edition: 1, Short: short(testCharter), Parties: []parley.PartyID{"north", "south"},
		Sheets: []wire.Short{{Number: 1}, {Number: 1}}, Sizes: []uint64{2, 2}}}
}

func newLine(t *testing.T, reliable bool, change ...func(*Config)) *line {
	l := &line{t: t, now: simStart, reliable: reliable, src: &source{bodies: map[parley.Hash][]byte{}, leaves: map[LogKey][][]byte{}, frontier: true, proofs: true}}
	cfg := Config{Peer: "south", Source: l.src, Charters: testCharters(), Seed: 1}
	for _, c := range change {
		c(&cfg)
	}
	l.m = New(cfg)
	return l
}

// up opens the next session, down ends it.
func (l *line) up() {
	l.t.Helper()
	l.session++
	l.packet, l.total, l.sent = 0, 0, nil
	l.must(Up{Session: l.session, Reliable: l.reliable, MaxFrame: wire.MaxFrame})
}

func (l *line) down() { l.must(Down{l.session}) }

// greet opens a session and lets both HELLO and HAVE pass.
func (l *line) greet() {
	l.t.Helper()
	l.up()
	l.receive(l.hello(2, 2), &wire.Have{})
	l.ready()
	l.ackAll()
	l.sent, l.got = nil, nil
}

// hello is what south says: how much it holds of both records.
func (l *line) hello(north, south uint64) *wire.Hello {
	return &wire.Hello{Version: 1, Time: parley.MillisOf(l.now), Charters: []wire.HelloCharter{{ID: testCharter, Edition: 1,
		Short: short(testCharter), Sheets: []wire.Short{{Number: 1}, {Number: 1}}, Sizes: []uint64{north, south}}}}
}

func (l *line) step(ev Event) error { return l.m.Step(l.now, ev) }

func (l *line) must(ev Event) {
	l.t.Helper()
	if err := l.step(ev); err != nil {
		l.t.Fatalf("%T: %v", ev, err)
	}
}

func (l *line) in(frame []byte) Received {
	l.packet++
	return Received{l.session, l.packet, bytes.Clone(frame)}
}

// receive hands frames of the peer in.
func (l *line) receive(fs ...wire.Frame) {
	l.t.Helper()
	for _, f := range fs {
		l.must(l.in(wire.EncodeFrame(f)))
	}
}

// ready does what is ready, and keeps what came for the test to look at.
func (l *line) ready() Ready {
	var all Ready
	for n := 0; ; n++ {
		if n > 1000 {
			l.t.Fatal("Ready never ends")
		}
		r := l.m.Ready(l.now)
		if r.Empty() {
			return all
		}
		all.Persist, all.Send = append(all.Persist, r.Persist...), append(all.Send, r.Send...)
		all.Deliver, all.Close = append(all.Deliver, r.Deliver...), append(all.Close, r.Close...)
		all.GaveUp = append(all.GaveUp, r.GaveUp...)
		l.persist, l.got, l.closed = append(l.persist, r.Persist...), append(l.got, r.Deliver...), append(l.closed, r.Close...)
		for _, p := range r.Send {
			f := l.decode(p)
			if a, ok := f.(*wire.Ack); ok {
				l.ack = a.Bytes
			} else {
				l.total += uint64(len(p.Frame))
			}
			l.sent = append(l.sent, p)
		}
		l.m.Advance(r)
	}
}

func (l *line) decode(p Packet) wire.Frame {
	f, err := wire.DecodeFrame(p.Frame, wire.MaxFrame)
	if err != nil {
		l.t.Fatalf("a frame that cannot be read: %v", err)
	}
	return f
}

// acked returns how many bytes the machine has acknowledged.
func (l *line) acked() uint64 { l.ready(); return l.ack }

// ackAll acknowledges all that was sent so far on a reliable bearer.
func (l *line) ackAll() {
	l.t.Helper()
	if l.reliable {
		l.receive(&wire.Ack{Bytes: l.total})
		return
	}
	var set rangeSet
	for _, p := range l.sent {
		set.add(p.Number, p.Number+1)
	}
	if len(set) > 0 {
		l.receive(&wire.Ack{Packets: []wire.Range{{From: 1, To: set[len(set)-1].To}}})
	}
}

// wait lets d pass, in the steps that the machine asks for.
func (l *line) wait(d time.Duration) {
	l.t.Helper()
	end := l.now.Add(d)
	for n := 0; ; n++ {
		if n > 10000 {
			l.t.Fatal("time does not pass")
		}
		l.ready()
		at, ok := l.m.Deadline()
		if !ok || at.After(end) {
			break
		}
		l.now = at
		l.must(Tick{})
	}
	l.now = end
	l.must(Tick{})
	l.ready()
}

// offer puts a body into the queue.
func (l *line) offer(text string, blob bool, p parley.Precedence) parley.Hash {
	l.t.Helper()
	id := parley.Sum([]byte(text))
	l.src.bodies[id] = []byte(text)
	l.must(Offer{Item{ID: id, Blob: blob, Log: northLog, Size: uint64(len(text)), Precedence: p, Index: -1}})
	return id
}

// want holds that what was sent since the last want is exactly the frames described, one a line.
func (l *line) want(what string, frames ...string) {
	l.t.Helper()
	l.ready()
	var got []string
	for _, p := range l.sent {
		got = append(got, describe(l.decode(p)))
	}
	l.sent = nil
	if strings.Join(got, "\n") != strings.Join(frames, "\n") {
		l.t.Fatalf("%s: sent\n\t%s\nnot\n\t%s", what, strings.Join(got, "\n\t"), strings.Join(frames, "\n\t"))
	}
}

// wantDelivered holds that what was delivered since the last look is exactly what is described.
func (l *line) wantDelivered(what string, ds ...string) {
	l.t.Helper()
	l.ready()
	var got []string
	for _, d := range l.got {
		got = append(got, fmt.Sprintf("%T", d)[len("link."):]+" "+about(d))
	}
	l.got = nil
	if strings.Join(got, "\n") != strings.Join(ds, "\n") {
		l.t.Fatalf("%s: delivered\n\t%s\nnot\n\t%s", what, strings.Join(got, "\n\t"), strings.Join(ds, "\n\t"))
	}
}

// describe says in a few words what a frame is.
func describe(f wire.Frame) string {
	switch f := f.(type) {
	case *wire.Hello:
		return fmt.Sprintf("HELLO %d charters", len(f.Charters))
	case *wire.Leaves:
		return fmt.Sprintf("LEAVES %d/%d %d+%d frontier %d", f.Log.Charter, f.Log.Party, f.Start, len(f.Leaves), len(f.Frontier))
	case *wire.Head:
		return fmt.Sprintf("HEAD %d/%d %d root %v", f.Log.Charter, f.Log.Party, f.Size, f.Root != nil)
	case *wire.Entry:
		return fmt.Sprintf("ENTRY %d/%d %d kind %d", f.Log.Charter, f.Log.Party, f.Size, f.Kind())
	case *wire.Proof:
		return fmt.Sprintf("PROOF %d/%d %d of %d", f.Log.Charter, f.Log.Party, f.Index, f.Size)
	case *wire.Body:
		return describeBody(f)
	case *wire.Have:
		var b strings.Builder
		for _, h := range f.Items {
			fmt.Fprintf(&b, " %s %d %s", h.ID.String()[:4], h.Size, describeRanges(h.Ranges))
		}
		return "HAVE" + b.String()
	case *wire.Ack:
		if len(f.Packets) > 0 {
			return "ACK " + describeRanges(f.Packets)
		}
		return "ACK"
	case *wire.Part:
		return fmt.Sprintf("PART %d %d+%d of %d", f.Frame, f.Offset, len(f.Bytes), f.Total)
	case *wire.Pong:
		return fmt.Sprintf("PONG %d", f.Token)
	case *wire.Ask:
		return fmt.Sprintf("ASK %d from %d", f.What, f.From)
	case *wire.Bye:
		return "BYE " + f.Reason
	}
	return strings.ToUpper(strings.TrimSuffix(fmt.Sprintf("%T", f)[len("*wire."):], "Frame"))
}

func describeBody(f *wire.Body) string {
	kind := "BODY"
	if f.Type == wire.TypeBlob {
		kind = "BLOB"
	}
	s := fmt.Sprintf("%s n=%d %d+%d", kind, f.N, f.Offset, len(f.Bytes))
	switch {
	case f.Open == nil:
		return s
	case f.Open.ID == nil:
		return fmt.Sprintf("%s whole %s", s, f.Open.Precedence)
	}
	return fmt.Sprintf("%s opens %s of %d %s", s, f.Open.ID.String()[:4], f.Open.Size, f.Open.Precedence)
}

func describeRanges(rs []wire.Range) string {
	var parts []string
	for _, r := range rs {
		parts = append(parts, fmt.Sprintf("%d-%d", r.From, r.To))
	}
	return strings.Join(parts, ",")
}

// about says what is in a delivery.
func about(d Delivery) string {
	switch d := d.(type) {
	case BodyIn:
		return fmt.Sprintf("%s %d bytes %s %q", d.Log.Party, d.Size, d.Precedence, d.Bytes)
	case LeavesIn:
		return fmt.Sprintf("%s %d+%d", d.Log.Party, d.Leaves.Start, len(d.Leaves.Leaves))
	case HeadIn:
		return fmt.Sprintf("%s %d", d.Log.Party, d.Head.Size)
	case ProofIn:
		return fmt.Sprintf("%s %d of %d", d.Log.Party, d.Proof.Index, d.Proof.Size)
	case CosigIn:
		return fmt.Sprintf("%s by %s", d.Log.Party, d.Mirror)
	case AskIn:
		return fmt.Sprintf("%s what %d", d.Log.Party, d.Ask.What)
	case ByeIn:
		return d.Reason
	case PongIn:
		return fmt.Sprintf("%v %v", d.RTT, d.ClockOffset)
	}
	return ""
}

// text returns n bytes that no other name gives.
func text(name string, n int) string {
	return strings.Repeat(name+" ", n/(len(name)+1)+1)[:n]
}
