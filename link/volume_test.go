package link

import (
	"testing"

	"parley"
	"parley/wire"
)

// knowing returns our charters with these volumes of south's record.
func knowing(numbers ...uint64) []Charter {
	cs := testCharters()
	for _, n := range numbers {
		cs[0].Volumes = append(cs[0].Volumes, Volume{Party: "south", Number: n})
	}
	return cs
}

func volumeLog(party parley.PartyID, n uint64) LogKey {
	return LogKey{Charter: testCharter, Party: party, Volume: n}
}

// naming returns the peer's HELLO with later volumes.
func (l *line) naming(vs ...wire.HelloVolume) *wire.Hello {
	h := l.hello(2, 2)
	h.Charters[0].Volumes = vs
	return h
}

// [LINK-40] A number of a log below 64 MUST be taken for the first volume of that party's record, and 64 + k for the
// volume at place k of the sender's HELLO.
func TestVolumeNames(t *testing.T) {
	l := newLine(t, true)
	l.must(Local{Charters: knowing(2, 3)})
	l.up()
	l.receive(l.naming(wire.HelloVolume{Party: 1, Volume: 3, Size: 4}, wire.HelloVolume{Party: 1, Volume: 2}), &wire.Have{})
	head := func(party uint64) *wire.Head {
		return &wire.Head{Log: wire.Log{Party: party}, Size: 5, Signature: make([]byte, 64)}
	}
	l.receive(head(1), head(64), head(65), head(66), head(2), head(1<<64-1))
	var got []LogKey
	for _, d := range l.ready().Deliver {
		if h, ok := d.(HeadIn); ok {
			got = append(got, h.Log)
		}
	}
	if want := []LogKey{southLog, volumeLog("south", 3), volumeLog("south", 2)}; len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("heads of %v, want %v", got, want)
	}
	if n := l.m.Stats().Dropped; n != 3 {
		t.Errorf("%d frames of unknown logs passed over, want 3", n)
	}
	for log, want := range map[LogKey]uint64{southLog: 1, volumeLog("south", 2): 64, volumeLog("south", 3): 65} {
		if at, ok := l.m.WireLog(log); !ok || at.Party != want {
			t.Errorf("volume %d is %d in our frames, want %d", log.Volume, at.Party, want)
		}
	}
}

// [LINK-6] A frame that names a log that the reader does not know MUST have no effect: nor a volume of which this node
// has no statement, though the peer's HELLO names it. When the node has learned of it the HELLO counts after all.
func TestVolumeNotKnownHere(t *testing.T) {
	l := newLine(t, true)
	l.up()
	l.receive(l.naming(wire.HelloVolume{Party: 1, Volume: 2, Size: 4}), &wire.Have{})
	h := l.ready().Deliver[0].(HelloIn)
	l.got = nil
	if _, ok := h.Sizes[volumeLog("south", 2)]; ok || len(h.Sizes) != 2 {
		t.Errorf("sizes %v", h.Sizes)
	}
	l.receive(&wire.Head{Log: wire.Log{Party: 64}, Size: 5, Signature: make([]byte, 64)})
	l.wantDelivered("a volume that is not known here")
	l.must(Local{Charters: knowing(2)})
	l.receive(&wire.Head{Log: wire.Log{Party: 64}, Size: 5, Signature: make([]byte, 64)})
	if d := l.ready().Deliver; len(d) != 1 || d[0].(HeadIn).Log != volumeLog("south", 2) {
		t.Errorf("delivered %v", d)
	}
}

// [LINK-40] Frames that name a later volume MUST NOT go before the peer's HELLO names it; our own HELLO names it first.
func TestVolumeWaitsForPeer(t *testing.T) {
	l := newLine(t, true)
	l.src.leaves[volumeLog("north", 2)] = append(vectorLeaves(), vectorLeaves()...)
	l.greet()
	own := testCharters()
	own[0].Volumes = []Volume{{Party: "north", Number: 2, Size: 5}}
	l.must(Local{Charters: own})
	l.must(LogState{Log: volumeLog("north", 2), Size: 5, Head: Head{Size: 5, Signature: make([]byte, 64)}})
	l.want("the peer does not know the volume", "HELLO 1 charters")
	l.ackAll()
	l.receive(l.naming(wire.HelloVolume{Party: 0, Volume: 2, Size: 2}))
	l.want("now it does", "ACK", "LEAVES 0/64 2+3 frontier 0", "HEAD 0/64 5 root false")

	l.down()
	l.up()
	l.receive(l.hello(2, 2), &wire.Have{})
	l.ready()
	l.ackAll()
	l.sent = nil
	l.must(LogState{Log: volumeLog("north", 2), Size: 6, Head: Head{Size: 6, Signature: make([]byte, 64)}})
	l.want("what an earlier session taught does not count")
}

// [LINK-4] A later HELLO MUST name the volumes of the earlier ones at the same places, and may add some at the end.
func TestHelloKeepsVolumes(t *testing.T) {
	a, b, c := wire.HelloVolume{Party: 1, Volume: 2}, wire.HelloVolume{Party: 0, Volume: 2}, wire.HelloVolume{Party: 1, Volume: 2, Size: 9}
	for _, x := range []struct {
		first, later []wire.HelloVolume
		taken        bool
	}{
		{nil, []wire.HelloVolume{a}, true},
		{[]wire.HelloVolume{a}, []wire.HelloVolume{c, b}, true},
		{[]wire.HelloVolume{a, b}, []wire.HelloVolume{a}, true}, // an older one, late
		{[]wire.HelloVolume{a, b}, []wire.HelloVolume{b, a}, false},
		{[]wire.HelloVolume{a}, []wire.HelloVolume{b}, false},
	} {
		l := newLine(t, true)
		l.up()
		l.receive(l.naming(x.first...))
		if err := l.step(l.in(wire.EncodeFrame(l.naming(x.later...)))); (err == nil) != x.taken {
			t.Errorf("%v, then %v: %v", x.first, x.later, err)
		}
	}
}

// [LINK-4] Our own volumes keep their places when there are more of them; what no volume can be is never named.
func TestOwnVolumePlaces(t *testing.T) {
	l := newLine(t, true)
	l.must(Local{Charters: knowing(2)})
	more := knowing(3, 2, 1, wire.MaxVolume+1)
	more[0].Volumes[1].Size = 7
	more[0].Volumes = append(more[0].Volumes, Volume{Party: "nobody", Number: 2})
	l.must(Local{Charters: more})
	l.up()
	h := l.decode(l.ready().Send[0]).(*wire.Hello)
	want := []wire.HelloVolume{{Party: 1, Volume: 2, Size: 7}, {Party: 1, Volume: 3}}
	if got := h.Charters[0].Volumes; len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("volumes %v, want %v", got, want)
	}
	var many []uint64
	for n := uint64(2); n <= wire.MaxVolume; n++ {
		many = append(many, n)
	}
	full := knowing(many...)
	full[0].Volumes = append(full[0].Volumes, Volume{Party: "north", Number: 2})
	l.must(Local{Charters: full})
	if _, ok := l.m.WireLog(volumeLog("north", 2)); ok {
		t.Errorf("there is room for more than %d volumes", wire.MaxVolumes)
	}
}

// [LINK-41] In open, log MUST name the first volume of the author's record, in whichever volume the message stands, so
// that no text waits until its volume is known; a reader takes another volume for the same.
func TestBodyNamesFirstVolume(t *testing.T) {
	l := newLine(t, true)
	own := testCharters()
	own[0].Volumes = []Volume{{Party: "north", Number: 2}}
	l.must(Local{Charters: own})
	l.src.bodies[vectorHash("flash")] = []byte("a flash")
	l.must(Offer{Item{ID: vectorHash("flash"), Log: volumeLog("north", 2), Size: 7, Precedence: parley.Flash, Index: 3}})
	l.up()
	var log wire.Log
	for _, p := range l.ready().Send {
		if f, ok := l.decode(p).(*wire.Body); ok {
			log = f.Open.Log
			log.Party++ // so that 1 says that it was there
		}
	}
	if log.Party != 1 {
		t.Errorf("the body names log %v", log)
	}
	l.must(Local{Charters: knowing(2)})
	l.receive(l.naming(wire.HelloVolume{Party: 1, Volume: 2}),
		&wire.Body{Type: wire.TypeBody, N: 1, Bytes: []byte("text"), Open: &wire.Open{Log: wire.Log{Party: 64}, Size: 4}})
	for _, d := range l.ready().Deliver {
		if in, ok := d.(BodyIn); ok && in.Log != southLog {
			t.Errorf("delivered as of %v", in.Log)
		} else if ok {
			return
		}
	}
	t.Error("not delivered")
}

// VOLUME is delivered as it came, and goes as a control of the node.
func TestVolumeFrame(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	f := &wire.VolumeFrame{Charter: testCharter, Statement: []byte("parley-volume/1\n")}
	l.receive(f)
	if d := l.ready().Deliver; len(d) != 1 || d[0].(VolumeIn).Charter != testCharter || string(d[0].(VolumeIn).Statement) != "parley-volume/1\n" {
		t.Errorf("delivered %v", d)
	}
	l.must(Control{Frame: f, Precedence: parley.Immediate, Session: -1})
	l.wait(ackDelay)
	for _, p := range l.sent {
		if _, ok := l.decode(p).(*wire.VolumeFrame); ok {
			return
		}
	}
	t.Errorf("sent %v", l.sent)
}

// [LINK-8] Of a peer with several volumes the newest counts.
func TestHoldBackByNewestVolume(t *testing.T) {
	l := newLine(t, true)
	l.must(Local{Charters: knowing(2)})
	l.offer("a priority", false, parley.Priority)
	l.up()
	h := l.naming(wire.HelloVolume{Party: 1, Volume: 2, Size: 4})
	h.Charters[0].Sizes[1] = 1000 // of the volume before: it ends there for ever
	l.receive(h, &wire.Have{})
	l.ready()
	l.ackAll()
	l.sent = nil
	l.want("before the record is here")
	l.must(LogState{Log: volumeLog("south", 2), Size: 4})
	l.want("as much as announced", "BODY n=1 0+10 whole priority")
}
