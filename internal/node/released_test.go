package node

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/wire"
)

// asksTwo has a charter ask that one reviews and another releases, or two release in an emergency.
func asksTwo(c *charter.Charter) {
	c.Release = []charter.Release{{Review: 1, Release: 1, Emergency: 2}}
}

// newStaffedWorld starts north and south under a charter that asks for two officers; north has a roster.
func newStaffedWorld(t testing.TB) *world {
	w := newWorldUnder(t, 11, true, asksTwo, "north", "south")
	w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
	w.start("north")
	w.start("south")
	time.Sleep(time.Second)
	w.staff("north")
	time.Sleep(time.Minute)
	return w
}

// A sleight is a message of north, how it is signed, and what south makes of it: a part of the reason, or "dropped", or
// nothing where it is released as agreed.
type sleight struct {
	name string
	make func(w *world, p *wire.Payload) *wire.Envelope
	want string
}

// by signs with the keys of the words.
func by(words ...string) func(w *world, p *wire.Payload) *wire.Envelope {
	return func(w *world, p *wire.Payload) *wire.Envelope { return w.signedBy(p, words...) }
}

// replayed adds signatures made of another message.
func replayed(change func(w *world, p *wire.Payload), word string, words ...string) func(w *world, p *wire.Payload) *wire.Envelope {
	return func(w *world, p *wire.Payload) *wire.Envelope {
		other, old := *p, w.id
		change(w, &other)
		moved := w.signedBy(&other, word).Signatures
		w.id = old
		if len(words) > 0 {
			moved = append(moved, w.signedBy(p, words...).Signatures...)
		}
		wire.SortSignatures(moved)
		return &wire.Envelope{Version: wire.EnvelopeVersion, Payload: p.Encode(), Signatures: moved}
	}
}

var sleights = []sleight{
	{"two people", by("rex review", "lea release"), ""},
	{"three people", by("dan draft", "rex review", "lea release"), ""},
	{"an emergency by two", by("lea emergency", "leo emergency"), ""},
	{"one person", by("lea release"), "1 who reviewed and 1 who released it"},
	{"one person under two keys", by("all review", "all/2 release"), "no two of them the same"},
	{"two who release and nobody who reviews", by("lea release", "leo release"), "0, 0 and 2 did"},
	{"an emergency by one", by("lea emergency"), "the charter asks for 2"},
	{"an emergency by one under two keys", by("all emergency", "all/2 emergency"), "the charter asks for 2"},
	{"a review as a release", by("rex release"), "has not the right to release"},
	{"a draft and a review alone", by("dan draft", "rex review"), "no officer has released"},
	{"the watch", by("wim release"), "has not the right to release"},
	{"the operator of the sheet", by("operator release"), "none of the roster"},
	{"the operator of the sheet beside officers", by("operator release", "rex review", "lea release"), "none of the roster"},
	{"the node itself", by("duty release"), "none of the roster"},
	{"a stranger", by("stranger release"), "dropped"},
	{"a stranger beside officers", by("stranger release", "rex review", "lea release"), "none of the roster"},
	{"an old signature", replayed(func(_ *world, p *wire.Payload) { p.Time -= 1000 }, "lea release"), "dropped"},
	{"an old signature beside a new one", replayed(func(_ *world, p *wire.Payload) { p.Time -= 1000 }, "lea release", "rex review"), "not one of this message"},
	{"a signature of another message", replayed(func(_ *world, p *wire.Payload) { p.Body = []byte("Another text.") }, "lea release", "rex review"), "not one of this message"},
	{"a signature under another charter or edition", replayed(func(w *world, _ *wire.Payload) { w.id = parley.Sum([]byte("another")) }, "lea release", "rex review"), "not one of this message"},
	{"a signature to another party", replayed(func(_ *world, p *wire.Payload) { p.Action = []wire.Address{{Party: "east"}} }, "lea release", "rex review"), "not one of this message"},
	{"an officer of the other party", func(w *world, p *wire.Payload) *wire.Envelope {
		s, err := staffKey("south", "lea").Sign(wire.UseMessage, w.id[:], p.Encode())
		if err != nil {
			w.t.Fatal(err)
		}
		return &wire.Envelope{Version: wire.EnvelopeVersion, Payload: p.Encode(), Signatures: []wire.Signature{s}}
	}, "dropped"},
}

// [OFF-26] A message of which no signature is one by a known key MUST be dropped and counted; any other that was not
// released as agreed MUST be kept, shown as such, and have no effect; it is refused with code 9.
func TestNotReleasedAsAgreed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newStaffedWorld(t)
		defer w.stopAll()
		for _, c := range sleights {
			p := w.numbered("north", "south", parley.Flash, "Read this all the same: "+c.name)
			e := c.make(w, p)
			id := w.slipSigned(p, e)
			time.Sleep(time.Minute)
			ours := w.show("north", id).Receipts["south"]
			theirs, err := w.stations["south"].node.Show(t.Context(), id)
			if c.want == "dropped" {
				if err == nil || ours.Recorded != nil || ours.Refused != nil {
					t.Errorf("%s: shown at south %v, at north %+v", c.name, err, ours)
				}
				continue
			}
			if err != nil || theirs.Text == nil || *theirs.Text != string(p.Body) || theirs.Release == nil {
				t.Errorf("%s: %v, %+v", c.name, err, theirs)
				continue
			}
			if c.want == "" {
				if ours.Recorded == nil || ours.Refused != nil || !theirs.Release.Agreed {
					t.Errorf("%s: %+v, %+v", c.name, ours, theirs.Release)
				}
				continue
			}
			const mark = "not released as agreed: "
			if ours.Refused == nil || ours.Refused.Code != int(parley.RefusedNotReleased) ||
				!strings.HasPrefix(ours.Refused.Reason, mark) || !strings.Contains(ours.Refused.Reason, c.want) {
				t.Errorf("%s: north shows %+v, %+v", c.name, ours, ours.Refused)
			}
			if len(theirs.Marks) == 0 || !strings.HasPrefix(theirs.Marks[0], "refused: "+mark) || !strings.Contains(theirs.Marks[0], c.want) || theirs.Release.Agreed {
				t.Errorf("%s: south shows %q", c.name, theirs.Marks)
			}
		}
		if v, err := w.stations["south"].node.VerifyRecord(t.Context()); err != nil || !v.OK {
			t.Errorf("%v: %+v", err, v)
		}
	})
}
