package overlap

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/charter"
)

const noticesFile = "../spec/vectors/overlap/notices.txt"

// The vectors of 10.10 are what this implementation computes: [OVL-12], [OVL-13] and [OVL-15].
func TestNoticeVectors(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Messages, the notices that they come to and how near these are: chapter 10.10\n")
	for i := range 60 {
		d := newDrawing(rand.New(rand.NewPCG(uint64(i), 21)))
		m := d.margins()
		all := d.messages(2 + d.IntN(12))
		fmt.Fprintf(&b, "\nname: %d\nmargins: %d %d %d\n", i+1, m.Metres, m.Height, m.Time)
		x := NewPlot(plotPairs, m)
		for _, k := range d.Perm(len(all)) {
			all[k].write(&b, d, k)
			x.Put(all[k])
		}
		b.WriteString(x.told())
	}
	heightVectors(&b)
	sightVectors(&b)
	if *update {
		if err := os.WriteFile(noticesFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if held, err := os.ReadFile(noticesFile); err != nil || string(held) != b.String() {
		t.Errorf("%s differs from what is computed (%v)", noticesFile, err)
	}
}

func heightVectors(b *strings.Builder) {
	for _, unit := range []string{"m", "ft"} {
		for decimals := range 4 {
			for _, n := range []int64{-100_001, -1, 0, 7, 12_345} {
				f := &charter.Field{Unit: unit, Decimals: decimals}
				fmt.Fprintf(b, "\nunits: %d\ndecimals: %d\nunit: %s\nfloor: %d\nceiling: %d\n", n, decimals, unit, -centimetresUp(f, -n), centimetresUp(f, n))
			}
		}
	}
}

func sightVectors(b *strings.Builder) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 60 {
		sides := [2]Side{{Party: "east"}, {Party: "north"}}
		b.WriteString("\n")
		for i := range sides {
			s := &sides[i]
			s.Date, s.Held = parley.Millis(r.IntN(3)), r.IntN(5) > 0
			had := ""
			for range 1 + r.IntN(3) {
				s.Had = append(s.Had, r.IntN(3) == 0)
				had += fmt.Sprintf(" %t", s.Had[len(s.Had)-1])
			}
			fmt.Fprintf(b, "side: %s %d %t%s\n", s.Party, s.Date, s.Held, had)
		}
		if s := Seen(sides[0], sides[1]); s.Known {
			fmt.Fprintf(b, "later: %s %d %t\n", s.Later, s.Had, s.All)
		} else {
			b.WriteString("later: unknown\n")
		}
	}
}

// write writes a message as a vector, with areas drawn anew for it.
func (m *Message) write(b *strings.Builder, d *drawing, number int) {
	fmt.Fprintf(b, "message: %d %s %d %s\n", number, m.Party, m.At, m.Form)
	if m.Of != m.ID {
		fmt.Fprintf(b, "on: %d\n", int(m.Of[0])<<8|int(m.Of[1]))
	}
	if m.Ends {
		b.WriteString("ends: true\n")
		return
	}
	if m.says.areas {
		fmt.Fprintf(b, "areas: %d\n", len(m.Areas))
		for i := range m.Areas {
			var text string
			m.Areas[i], text = d.area()
			fmt.Fprintf(b, "area: %s\n", text)
		}
		fmt.Fprintf(b, "unfit: %d\n", m.Unfit)
	}
	if m.says.height {
		fmt.Fprintf(b, "height: %s\n", m.Height.text())
	}
	if m.says.time {
		fmt.Fprintf(b, "time: %s\n", m.Time.text())
	}
}

// told says what stands and what meets, as the vectors do.
func (x *Plot) told() string {
	var stands, meets []string
	number := func(s *Standing) string { return fmt.Sprintf("%s %d", s.Party, int(s.Notice[0])<<8|int(s.Notice[1])) }
	for _, s := range x.Notices(Span{OpenFrom, OpenTo}) {
		stands = append(stands, fmt.Sprintf("stands: %s %d %s\n", number(&s), int(s.Message[0])<<8|int(s.Message[1]), s.Form))
	}
	all, _ := x.Encounters()
	for _, e := range all {
		meets = append(meets, fmt.Sprintf("apart: %s %s %d %d %d %s\n", number(e.One), number(e.Other), e.Metres, e.Height, e.Apart, e.Time.text()))
	}
	slices.Sort(stands)
	slices.Sort(meets)
	return strings.Join(append(stands, meets...), "")
}
