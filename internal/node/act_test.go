package node

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

// withTalks gives a charter a procedure of invitations: the others accept or decline within an hour of receipt.
func withTalks(c *charter.Charter) {
	en := func(s string) map[string]string { return map[string]string{"en": s} }
	c.Language = charter.Language
	c.Procedures = []charter.Procedure{{
		Name: "talks", Title: en("Invitation to talks"), Form: wire.FormText,
		Roles: []charter.Role{
			{Name: "host", Title: en("Host"), Kind: charter.RoleOpener},
			{Name: "guest", Title: en("Guest"), Kind: charter.RoleOthers},
		},
		Acts: []charter.Act{
			{Name: "withdraw", Title: en("Withdraws"), Form: wire.FormText, Strict: true},
			{Name: "decline", Title: en("Declines"), Form: wire.FormText},
			{Name: "accept", Title: en("Accepts"), Form: wire.FormText, Strict: true},
		},
		States: []charter.State{
			{Name: "open", Title: en("Invited"), Awaits: []string{"guest"}, Moves: []charter.Move{
				{Act: "withdraw", Role: "host", Needs: charter.NeedsOne, To: "withdrawn"},
				{Act: "decline", Role: "guest", Needs: charter.NeedsAny, To: "declined"},
				{Act: "accept", Role: "guest", Needs: charter.NeedsAll, To: "met"},
			}, Clock: &charter.Clock{Minutes: 60, Silence: true, To: "unanswered"}},
			{Name: "withdrawn", Title: en("Withdrawn"), End: true},
			{Name: "declined", Title: en("Declined"), End: true},
			{Name: "met", Title: en("Agreed to meet"), End: true},
			{Name: "unanswered", Title: en("No answer"), End: true},
		},
	}}
}

// opens builds the act with which a station opens talks.
func (w *world) opens(from parley.PartyID, with ...parley.PartyID) *wire.Payload {
	m := w.message(from, with[0], parley.Priority, "Come and talk.")
	m.Action = nil
	for _, id := range with {
		m.Action = append(m.Action, addressTo(id))
	}
	m.Act, m.Participants = "talks", append([]parley.PartyID{from}, with...)
	return m
}

// acts builds a later act.
func (w *world) acts(from parley.PartyID, in string, name string, to ...parley.PartyID) *wire.Payload {
	w.t.Helper()
	id, err := parley.ParseHash(in)
	if err != nil {
		w.t.Fatal(err)
	}
	m := w.opens(from, to...)
	m.Act, m.Participants, m.Proceeding = name, nil, &id
	return m
}

// leavesOf returns the leaves about a message in a party's record, as a station holds it.
func (w *world) leavesOf(at, of parley.PartyID, id string) (out []store.Leaf) {
	w.t.Helper()
	h, err := parley.ParseHash(id)
	if err != nil {
		w.t.Fatal(err)
	}
	err = w.stations[at].memory.View(func(r store.Reader) (err error) {
		out, err = r.LeavesByID(store.LogID{Charter: w.id, Party: of}, h)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// [WIRE-11] The mark of the *sent* leaf of an act MUST be the first 8 bytes of SHA-256(nonce of the opening act || author
// || k): 0 for the opening act, 1 for every party's first later act, and so on. What receives it copies it.
func TestMarksOfActs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 1, true, withTalks, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
		w.start("north")
		w.start("south")
		open := w.opens("north", "south")
		p := w.submit("north", open)
		w.wait("north", p, "recorded", time.Minute)
		type numbered struct {
			id     string
			author parley.PartyID
			k      uint32
		}
		all := []numbered{{p, "north", 0}}
		for k := range uint32(150) {
			for _, pair := range [][2]parley.PartyID{{"north", "south"}, {"south", "north"}} {
				all = append(all, numbered{w.submit(pair[0], w.acts(pair[0], p, charter.ActHold, pair[1])), pair[0], k + 1})
			}
		}
		time.Sleep(time.Minute)
		for _, x := range all {
			want := wire.ActMark(open.Nonce, x.author, x.k)
			for _, of := range w.order {
				ls := w.leavesOf("north", of, x.id)
				if len(ls) != 1 || ls[0].Mark != want {
					t.Fatalf("act %d of %s, in the record of %s: %d leaves", x.k, x.author, of, len(ls))
				}
			}
		}
		text := w.send("north", "south", parley.Flash, "A text.")
		if w.leavesOf("north", "north", text)[0].Mark == wire.ActMark(open.Nonce, "north", 151) {
			t.Error("a text bears the mark of an act")
		}
	})
}

// [REC-88] A node that sends an act MUST offer each participant the acts of third parties that stand before it.
// [REC-36] R5, in order: a node MUST enter received for an act only once every leaf of the proceeding that stands before
// the act's sent leaf in its author's record is on record here; texts wait for nothing.
func TestActsAreRecordedInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 2, true, withTalks, "east", "north", "south")
		defer w.stopAll()
		for _, pair := range [][2]parley.PartyID{{"east", "north"}, {"north", "south"}} {
			w.link(pair[0], pair[1], simnet.Path{Delay: 50 * time.Millisecond})
		}
		for _, id := range w.order {
			w.start(id)
		}
		p := w.submit("north", w.opens("north", "east", "south"))
		w.until("south", p)
		time.Sleep(time.Minute)
		declined := w.submit("east", w.acts("east", p, "decline", "north", "south"))
		w.until("north", declined)
		w.lacks("north", p, map[parley.PartyID]string{"south": declined})
		answer := w.submit("north", w.acts("north", p, "withdraw", "east", "south"))
		text := w.send("north", "south", parley.Routine, "A text.")
		w.wait("north", text, "recorded", 3*time.Second)
		v := w.show("south", answer)
		if len(w.leavesOf("south", "south", answer)) != 0 || !slices.Contains(v.Marks, "answers a message that is not here yet; no receipt was given yet") {
			t.Fatalf("what stands before it is not here, and its marks are %q", v.Marks)
		}
		time.Sleep(6 * time.Second)
		w.show("south", declined) // north hands on what east sent, before south asks for it
		w.until("south", answer)
		first, second := w.leavesOf("south", "south", declined), w.leavesOf("south", "south", answer)
		if len(first) != 1 || len(second) != 1 || first[0].Index > second[0].Index {
			t.Errorf("south recorded %v, then %v", second, first)
		}
		time.Sleep(time.Minute)
		w.lacks("north", p, nil)
		w.checkPromises()
	})
}

// lacks holds which act of a third party a station would offer to whom.
func (w *world) lacks(at parley.PartyID, proceeding string, want map[parley.PartyID]string) {
	w.t.Helper()
	id, err := parley.ParseHash(proceeding)
	if err != nil {
		w.t.Fatal(err)
	}
	s := w.stations[at]
	got := s.node.lacking(s.node.tables()[0], id)
	for party, ids := range got {
		if len(ids) != 1 || ids[0].String() != want[party] {
			w.t.Errorf("%s would offer %s %v", at, party, ids)
		}
	}
	if len(got) != len(want) {
		w.t.Errorf("%s would offer acts to %d parties, not %d", at, len(got), len(want))
	}
}

// until waits until a message is recorded at a station.
func (w *world) until(at parley.PartyID, id string) {
	w.t.Helper()
	for range 600 {
		if len(w.leavesOf(at, at, id)) > 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	w.t.Fatalf("%s has not recorded %s", at, id)
}

// [REC-42] A node MUST offer a message to a peer that asks for it and, of an act, takes part in its proceeding. An act that
// went to some participants only is void; the others learn of it by its mark, fetch it, and record and show it like any
// other, so that it holds up nobody.
func TestActToSome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 3, true, withTalks, "east", "north", "south", "west")
		defer w.stopAll()
		for i, a := range w.order {
			for _, b := range w.order[i+1:] {
				w.link(a, b, simnet.Path{Delay: 50 * time.Millisecond})
			}
			w.start(a)
		}
		p := w.submit("north", w.opens("north", "east", "south"))
		w.until("south", p)
		w.until("east", p)
		time.Sleep(time.Minute)
		part := w.acts("east", p, "decline", "north")
		if _, err := w.stations["east"].node.Submit(t.Context(), w.seal("east", part), Who{}); parley.CodeOf(err) != parley.CodeBadMessage {
			t.Errorf("east's own node took it: %v", err)
		}
		void := w.slip("east", part, w.id, w.stations["east"].keys["operator"])
		later := w.submit("east", w.acts("east", p, charter.ActHold, "north", "south"))
		w.until("south", later)
		if v := w.show("south", void); *v.Text != "Come and talk." {
			t.Errorf("south shows %q", *v.Text)
		}
		if ls := w.leavesOf("south", "south", void); len(ls) != 1 || wire.LeafKind(ls[0].Kind) != wire.LeafReceived {
			t.Errorf("south's record has %v", ls)
		}
		if _, err := w.stations["west"].node.Show(t.Context(), void); parley.CodeOf(err) != parley.CodeNotFound {
			t.Errorf("who takes no part has it: %v", err)
		}
		w.checkPromises()
	})
}

// Acts are judged by the charter alone, and objectively.
func TestActsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 4, true, withTalks, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond})
		w.start("north")
		w.start("south")
		p := w.submit("north", w.opens("north", "south"))
		w.wait("north", p, "recorded", time.Minute)
		for name, c := range map[string]struct {
			change func(m *wire.Payload)
			code   parley.RefusalCode
		}{
			"an opening of no procedure":       {func(m *wire.Payload) { m.Act = "dance" }, parley.RefusedForm},
			"an opening without participants":  {func(m *wire.Payload) { m.Participants = nil }, parley.RefusedForm},
			"participants without an act":      {func(m *wire.Payload) { m.Act = "" }, parley.RefusedForm},
			"a participant that is no party":   {func(m *wire.Payload) { m.Participants[1] = "nobody" }, parley.RefusedAddressees},
			"a later act that has a beginning": {func(m *wire.Payload) { id, _ := parley.ParseHash(p); m.Proceeding = &id }, parley.RefusedForm},
		} {
			m := w.opens("north", "south")
			c.change(m)
			id := w.slip("north", m, w.id, w.stations["north"].keys["operator"])
			w.until("south", id)
			if r := w.show("south", id).Receipts["south"].Refused; r == nil || r.Code != int(c.code) {
				t.Errorf("%s: %+v", name, r)
			}
		}
		w.wait("north", w.submit("north", w.acts("north", p, "no-such-act", "south")), "recorded", time.Minute)
		w.checkPromises()
	})
}
