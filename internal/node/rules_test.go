package node

import (
	"crypto/ed25519"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// [REC-34] R3, log before you speak: a sent leaf MUST be durable, and under a signed head that the node is ready to show,
// before any byte of its message leaves the party: not over a bad line, not after a restart, not while the disk fails.
func TestLogBeforeYouSpeak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 3, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 9600})
		north := w.stations["north"]
		marks, disk := &brokenMarks{HighWater: north.marks}, &heldUpStore{Store: north.memory}
		north.marks, north.store = marks, disk
		left := w.watchBodies("north")
		w.start("north")
		w.start("south")
		ids := []string{w.send("north", "south", parley.Routine, longText(20_000)), w.send("north", "south", parley.Flash, "Short.")}
		time.Sleep(10 * time.Second)
		disk.set(func() (time.Duration, error) { return 5 * time.Second, nil }) // the line is idle meanwhile
		ids = append(ids, w.send("north", "south", parley.Flash, longText(2000)))
		disk.set(nil)
		marks.set(true)
		late := w.seal("north", w.message("north", "south", parley.Flash, "Entered, and not to be shown yet."))
		if _, err := north.node.Submit(t.Context(), late, Who{}); parley.CodeOf(err) != parley.CodeStorage {
			t.Fatalf("submitted: %v", err)
		}
		w.cut("north", "south")
		time.Sleep(simnet.BreakTime + time.Second)
		w.restore("north", "south")
		time.Sleep(time.Minute)
		w.stop("north")
		w.start("north")
		time.Sleep(time.Minute)
		if left[parley.Sum(late)] != 0 {
			t.Error("a message left that is under no head to be shown")
		}
		w.stop("north")
		marks.set(false)
		w.start("north")
		for _, id := range append(ids, parley.Sum(late).String()) {
			w.wait("north", id, "recorded", 10*time.Minute)
			if h, _ := parley.ParseHash(id); left[h] == 0 {
				t.Errorf("%s left unseen", id)
			}
		}
	})
}

// watchBodies holds each frame with bytes of a message that leaves a station against what is durable there. It returns
// how many frames of each message left.
func (w *world) watchBodies(at parley.PartyID) map[parley.Hash]int {
	left, numbers := map[parley.Hash]int{}, map[uint64]parley.Hash{}
	w.tap = func(from parley.PartyID, _ ed25519.PublicKey, frame []byte) {
		f, _ := wire.DecodeFrame(frame, wire.MaxFrame)
		b, ok := f.(*wire.Body)
		if from != at || !ok || b.Type != wire.TypeBody {
			return
		}
		id := numbers[b.N]
		switch {
		case b.Open != nil && b.Open.ID == nil:
			id = parley.Sum(b.Bytes)
		case b.Open != nil:
			id = *b.Open.ID
			numbers[b.N] = id
		}
		left[id]++
		if !w.maySpeak(at, id) {
			w.t.Errorf("bytes of %s leave %s", id, at)
		}
	}
	return left
}

// maySpeak reports whether a station has a message's sent leaf under a head that it signed and may show.
func (w *world) maySpeak(at parley.PartyID, id parley.Hash) bool {
	w.t.Helper()
	s, log := w.stations[at], store.LogID{Charter: w.id, Party: at}
	var sent store.Leaf
	var ok bool
	var head store.Head
	err := s.memory.View(func(r store.Reader) (err error) {
		if sent, ok, err = sentLeaf(r, log, id); err == nil {
			head, err = r.LastHead(log)
		}
		return err
	})
	if err != nil {
		w.t.Error(err)
	}
	mark, marked, err := s.marks.Read(log)
	if err != nil {
		w.t.Error(err)
	}
	signed := record.VerifyHead(s.keys["log"].Public(), record.Origin(w.id, at), head.Size, head.Root, head.Signature)
	return ok && signed && head.Size > sent.Index && marked && mark.Size > sent.Index
}

// body is a message in one frame.
func (p *rawPeer) body(n uint64, envelope []byte) *wire.Body {
	return &wire.Body{Type: wire.TypeBody, N: n, Bytes: envelope, Open: &wire.Open{Log: p.log("north"), Size: uint64(len(envelope)), Precedence: parley.Flash}}
}

// sentTo is north's leaf that says that it sent a message to a party.
func (p *rawPeer) sentTo(to parley.PartyID, envelope []byte) wire.Leaf {
	t := p.south.tables()[0]
	return wire.Leaf{Kind: wire.LeafSent, Date: parley.MillisOf(wall()), ID: parley.Sum(envelope), Mark: [8]byte(newStream(string(envelope)).next()),
		Addressees: wire.Bitmap(len(t.seats()), []int{t.charter().PartyIndex(to)})}
}

// next returns 8 bytes.
func (s *stream) next() []byte {
	b := make([]byte, 8)
	s.Read(b)
	return b
}

// show sends what was added to a record since from, and its head.
func (p *rawPeer) show(f *forgery, from int) {
	p.t.Helper()
	p.send(&wire.Leaves{Log: p.log("north"), Start: uint64(from), Leaves: f.leaves[from:]}, p.head(f, true))
}

// entered returns south's leaves about a message.
func (p *rawPeer) entered(id parley.Hash) (leaves []store.Leaf) {
	p.t.Helper()
	err := p.south.cfg.Store.View(func(r store.Reader) (err error) {
		leaves, err = r.LeavesByID(p.south.tables()[0].own().log, id)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return leaves
}

// [REC-35] R4, record only what the author has on record: a node MUST enter a received or refused leaf only when the
// whole message is durably here and a verified head of its author covers a sent leaf with its id that addresses this
// party, either because the leaves up to it are held or by an inclusion proof. The leaf copies the mark of that leaf.
func TestRecordOnlyWhatTheAuthorHasOnRecord(t *testing.T) {
	attack(t, func(p *rawPeer) {
		p.greet()
		f := p.north()
		p.show(f, 0)
		n := uint64(0)
		send := func(envelope []byte) {
			n++
			p.send(p.body(n, envelope))
		}
		message := func(text string) []byte { return p.w.seal("north", p.w.message("north", "south", parley.Flash, text)) }
		none := func(envelope []byte, when string) {
			t.Helper()
			if v := p.w.show("south", parley.Sum(envelope).String()); v.Receipts["south"].Recorded != nil || len(p.entered(parley.Sum(envelope))) != 0 {
				t.Errorf("recorded %s", when)
			}
		}
		one := func(sent wire.Leaf, kind wire.LeafKind, when string) {
			t.Helper()
			if got := p.entered(sent.ID); len(got) != 1 || got[0].Kind != uint8(kind) || got[0].Mark != sent.Mark {
				t.Errorf("%s: entered %+v, want kind %d with mark %x", when, got, kind, sent.Mark)
			}
		}

		first := message("Its leaf comes after it.")
		send(first)
		none(first, "without a leaf")
		sent := p.sentTo("south", first)
		f.add(t, sent)
		p.send(&wire.Leaves{Log: p.log("north"), Start: 2, Leaves: f.leaves[2:]})
		none(first, "without a head")
		forged := p.head(f, true)
		forged.Signature = make([]byte, 64)
		p.send(forged)
		none(first, "under a head that does not verify")
		p.show(f, 2)
		one(sent, wire.LeafReceived, "leaf and head")

		for _, bodyFirst := range []bool{true, false} {
			second := message("It is addressed to south, and its leaf to east.")
			if bodyFirst {
				send(second)
			}
			f.add(t, p.sentTo("east", second))
			p.show(f, len(f.leaves)-1)
			if !bodyFirst {
				send(second)
			}
			none(second, "for a leaf that addresses another party")
		}

		third := message("It comes after its leaf, in two halves. " + longText(1000))
		sent = p.sentTo("south", third)
		f.add(t, sent)
		p.show(f, len(f.leaves)-1)
		id, half := parley.Sum(third), len(third)/2
		n++
		open := &wire.Open{Log: p.log("north"), Size: uint64(len(third)), ID: &id, Precedence: parley.Flash}
		p.send(&wire.Body{Type: wire.TypeBody, N: n, Bytes: third[:half], Open: open})
		if len(p.entered(id)) != 0 {
			t.Error("recorded before it was whole")
		}
		p.send(&wire.Body{Type: wire.TypeBody, N: n, Offset: uint64(half), Bytes: third[half:], Open: open})
		one(sent, wire.LeafReceived, "whole")

		fourth := message("It has a proof.")
		send(fourth)
		sent = p.sentTo("south", fourth)
		index := uint64(len(f.leaves)) + 1
		at := wire.Leaf{Kind: wire.LeafClock, Date: sent.Date}
		f.add(t, at, sent, at)
		proof := &wire.Proof{Log: p.log("north"), Index: index, Leaf: sent.Encode(), Size: uint64(len(f.leaves))}
		path, err := record.ProveInclusion(proof.Size, index, f.read)
		if err != nil {
			t.Fatal(err)
		}
		proof.Path = append([]parley.Hash{parley.Sum(nil)}, path[1:]...)
		p.send(p.head(f, true), proof)
		none(fourth, "for a proof that does not hold")
		proof.Path = path
		p.send(proof)
		one(sent, wire.LeafReceived, "proved")

		unknown := p.w.message("north", "south", parley.Flash, "In a form that the charter does not have.")
		unknown.Form = "sonnet"
		fifth := p.w.seal("north", unknown)
		send(fifth)
		none(fifth, "as refused, without a leaf")
		sent = p.sentTo("south", fifth)
		f.add(t, sent)
		p.show(f, len(f.leaves)-4)
		one(sent, wire.LeafRefused, "refused")
	})
}

// [REC-38] A node MUST take for a receipt only a leaf received or refused, under a verified head of the addressee, with
// the id and the mark of the author's sent leaf. Its time is the date of that leaf, by the addressee's clock. It is so
// for a message of its own and for one that a third party sent to both.
func TestReceipts(t *testing.T) {
	attack(t, func(p *rawPeer) {
		p.greet()
		f := p.north()
		p.show(f, 0)
		own := p.w.send("south", "north", parley.Flash, "From south to north.")
		toBoth := p.w.message("east", "south", parley.Flash, "From east to both.")
		toBoth.Info = append(toBoth.Info, addressTo("north"))
		refused := p.w.send("south", "north", parley.Flash, "Refused by north.")
		date := parley.MillisOf(wall()) + 1000
		for i, c := range []struct {
			id, from string
			kind     wire.LeafKind
		}{
			{own, "south", wire.LeafReceived},
			{p.w.submit("east", toBoth), "east", wire.LeafReceived},
			{refused, "south", wire.LeafRefused},
		} {
			time.Sleep(time.Second)
			mark := p.markOf(parley.PartyID(c.from), c.id)
			id, _ := parley.ParseHash(c.id)
			date += 12_345
			leaf := wire.Leaf{Kind: c.kind, Date: date, ID: id, Mark: mark}
			if c.kind == wire.LeafRefused {
				leaf.Code = 3
			}
			none := func(why string) {
				t.Helper()
				if r := p.w.show("south", c.id).Receipts["north"]; r.Recorded != nil || r.Refused != nil {
					t.Errorf("%d: a receipt %s: %+v", i, why, r)
				}
			}
			none("for nothing")
			other, opened := leaf, leaf
			other.Mark[3] ^= 1
			opened.Kind, opened.Code = wire.LeafOpened, 0
			f.add(t, other, opened)
			p.show(f, len(f.leaves)-2)
			none("for a leaf with another mark, or one of another kind")
			date++
			leaf.Date = date
			f.add(t, leaf)
			p.send(&wire.Leaves{Log: p.log("north"), Start: uint64(len(f.leaves) - 1), Leaves: f.leaves[len(f.leaves)-1:]})
			none("for a leaf under no head")
			forged := p.head(f, true)
			forged.Signature[0] ^= 1
			p.send(forged)
			none("for a leaf under a head that does not verify")
			p.show(f, len(f.leaves)-1)
			r := p.w.show("south", c.id).Receipts["north"]
			if r.Recorded == nil || *r.Recorded != date.String() || (r.Refused != nil) != (c.kind == wire.LeafRefused) {
				t.Errorf("%d: %+v, want the date %s", i, r, date)
			}
		}
	})
}

// markOf returns the mark of a party's sent leaf, as south holds it.
func (p *rawPeer) markOf(party parley.PartyID, id string) (mark [8]byte) {
	p.t.Helper()
	h, err := parley.ParseHash(id)
	if err != nil {
		p.t.Fatal(err)
	}
	err = p.south.cfg.Store.View(func(r store.Reader) error {
		leaf, ok, err := sentLeaf(r, store.LogID{Charter: p.w.id, Party: party}, h)
		if !ok {
			p.t.Fatalf("%s did not send %s", party, id)
		}
		mark = leaf.Mark
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return mark
}
