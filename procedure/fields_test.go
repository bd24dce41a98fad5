package procedure

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/wire"
)

// What a body says in the fields that clocks, roles, certificates and questions name is what the fold reads.
func TestReadBody(t *testing.T) {
	choice := []charter.Choice{{Value: charter.StatusAnswered}, {Value: charter.StatusContested}}
	c := &charter.Charter{Parties: []charter.Party{{ID: "north"}, {ID: "south"}}, Forms: []charter.Form{{Name: "draft"}, {Name: "text"}},
		Schemas: []charter.Schema{{Form: "draft", Fields: []charter.Field{
			{Name: "until", Kind: charter.KindTime}, {Name: "to", Kind: charter.KindParty},
			{Name: "items", Kind: charter.KindTable, Max: 9, Columns: []charter.Field{{Name: charter.ColumnID, Kind: charter.KindText, Max: 40, Required: true}}},
			{Name: "answers", Kind: charter.KindTable, Max: 9, Columns: []charter.Field{
				{Name: charter.ColumnQuestion, Kind: charter.KindText, Max: 40, Required: true},
				{Name: charter.ColumnStatus, Kind: charter.KindChoice, Choices: choice, Required: true}}}}}}}
	raw, err := form.Of(c, "draft").Encode(form.Body{Fields: form.Fields{"until": form.Time(dayZero), "to": form.Party("south"),
		"items":   form.Table{{"id": form.Text("a")}, {"id": form.Text("b")}},
		"answers": form.Table{{"question": form.Text("a"), "status": form.Choice("contested")}}}})
	if err != nil {
		t.Fatal(err)
	}
	b := ReadBody(c, parley.Hash{1}, &wire.Payload{Form: "draft", Body: raw})
	if b.Void != "" || b.Fields == nil {
		t.Fatalf("%+v", b)
	}
	until, ok1 := b.Fields.Time("until")
	to, ok2 := b.Fields.Party("to")
	if until != dayZero || to != "south" || !ok1 || !ok2 || !slices.Equal(b.Fields.Questions("items"), []string{"a", "b"}) ||
		!slices.Equal(b.Fields.Answers("answers"), []Answer{{"a", charter.StatusContested}}) {
		t.Errorf("%v %v %v %v", until, to, b.Fields.Questions("items"), b.Fields.Answers("answers"))
	}
	if _, ok := b.Fields.Time("to"); ok {
		t.Error("a party was read as a time")
	}
	if _, ok := b.Fields.Party("absent"); ok {
		t.Error("a field was read that there is not")
	}
	if b := ReadBody(c, parley.Hash{1}, &wire.Payload{Form: "draft", Body: raw[1:]}); b.Void == "" {
		t.Error("a body that is not of its form is not void")
	}
	if b := ReadBody(c, parley.Hash{1}, &wire.Payload{Form: "text", Body: []byte("words")}); b.Void != "" || b.Fields != nil {
		t.Errorf("a text: %+v", b)
	}
}

// The order in which bodies and records are handed to the fold says nothing, nor does it who answers for First, and the
// fold changes nothing in what it is given.
func TestOrderOfInputSaysNothing(t *testing.T) {
	for i := range 60 {
		rng := rand.New(rand.NewPCG(7, uint64(i)))
		v := &verdicts{}
		v.begin(i)
		w := newWorld(rng, shape{parties: 2 + i%5, steps: 50, clocked: true, crowded: true, lie: lie(i) % lieCount}, offRules{}, v)
		if w.lie == lieCollude {
			continue
		}
		w.run(shape{steps: 50, crowded: true})
		in := w.nodes[w.honest()].input()
		want, err := Fold(in)
		if err != nil {
			continue
		}
		other := in
		other.Bodies, other.Logs = slices.Clone(in.Bodies), slices.Clone(in.Logs)
		rng.Shuffle(len(other.Bodies), func(a, b int) { other.Bodies[a], other.Bodies[b] = other.Bodies[b], other.Bodies[a] })
		rng.Shuffle(len(other.Logs), func(a, b int) { other.Logs[a], other.Logs[b] = other.Logs[b], other.Logs[a] })
		for k := range other.Logs {
			vol := other.Logs[k].Volumes[0]
			all := vol.Leaves[:min(len(vol.Leaves), int(vol.Held))]
			vol.First = func(t parley.Millis) (uint64, bool) {
				i := slices.IndexFunc(all, func(l Leaf) bool { return l.Date >= t })
				return uint64(max(i, 0)), i >= 0
			}
			vol.Leaves = slices.DeleteFunc(slices.Clone(all), func(l Leaf) bool { return l.Kind == wire.LeafClock })
			other.Logs[k].Volumes = []Volume{vol}
		}
		got, err := Fold(other)
		if err != nil {
			t.Fatal(err)
		}
		sortAside(want)
		sortAside(got)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("case %d: %+v\nother order: %+v", i, want, got)
		}
	}
}

func sortAside(r *Result) {
	slices.SortFunc(r.Aside, func(a, b Entry) int { return slices.Compare(a.Act[:], b.Act[:]) })
	slices.SortFunc(r.Missing, func(a, b Missing) int { return slices.Compare(a.Act[:], b.Act[:]) })
}
