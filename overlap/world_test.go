package overlap

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/form"
)

var toldIn = flag.String("told", "", "write here what the messages of -told-worlds worlds come to under the ready charters")
var toldWorlds = flag.Int("told-worlds", 60, "how many worlds -told takes")

// A spokesman draws messages under a charter as its parties might send them: notices of all forms and places, amendments, extensions,
// cancellations and ends, cited, corrected, cancelled or in a proceeding.
type spokesman struct {
	*drawing
	c     *charter.Charter
	forms []*charter.Schema
}

func newSpokesman(c *charter.Charter, seed uint64) *spokesman {
	s := &spokesman{drawing: newDrawing(rand.New(rand.NewPCG(seed, 42))), c: c}
	for i := range c.Schemas {
		if c.Schemas[i].Notice != nil {
			s.forms = append(s.forms, &c.Schemas[i])
		}
	}
	return s
}

// message draws the message of a number, from one of three parties.
func (s *spokesman) message(i int) Message {
	schema := s.forms[0]
	if s.IntN(3) == 0 {
		schema = s.forms[s.IntN(len(s.forms))]
	}
	k := schema.Notice
	n := form.Notice{ID: idOf(i), Party: []parley.PartyID{"east", "north", "south"}[s.IntN(3)], Body: form.Body{Fields: form.Fields{}}}
	of, earlier := idOf(s.IntN(i+1)), parley.Hash{}
	switch way := s.IntN(8); {
	case way == 0 && i > 0:
		n.Refers.Corrects = &of
	case way == 1 && i > 0:
		n.Refers.Cancels = &of
	case way < 4 && k.Of != "":
		n.Body.Fields[k.Of] = form.Citation{ID: &of}
	case way == 4:
		earlier = of
	}
	for _, name := range k.Areas {
		if p, err := form.ParsePlace(s.text()); err == nil && p.Kind != "cell" && s.IntN(6) > 0 {
			n.Body.Fields[name] = p
		} else if s.IntN(4) == 0 {
			n.Body.Fields[name] = form.Place{Kind: form.PlaceWords, Words: "where the two roads meet"}
		}
	}
	s.numbers(k, n.Body.Fields)
	m, _ := Read(s.c, schema.Form, n, int64(i), earlier)
	return m
}

func (s *spokesman) numbers(k *charter.Notice, to form.Fields) {
	floor, from := s.Int64N(40_000)-1000, s.Int64N(20)*1_800_000
	for _, x := range []struct {
		name string
		v    form.Value
	}{{k.Floor, form.Number(floor)}, {k.Ceiling, form.Number(floor + s.Int64N(9000))}, {k.From, form.Time(from)}, {k.Until, form.Time(from + s.Int64N(6)*1_800_000)}} {
		if x.name != "" && s.IntN(5) > 0 {
			to[x.name] = x.v
		}
	}
}

// sights says of each two that are near what the records of their authors show, records being drawn.
func (s *spokesman) sights(all []Encounter) string {
	var b strings.Builder
	for range all {
		sides := [2]Side{{Party: "east"}, {Party: "north"}}
		for i := range sides {
			sides[i].Date, sides[i].Held, sides[i].Had = parley.Millis(s.IntN(3)), s.IntN(5) > 0, []bool{s.IntN(2) == 0, s.IntN(2) == 0}
		}
		fmt.Fprintf(&b, "sight: %+v\n", Seen(sides[0], sides[1]))
	}
	return b.String()
}

// worldTold is what 60 messages come to under each ready charter that compares notices, in the order drawn and then in another.
func worldTold(t *testing.T, seed uint64) (text string, stand, near int) {
	t.Helper()
	var b strings.Builder
	for _, name := range []string{"launch-notification", "vienna-document-2011"} {
		c := ready(t, name)
		m, ok := MarginsOf(c)
		if !ok || m.Check() != nil {
			t.Fatalf("%s has no margins", name)
		}
		fmt.Fprintf(&b, "%s %d %+v\n", name, seed, m)
		s := newSpokesman(c, seed)
		x, again := NewPlot(c.Conflicts, m), NewPlot(c.Conflicts, m)
		var all []Message
		for i := range 60 {
			all = append(all, s.message(i))
			would := told(x.Would(all[i]))
			_, now := x.Put(all[i])
			fmt.Fprintf(&b, "%d would meet %d, meets %q\n", i, len(would), told(now))
		}
		for _, i := range s.Perm(len(all)) {
			again.Put(all[i])
		}
		if x.told() != again.told() {
			t.Errorf("%s, seed %d: the order of the messages matters", name, seed)
		}
		met, _ := x.Encounters()
		b.WriteString(x.told() + s.sights(met))
		stand, near = stand+len(x.Notices(Span{OpenFrom, OpenTo})), near+len(met)
	}
	return b.String(), stand, near
}

// "Two parties that hold the same notices come to the same answer to the last metre, on any machine": what notices, amendments and
// cancellations come to under the ready charters has one digest, here and on other processors (scripts/arm64.sh).
func TestWorldsAlike(t *testing.T) {
	const worlds, digest = 8, "8a1e6fc84cf8a7cc"
	whole, some := sha256.New(), 0
	var stand, near int
	var file *os.File
	if *toldIn != "" {
		some = *toldWorlds
		var err error
		if file, err = os.Create(*toldIn); err != nil {
			t.Fatal(err)
		}
		defer file.Close()
	}
	for seed := range uint64(max(worlds, some)) {
		text, s, n := worldTold(t, seed)
		if stand, near = stand+s, near+n; seed < worlds {
			whole.Write([]byte(text))
		}
		if file != nil {
			if _, err := file.WriteString(text); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := fmt.Sprintf("%x", whole.Sum(nil))[:16]; got != digest || near == 0 {
		t.Errorf("%d notices stand and %d pairs are near; the digest is %s", stand, near, got)
	}
	t.Logf("%d notices stand, %d pairs of them are near", stand, near)
}
