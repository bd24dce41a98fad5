package node

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/simnet"
	"parley/wire"
)

// withCounter adds a form with a counter, a rule about amendments and a form that cancels.
func withCounter(c *charter.Charter) {
	en := func(s string) map[string]string { return map[string]string{"en": s} }
	c.Language, c.Regime = charter.Language, "CBM"
	c.Forms = append(c.Forms, charter.Form{Name: "drill", Title: en("Drill")}, charter.Form{Name: "drill-off", Title: en("No drill")})
	troops := charter.Field{Name: "troops", Title: en("Troops"), Kind: charter.KindNumber, Max: 100_000}
	rule := func(name, when string) charter.Rule {
		return charter.Rule{Name: name, Level: charter.LevelNote, When: when, Sentence: en(name + " is raised.")}
	}
	c.Schemas = append(c.Schemas, charter.Schema{Form: "drill", Short: "DRL", Fields: []charter.Field{troops}, Rules: []charter.Rule{
		rule("large", "body.troops >= 9000"), rule("second", "earlier.exists(e, e.body.troops >= 9000)"), rule("theirs", "others.size() > 0"), rule("changed", "compared && 'troops' in changed")}},
		charter.Schema{Form: "drill-off", Short: "OFF", Fields: []charter.Field{{Name: "why", Title: en("Why"), Kind: charter.KindText, Max: 90}}})
}

// [FORM-21] [FORM-47] [FORM-48] "evaluated when a message in the form is drafted and when it has come": both sides are shown
// the same flags, of what stood in the record before the message, also after more has come.
func TestFlagsOnBothSides(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 1, true, withCounter, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: time.Millisecond})
		w.start("north")
		w.start("south")
		c := w.stations["north"].node.table(w.id).charter()
		number := map[parley.PartyID]int{}
		send := func(from, to parley.PartyID, name, set string, change func(*wire.Payload)) string {
			p := w.message(from, to, parley.Routine, "")
			if p.Form = name; change != nil {
				change(p)
			}
			f, b := form.Of(c, name), form.Body{Fields: form.Fields{}}
			if err := f.Set(&b, set); err != nil {
				t.Fatal(err)
			}
			number[from]++
			b.Reference = f.NewReference(nil, from, p.Time, p.Refers)
			b.Reference.Number = number[from]
			var err error
			if p.Body, err = f.Encode(b); err != nil {
				t.Fatal(err)
			}
			id := w.submit(from, p)
			w.wait(from, id, "recorded", time.Minute)
			time.Sleep(time.Second)
			return id
		}
		refer := func(id string) *parley.Hash {
			h, err := parley.ParseHash(id)
			if err != nil {
				t.Fatal(err)
			}
			return &h
		}
		want := map[string]string{}
		first := send("north", "south", "drill", "troops=9000", nil)
		want[first] = "large"
		second := send("north", "south", "drill", "troops=1", nil)
		want[second] = "second"
		lower := send("north", "south", "drill", "troops=8999", func(p *wire.Payload) { p.Refers.Corrects = refer(first) })
		want[lower] = "changed"
		want[send("north", "south", "drill", "troops=2", nil)] = ""
		raised := send("north", "south", "drill", "troops=9001", func(p *wire.Payload) { p.Refers.Corrects = refer(lower) })
		want[raised] = "large changed"
		want[send("north", "south", "drill-off", "why=rain", func(p *wire.Payload) { p.Refers.Cancels = refer(raised) })] = ""
		want[send("north", "south", "drill", "troops=3", nil)] = ""
		want[send("south", "north", "drill", "troops=4", nil)] = "theirs"
		for id, flags := range want {
			for party, s := range w.stations {
				v, err := s.node.Show(t.Context(), id)
				var got []string
				for _, f := range v.Flags {
					got = append(got, f.Rule)
				}
				if err != nil || strings.Join(got, " ") != flags {
					t.Errorf("%s is shown %v of %s, want %q, %v", party, got, *v.Text, flags, err)
				}
			}
		}
		if v, err := w.stations["south"].node.Show(t.Context(), first); err != nil || v.Flags[0].Line("fr") != "large is raised." {
			t.Errorf("the flag reads %+v, %v", v.Flags, err)
		}
	})
}
