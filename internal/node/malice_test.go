package node

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

// Bytes that are no frame, and frames that promise more than they hold, end the session and nothing else.
func TestMaliceGarbage(t *testing.T) {
	attack(t, func(p *rawPeer) {
		random := newStream("garbage")
		for i := range 200 {
			b := make([]byte, 1+i*17%4000)
			random.Read(b)
			p.bytes(b)
			p.again()
		}
		for _, head := range []byte{0x84, 0x85, 0x86, 0x9a, 0x9b, 0xbb, 0x5b, 0x7b, 0x9f, 0x5f} {
			for kind := byte(1); kind < 20; kind++ { // arrays, maps, strings of 2^32 and 2^63 elements in each type of frame
				for _, count := range [][]byte{{0x9a, 0xff, 0xff, 0xff, 0xff}, {0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, {0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}} {
					p.bytes(append([]byte{head, kind}, bytes.Repeat(count, 4)...))
				}
				p.again()
			}
		}
		if n := p.south.counted(p.t, "frames_bad_total"); n < 100 {
			p.t.Errorf("%v bad frames were counted", n)
		}
	})
}

// Leaves without end, and without a head, fill no memory.
func TestMaliceLeavesWithoutEnd(t *testing.T) {
	attack(t, func(p *rawPeer) {
		p.greet()
		m := p.south.mirrorOf(p.south.peerOf(p.south.tables()[0], "north"), p.south.tables()[0], p.south.tables()[0].seat("north"))
		for start := uint64(0); start < 4*maxPendingLeaves; {
			f := &wire.Leaves{Log: p.log("north"), Start: start}
			for range 250 {
				l := wire.Leaf{Kind: wire.LeafSent, Date: 1, Addressees: make([]byte, 8)}
				binary.BigEndian.PutUint64(l.ID[:], start)
				f.Leaves = append(f.Leaves, l.Encode())
				start++
			}
			p.send(f)
			m.mu.Lock()
			if len(m.pending) > maxPendingLeaves {
				p.t.Fatalf("%d leaves wait for a head", len(m.pending))
			}
			m.mu.Unlock()
		}
		// Jumps that are never proved, and a gap before each.
		for i := range uint64(2000) {
			p.send(&wire.Leaves{Log: p.log("north"), Start: 1<<40 + i*1000, Leaves: [][]byte{make([]byte, 55)}, Frontier: make([]parley.Hash, 20)},
				&wire.Leaves{Log: p.log("north"), Start: 1<<50 + i*1000, Leaves: [][]byte{make([]byte, 55)}})
		}
		if p.held() != 0 {
			p.t.Errorf("%d leaves were stored", p.held())
		}
	})
}

// Heads that do not verify are counted and change nothing; heads that do, over leaves that never come, fill no disk.
func TestMaliceHeads(t *testing.T) {
	attack(t, func(p *rawPeer) {
		p.greet()
		root := parley.Sum(nil)
		for _, size := range []uint64{0, 1, 2, 3, 1 << 20, 1<<62 - 1, 1 << 62, 1<<64 - 1} {
			for _, r := range []*parley.Hash{nil, &root} {
				p.send(&wire.Head{Log: p.log("north"), Size: size, Signature: make([]byte, 64), Root: r})
				if p.ended() {
					p.again()
				}
			}
		}
		f := p.north()
		for range 3 { // while heads that do not verify wait, the leaves that come are asked for again
			p.send(&wire.Leaves{Log: p.log("north"), Leaves: f.leaves}, p.head(f, false))
		}
		if p.held() != 2 {
			p.t.Fatalf("%d leaves are held", p.held())
		}
		for range 300 {
			f.add(p.t, wire.Leaf{Kind: wire.LeafClock, Date: parley.MillisOf(wall())})
			p.send(p.head(f, true))
		}
		for range 200 {
			p.send(&wire.Head{Log: p.log("north"), Size: 2, Signature: make([]byte, 64)})
		}
		if n := pendingHeads(p); n > maxKeptAhead {
			p.t.Errorf("%d heads without leaves are stored", n)
		}
		if p.held() != 2 || p.south.counted(p.t, "heads_bad_total") == 0 {
			p.t.Errorf("%d leaves are held", p.held())
		}
	})
}

func pendingHeads(p *rawPeer) (n int) {
	p.t.Helper()
	err := p.south.cfg.Store.View(func(r store.Reader) error {
		heads, err := r.PendingHeads(p.south.tables()[0].seat(p.id).log)
		n = len(heads)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// A signed record that breaks a rule is not taken over: dates that go back, addressees who are no party, a first leaf
// that is no sheet. Texts go on.
func TestMaliceSignedNonsense(t *testing.T) {
	now := parley.MillisOf(wall())
	for name, leaves := range map[string][]wire.Leaf{
		"a date that goes back":  {{Kind: wire.LeafClock, Date: now + 1000}, {Kind: wire.LeafClock, Date: now + 999}},
		"addressees of nowhere":  {{Kind: wire.LeafSent, Date: now + 1000, Addressees: []byte{0xff}}},
		"too many addressees":    {{Kind: wire.LeafSent, Date: now + 1000, Addressees: []byte{1, 1}}},
		"a kind that is not yet": {{Kind: 99, Date: now + 1000}},
	} {
		t.Run(name, func(t *testing.T) {
			attack(t, func(p *rawPeer) {
				f := p.north()
				p.greet()
				p.send(&wire.Leaves{Log: p.log("north"), Leaves: f.leaves}, p.head(f, false))
				f.add(p.t, leaves...)
				for range 5 {
					p.send(&wire.Leaves{Log: p.log("north"), Start: 2, Leaves: f.leaves[2:]}, p.head(f, false), p.head(f, true))
				}
				if p.held() != 2 {
					p.t.Errorf("%d leaves are held", p.held())
				}
				envelope := p.w.seal("north", p.w.message("north", "south", parley.Flash, "Read this all the same."))
				p.send(&wire.Body{Type: wire.TypeBody, N: 1, Bytes: envelope, Open: &wire.Open{Log: p.log("north"), Size: uint64(len(envelope)), Precedence: parley.Flash}})
				if in := p.w.inbox("south"); len(in) != 2 || *in[1].Text != "Read this all the same." {
					p.t.Errorf("%d messages are shown", len(in))
				}
			})
		})
	}
}

// Bodies that are opened and never finished are few, and one under the id of an attachment that is held whole, or of our
// own, does it no harm.
func TestMaliceBodies(t *testing.T) {
	attack(t, func(p *rawPeer) {
		salt := [16]byte{7}
		attached := pattern("a map", 3000)
		ours := p.w.upload("south", salt, "ours.bin", attached)
		p.w.sendBlobs("south", "north", salt, ours)
		theirs := p.w.upload("east", [16]byte{8}, "theirs.bin", attached)
		p.w.sendBlobs("east", "south", [16]byte{8}, theirs)
		time.Sleep(time.Minute)
		p.greet()
		n := uint64(0)
		open := func(kind wire.FrameType, id parley.Hash, size, offset uint64, b []byte) {
			n++
			p.send(&wire.Body{Type: kind, N: n, Offset: offset, Bytes: b, Open: &wire.Open{Log: p.log("north"), Size: size, ID: &id, Precedence: parley.Flash}})
			if n%100 == 0 {
				p.again()
			}
		}
		for _, blob := range []wire.Blob{ours, theirs} {
			for _, kind := range []wire.FrameType{wire.TypeBody, wire.TypeBlob} {
				for _, size := range []uint64{blob.Size, blob.Size + 1} {
					p.again()
					garbage := bytes.Repeat([]byte{1}, int(size))
					open(kind, blob.ID, size, 0, garbage[:1500])
					open(kind, blob.ID, size, 1500, garbage[1500:])
				}
			}
		}
		p.w.wantAttachment("south", ours.ID, attached)
		p.w.wantAttachment("south", theirs.ID, attached)
		for i := range 1000 {
			open(wire.TypeBlob, parley.Sum(fmt.Append(nil, i)), wire.MaxBlob, uint64(i)<<15, make([]byte, 100))
		}
		if all := openBodies(p.t, p.south.cfg.Store); len(all) > 64 {
			p.t.Errorf("%d bodies are open", len(all))
		}
	})
}

// Floods of questions, greetings and everything else that calls for an answer, by one who reads none of them.
func TestMaliceFloods(t *testing.T) {
	id := parley.Sum(nil)
	root := id
	for name, make := range map[string]func(p *rawPeer, i uint64) wire.Frame{
		"sheets asked for": func(p *rawPeer, i uint64) wire.Frame { return &wire.Ask{What: wire.AskSheet, Log: p.log("south")} },
		"editions asked for": func(p *rawPeer, i uint64) wire.Frame {
			return &wire.Ask{What: wire.AskEdition, Log: p.log("south"), From: 1}
		},
		"leaves asked for": func(p *rawPeer, i uint64) wire.Frame {
			return &wire.Ask{What: wire.AskLeaves, Log: p.log("south"), From: i % 3}
		},
		"heads asked for": func(p *rawPeer, i uint64) wire.Frame { return &wire.Ask{What: wire.AskHead, Log: p.log("south")} },
		"bodies asked for": func(p *rawPeer, i uint64) wire.Frame {
			return &wire.Ask{What: wire.AskBody, Log: p.log("south"), ID: &id}
		},
		"nothing asked for": func(p *rawPeer, i uint64) wire.Frame { return &wire.Ask{What: 77, Log: p.log("south"), From: i} },
		"logs of others": func(p *rawPeer, i uint64) wire.Frame {
			return &wire.Ask{What: wire.AskLeaves, Log: p.log("east"), From: 0}
		},
		"greetings":       func(p *rawPeer, i uint64) wire.Frame { return p.hello(i, i, i) },
		"empty greetings": func(p *rawPeer, i uint64) wire.Frame { return &wire.Hello{Version: wire.LinkVersion, Time: 1} },
		"pings":           func(p *rawPeer, i uint64) wire.Frame { return &wire.Ping{Token: i, Time: 1} },
		"pongs":           func(p *rawPeer, i uint64) wire.Frame { return &wire.Pong{Token: i, Time: parley.MaxMillis} },
		"forks":           func(p *rawPeer, i uint64) wire.Frame { return &wire.Fork{Evidence: []byte{byte(i)}} },
		"sheets": func(p *rawPeer, i uint64) wire.Frame {
			return &wire.SheetFrame{Sheet: p.w.stations["north"].file.Sheet}
		},
		"editions": func(p *rawPeer, i uint64) wire.Frame {
			return &wire.EditionFrame{Charter: p.w.id, Edition: p.w.text, Signatures: p.w.lines}
		},
		"cosignatures": func(p *rawPeer, i uint64) wire.Frame {
			return &wire.Cosig{Log: p.log("south"), Mirror: i % 4, Size: i, Root: root, Time: i, Signature: bytes.Repeat([]byte{1}, 64)}
		},
		"proofs": func(p *rawPeer, i uint64) wire.Frame {
			return &wire.Proof{Log: p.log("north"), Index: i, Leaf: bytes.Repeat([]byte{2}, 47), Size: i + 1, Path: []parley.Hash{root}}
		},
		"what is held": func(p *rawPeer, i uint64) wire.Frame {
			return &wire.Have{Items: []wire.Held{{ID: parley.Sum(binary.BigEndian.AppendUint64(nil, i)), Size: 1, Ranges: []wire.Range{{To: 1}}}}}
		},
		"parts": func(p *rawPeer, i uint64) wire.Frame {
			return &wire.Part{Frame: i, Offset: 1 << 19, Total: 1 << 20, Bytes: []byte{1}}
		},
		"acknowledgements": func(p *rawPeer, i uint64) wire.Frame { return &wire.Ack{Bytes: i << 40} },
		"farewells":        func(p *rawPeer, i uint64) wire.Frame { return &wire.Bye{Code: i, Reason: "\u202eno"} },
	} {
		t.Run(name, func(t *testing.T) {
			attack(t, func(p *rawPeer) {
				p.greet()
				for i := range uint64(60) {
					var frames [][]byte
					for k := range uint64(50) {
						frames = append(frames, wire.EncodeFrame(make(p, 50*i+k)))
					}
					if p.bytes(frames...); p.ended() {
						p.again()
					}
				}
				logged := p.w.stations["south"].alarms.raised("")
				if logged > 20 {
					p.t.Errorf("%d alarms, the last: %s", logged, p.w.stations["south"].alarms.lines[logged-1])
				}
			})
		})
	}
}

// A greeting that takes back what an earlier one said, or names a charter twice, ends the session.
func TestMaliceGreetings(t *testing.T) {
	attack(t, func(p *rawPeer) {
		p.greet()
		p.greet()
		if p.ended() {
			p.t.Error("the same greeting again ended the session")
		}
		other := p.hello(2, 2, 2)
		other.Charters[0].ID = parley.Sum(nil)
		p.send(other)
		if !p.ended() {
			p.t.Error("a charter was put into another's place")
		}
		p.again()
		twice := p.hello(2, 2, 2)
		twice.Charters = append(twice.Charters, twice.Charters[0])
		p.send(twice)
		if !p.ended() {
			p.t.Error("a charter was named twice")
		}
		p.again()
		short := p.hello(1 << 63)
		short.Charters[0].Sheets = short.Charters[0].Sheets[:1]
		p.send(short, &wire.Hello{Version: 99, Time: 1})
		if !p.ended() {
			p.t.Error("another version was taken")
		}
	})
}

// A party's own record says "sent" of messages that are not its own, or not of that charter: nothing that it does not
// prove is entered, and our record stays whole.
func TestMaliceSentLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newStations(t, 1, true, "north", "south", "east")
		defer w.stopAll()
		all := w.agree(nil, "north", "south", "east")
		both := w.agree(nil, "north", "south")
		w.id = parley.Sum(all.Text)
		for _, pair := range [][2]parley.PartyID{{"north", "south"}, {"north", "east"}, {"south", "east"}} {
			w.link(pair[0], pair[1], simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
		}
		for _, id := range w.order {
			w.start(id)
			for _, a := range []Adoption{all, both} {
				if _, err := w.stations[id].node.Adopt(t.Context(), a); err != nil && id != "east" {
					t.Fatal(err)
				}
			}
		}
		m := w.message("north", "south", parley.Flash, "To both.")
		m.Info = append(m.Info, addressTo("east"))
		id := w.submit("north", m)
		h, _ := parley.ParseHash(id)
		w.wait("north", id, "recorded", time.Minute)
		bitmap := []byte{0xff >> 5}
		east, north := w.stations["east"].node, w.stations["north"].node
		// East says that it sent what north sent; north says so again, and under the other charter.
		for _, x := range []struct {
			n *Node
			t *table
			b []byte
		}{{east, east.tables()[0], bitmap}, {north, north.tables()[0], bitmap}, {north, north.tables()[1], []byte{3}}} {
			if _, _, err := x.n.recorder.do(&job{t: x.t, kind: wire.LeafSent, id: h, addressees: x.b}); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(5 * time.Minute)
		for _, at := range []parley.PartyID{"south", "east"} {
			v, err := w.stations[at].node.VerifyRecord(t.Context())
			if err != nil || !v.OK {
				t.Errorf("%s: %v %+v", at, err, v)
			}
			if n := w.kinds(at, id, wire.LeafReceived); n != 1 {
				t.Errorf("%s says %d times that it received it", at, n)
			}
		}
		// A message that is not recorded yet is not recorded for the word of another party or of another charter.
		envelope := w.seal("north", w.message("north", "south", parley.Flash, "Not entered by its author."))
		h = parley.Sum(envelope)
		south := w.stations["south"].node
		if err := south.receiveMessage(h, envelope); err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			n *Node
			t *table
			b []byte
		}{{east, east.tables()[0], bitmap}, {north, north.tables()[1], []byte{3}}} {
			if _, _, err := x.n.recorder.do(&job{t: x.t, kind: wire.LeafSent, id: h, addressees: x.b}); err != nil {
				t.Fatal(err)
			}
		}
		w.entries("north", 20)
		time.Sleep(5 * time.Minute)
		v := w.show("south", h.String())
		if v.Receipts["south"].Recorded != nil || w.kinds("south", h.String(), wire.LeafReceived) != 0 {
			t.Errorf("recorded without its author's word: %+v", v)
		}
		w.send("north", "south", parley.Routine, "The head that covers the rest.")
		time.Sleep(5 * time.Minute)
		if r, err := south.VerifyRecord(t.Context()); err != nil || !r.OK {
			t.Errorf("south: %v %+v", err, r)
		}
	})
}
