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

// withSettling adds to drills a procedure that opens on two of them.
func withSettling(c *charter.Charter) {
	withTalks(c)
	withDrills(c)
	en := func(s string) map[string]string { return map[string]string{"en": s} }
	c.Forms = append(c.Forms, charter.Form{Name: "settle", Title: en("Request to settle")})
	c.Schemas = append(c.Schemas, charter.Schema{Form: "settle", Fields: []charter.Field{{Name: "a", Title: en("One"), Kind: charter.KindReference, Required: true},
		{Name: "b", Title: en("Other"), Kind: charter.KindReference, Required: true}, {Name: "why", Title: en("Why"), Kind: charter.KindText, Max: 100, Required: true}}})
	settle := c.Procedures[0]
	settle.Name, settle.Title, settle.Form = "settle", en("Two drills"), "settle"
	c.Procedures = append(c.Procedures, settle)
}

// settles is the opening of a proceeding about two drills.
func (w *world) settles(from, with parley.PartyID, a, b string) *wire.Payload {
	p := w.drill(from, "settle", []parley.PartyID{with}, "a="+a, "b="+b, "why=They meet.")
	p.Act, p.Participants = "settle", []parley.PartyID{from, with}
	slices.Sort(p.Participants)
	return p
}

// [OVL-18] [OVL-19] With two notices that meet a node shows each proceeding about them that it holds, with its state and whose move it is:
// the same on both sides, after amendments and a restart, and not to who takes no part. Where there is none it says what opens one.
func TestConflictsNameProceedings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 1, true, withSettling, "east", "north", "south")
		defer w.stopAll()
		for _, id := range w.order {
			w.start(id)
		}
		w.link("north", "south", simnet.Path{Delay: 20 * time.Millisecond})
		w.link("east", "north", simnet.Path{Delay: 20 * time.Millisecond})
		w.link("east", "south", simnet.Path{Delay: 20 * time.Millisecond})
		time.Sleep(time.Second)
		all := func(but parley.PartyID) []parley.PartyID {
			return slices.DeleteFunc(slices.Clone(w.order), func(id parley.PartyID) bool { return id == but })
		}
		one := w.submit("north", w.drill("north", "drill", all("north"), inArea, noon, later))
		two := w.submit("south", w.drill("south", "drill", all("south"), inArea, noon, later))
		c := w.sameConflicts().Conflicts[0]
		o := c.Opening
		if len(c.Proceedings) != 0 || o == nil || o.Procedure != "settle" || o.Title != "Two drills" || o.Set["a"] != one || o.Set["b"] != two || !slices.Equal(o.Needs, []string{"why"}) {
			t.Fatalf("before it is opened: %+v, %+v", c.Proceedings, o)
		}
		first := w.submit("south", w.settles("south", "north", two, one))
		time.Sleep(time.Second)
		h, _ := parley.ParseHash(one)
		p := w.drill("north", "drill", all("north"), "area=circle 1.01000,1.00000 radius 5000", noon, later)
		p.Refers.Corrects = &h
		amended := w.submit("north", p)
		second := w.submit("north", w.settles("north", "south", amended, two))
		w.submit("north", w.opens("north", "south"))
		named := func(at parley.PartyID) []ProceedingView {
			v, _ := w.conflicts(at)
			if len(v.Conflicts) != 1 || v.Conflicts[0].Opening == nil {
				t.Fatalf("%s: %+v", at, v)
			}
			return v.Conflicts[0].Proceedings
		}
		holds := func(state string, turn ...string) {
			t.Helper()
			time.Sleep(10 * time.Second)
			synctest.Wait()
			for _, at := range []parley.PartyID{"north", "south"} {
				if x := named(at); len(x) != 2 || x[0].ID != first || x[1].ID != second || x[0].State != state || !slices.Equal(x[0].Turn, turn) || x[1].State != "open" || !slices.Equal(x[1].Turn, []string{"south"}) {
					t.Errorf("%s: %+v", at, x)
				}
			}
			if x := named("east"); len(x) != 0 {
				t.Errorf("who takes no part is shown %+v", x)
			}
		}
		holds("open", "north")
		w.submit("north", w.acts("north", first, "decline", "south"))
		holds("declined")
		w.stop("south")
		w.start("south")
		holds("declined")
		v, _ := w.conflicts("east")
		if o := v.Conflicts[0].Opening; !slices.Equal(o.To, []string{"north", "south"}) {
			t.Errorf("a third party opens it with %v", o.To)
		}
		w.opensOnce(second)
	})
}

// opensOnce holds that an opening counts where it is one, is on record and was not refused.
func (w *world) opensOnce(id string) {
	w.t.Helper()
	h, _ := parley.ParseHash(id)
	tb := w.stations["south"].node.table(w.id)
	var m store.Message
	err := w.stations["south"].memory.View(func(r store.Reader) (err error) { m, err = r.Message(h); return err })
	if err != nil {
		w.t.Fatal(err)
	}
	for name, change := range map[string]func(*store.Message){"as it is": func(*store.Message) {}, "refused": func(m *store.Message) { m.Refused = 1 }, "not on record": func(m *store.Message) { m.SentAt = -1 },
		"a later act": func(m *store.Message) { m.Proceeding = w.id }, "erased": func(m *store.Message) { m.Envelope = nil }} {
		x := m
		change(&x)
		if _, ok := tb.opensAbout(x); ok != (name == "as it is") {
			w.t.Errorf("%s: %v", name, ok)
		}
	}
}
