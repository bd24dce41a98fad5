package overlap

import (
	"fmt"
	"testing"

	"parley"
	"parley/charter"
	"parley/form"
)

// aboutScene is two notices that meet, one of north with an amendment, and one of south with a human reference.
func aboutScene(t *testing.T, c *charter.Charter, order ...int) *Plot {
	t.Helper()
	area := form.Fields{"area": place(t, "circle 55,21 radius 1000")}
	own := &form.Reference{Regime: "CBM", Party: "south", Year: 26, Number: 7, Format: "F25", Status: "O"}
	notices := []form.Notice{{ID: idOf(1), Party: "north", Body: form.Body{Fields: area}}, {ID: idOf(2), Party: "north", Body: form.Body{Fields: area}},
		{ID: idOf(3), Party: "south", Body: form.Body{Fields: area, Reference: own}}}
	x := NewPlot(c.Conflicts, Margins{})
	for _, i := range order {
		switch {
		case i < len(notices):
			m, _ := Read(c, "activity", notices[i], int64(i), idOf(max(1, 3*(i/2))))
			x.Put(m)
		default:
			x.PutOpening(opening(t, c, 90, idOf(3).String(), idOf(1).String()))
		}
	}
	return x
}

func opening(t *testing.T, c *charter.Charter, n int, first, second string) Opening {
	t.Helper()
	b := form.Body{Fields: form.Fields{}}
	for name, text := range map[string]string{"first": first, "second": second} {
		cited, err := form.ParseCitation(text)
		if err != nil {
			t.Fatal(err)
		}
		b.Fields[name] = cited
	}
	o, ok := ReadOpening(c, "deconflict", form.Notice{ID: idOf(n), Party: "south", Time: parley.Millis(1000 - n), Body: b})
	if !ok {
		t.Fatal("it names no two notices")
	}
	return o
}

func openings(t *testing.T, x *Plot) (out string) {
	t.Helper()
	all, _ := x.Encounters()
	if len(all) != 1 {
		t.Fatalf("%d encounters", len(all))
	}
	for _, o := range x.Openings(&all[0]) {
		out += fmt.Sprint(o.ID[1], " ")
	}
	return out
}

// [OVL-18] A proceeding counts as one about two notices where the fields of its opening name a message of each, in either order, by an id
// or by a human reference, whatever came first; one that names the same notice twice, or another's reference, is about none.
func TestOpeningsOfTwoNotices(t *testing.T) {
	c := ready(t, "vienna-document-2011")
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 2, 0}} {
		if got := openings(t, aboutScene(t, c, order...)); got != "90 " {
			t.Errorf("in the order %v it is %q", order, got)
		}
	}
	x := aboutScene(t, c, 0, 1, 2)
	for n, names := range map[int][2]string{1: {idOf(1).String(), idOf(3).String()}, 2: {"CBM/SOUTH/26/0007/F25/O", idOf(2).String()}, 3: {idOf(1).String(), idOf(2).String()}, 4: {idOf(3).String(), idOf(9).String()},
		5: {"CBM/NORTH/26/0007/F25/O", idOf(3).String()}, 6: {idOf(3).String(), "CBM/SOUTH/26/0007/F25/O"}} {
		x.PutOpening(opening(t, c, n, names[0], names[1]))
		x.PutOpening(opening(t, c, n, names[0], names[1]))
	}
	if got := openings(t, x); got != "2 1 " { // by the time of their authors' clients
		t.Errorf("the openings are %q", got)
	}
	x.Drop("south", idOf(2))
	if got := openings(t, x); got != "1 " {
		t.Errorf("without the one that was erased they are %q", got)
	}
}

// [OVL-18] A procedure is for two notices where its opening form is no notice and has exactly two required fields of the kind reference.
func TestProceduresForTwoNotices(t *testing.T) {
	for _, name := range []string{"vienna-document-2011", "launch-notification", "ceasefire", "hotline", "council"} {
		c := ready(t, name)
		for i := range c.Procedures {
			p := &c.Procedures[i]
			fields, ok := PairOf(c, p)
			if ok != (p.Name == "deconflict") || ok && fields != [2]string{"first", "second"} {
				t.Errorf("%s, %s: %v, %v", name, p.Name, fields, ok)
			}
			if _, read := ReadOpening(c, p.Name, form.Notice{}); read != ok {
				t.Errorf("%s, %s: an opening is read: %v", name, p.Name, read)
			}
		}
	}
	c := ready(t, "vienna-document-2011")
	s := c.Schema("deconflict")
	s.Field("second").Required = false
	if _, ok := PairOf(c, c.Procedure("deconflict")); ok {
		t.Error("a field that may be missing names a notice")
	}
	s.Field("second").Required, s.Notice = true, &charter.Notice{Ends: true}
	if _, ok := PairOf(c, c.Procedure("deconflict")); ok {
		t.Error("a notice is a proceeding about two")
	}
}

// "A node may bound what it keeps": of one party so many openings, and the rest is counted; what a notice may be named by are its first
// message and its last ones.
func TestOpeningsBounded(t *testing.T) {
	c := ready(t, "vienna-document-2011")
	x := aboutScene(t, c, 0, 1, 2)
	for n := range MaxOpenings + 5 {
		x.PutOpening(Opening{ID: idOf(n), Party: "east", Names: [2]string{idOf(n).String(), ""}})
	}
	if len(x.opened) != MaxOpenings || x.Left()["east"] != 5 {
		t.Errorf("%d openings are kept, %v left out", len(x.opened), x.Left())
	}
	for n := range namedBy + 40 {
		m := Message{ID: idOf(100 + n), Of: idOf(1), Party: "north", Form: "activity", At: int64(100 + n)}
		x.Put(m)
	}
	all, _ := x.Encounters()
	if names := x.namesOf(all[0].One); len(names) != namedBy+1 || names[0] != idOf(1).String() || names[namedBy] != idOf(100+namedBy+39).String() {
		t.Errorf("%d names, from %v to %v", len(names), names[0], names[len(names)-1])
	}
}
