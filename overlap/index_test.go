package overlap

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"parley"
)

// [OVL-10] What stands and what it meets MUST be the same whatever the order in which versions come: as if only the last of
// each had come.
func TestOrder(t *testing.T) {
	for seed := range uint64(20) {
		d := newDrawing(rand.New(rand.NewPCG(seed, 14)))
		m := d.margins()
		var all, last []Notice
		for i := range 40 {
			versions := 1 + d.IntN(3)
			for v := range versions {
				n := d.notice(i)
				n.Version, n.Cancelled = int64(v), v > 0 && d.IntN(3) == 0
				all = append(all, n)
			}
			last = append(last, all[len(all)-1])
		}
		scratch := New(m)
		for _, n := range last {
			scratch.Load(n)
		}
		d.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		x := New(m)
		for _, n := range all {
			if d.IntN(2) == 0 {
				x.Load(n)
			}
			x.Put(n)
			x.Load(n)
		}
		if x.Len() != scratch.Len() {
			t.Fatalf("seed %d: %d stand, not %d", seed, x.Len(), scratch.Len())
		}
		for _, n := range last {
			if got, want := x.Near(&n), scratch.Near(&n); !slices.Equal(got, want) {
				t.Fatalf("seed %d: %v, not %v", seed, got, want)
			}
		}
	}
}

// [OVL-10] Of two notices with one id and version the one with the greater bytes MUST stand, whichever came first.
func TestTwins(t *testing.T) {
	d := newDrawing(rand.New(rand.NewPCG(1, 15)))
	a, b := d.notice(1), d.notice(1)
	for _, order := range [][]Notice{{a, b}, {b, a}} {
		x := New(Margins{})
		for _, n := range order {
			x.Put(n)
		}
		got, _ := x.Get(a.ID)
		want := a
		if b.after(&a) {
			want = b
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%v stands", got)
		}
	}
}

// [OVL-11] With each notice, amendment and cancellation it MUST be told what the notice met before and what it meets now.
func TestPut(t *testing.T) {
	at := func(id byte, version int64, from int64) Notice {
		a, _ := areaOf("circle 59.33000,18.06000 radius 5000")
		return Notice{ID: parley.Hash{id}, Party: "northland", Version: version, Area: a, Height: Span{OpenFrom, OpenTo}, Time: Span{from, from + 10}}
	}
	x := New(Margins{})
	ids := func(list []Conflict) (out []byte) {
		for _, c := range list {
			out = append(out, c.Other[0])
		}
		return out
	}
	cancelled := at(1, 3, 0)
	cancelled.Cancelled = true
	for i, step := range []struct {
		n        Notice
		was, now string
	}{{at(1, 1, 0), "", ""}, {at(2, 1, 10), "", "\x01"}, {at(3, 1, 11), "", "\x02"}, {at(1, 2, 15), "\x02", "\x02\x03"}, {cancelled, "\x02\x03", ""}, {at(1, 2, 15), "", ""}} {
		was, now := x.Put(step.n)
		if string(ids(was)) != step.was || string(ids(now)) != step.now {
			t.Errorf("step %d: met %v, meets %v", i, ids(was), ids(now))
		}
	}
	if _, ok := x.Get(parley.Hash{1}); ok || x.Len() != 2 {
		t.Error("the cancelled one stands")
	}
}

// Adding and taking out at random leaves a tree that finds what stands, and nothing when nothing does.
func TestTree(t *testing.T) {
	d := newDrawing(rand.New(rand.NewPCG(3, 16)))
	tr, stands := newTree(), map[int32]box{}
	all := everywhere
	all.low[timeAxis], all.high[timeAxis] = math.MinInt32, math.MaxInt32
	check := func() {
		n := 0
		tr.search(&all, func(place int32) {
			n++
			if _, ok := stands[place]; !ok {
				t.Fatalf("%d is found and was taken out", place)
			}
		})
		if n != len(stands) {
			t.Fatalf("%d are found of %d", n, len(stands))
		}
	}
	for i := range int32(3000) {
		n := d.notice(int(i))
		b := n.boxes()[0]
		tr.add(b, i)
		stands[i] = b
		if gone := d.Int32N(i + 1); d.IntN(3) > 0 {
			if b, ok := stands[gone]; ok {
				tr.remove(b, gone)
				delete(stands, gone)
			}
		}
		if i%100 == 0 {
			check()
		}
	}
	for i, b := range stands {
		tr.remove(b, i)
		delete(stands, i)
	}
	check()
	if used := len(tr.nodes) - len(tr.free); used != 1 {
		t.Errorf("%d nodes are left", used)
	}
}

// [OVL-8] A span that ends before it begins, and an end beyond 2^53, MUST be refused; each end belongs to its span.
func TestSpans(t *testing.T) {
	for s, want := range map[Span]bool{{0, 0}: true, {1, 0}: false, {OpenFrom, OpenTo}: true, {OpenFrom, 0}: true, {0, OpenTo}: true,
		{-MaxEnd, MaxEnd}: true, {-MaxEnd - 1, 0}: false, {0, MaxEnd + 1}: false, {OpenTo, OpenTo}: false, {OpenFrom, OpenFrom}: false} {
		n := Notice{Height: s}
		m := Notice{Time: s}
		if (n.Check() == nil) != want || (m.Check() == nil) != want {
			t.Errorf("%v: taken is not %v", s, want)
		}
	}
	for _, c := range []struct {
		a, b  Span
		apart int64
	}{{Span{0, 5}, Span{5, 9}, 0}, {Span{0, 5}, Span{6, 9}, 1}, {Span{3, 3}, Span{3, 3}, 0}, {Span{OpenFrom, 5}, Span{7, OpenTo}, 2}, {Span{OpenFrom, OpenTo}, Span{9, 9}, 0}} {
		if c.a.apart(c.b) != c.apart || c.b.apart(c.a) != c.apart {
			t.Errorf("%v and %v are %d apart", c.a, c.b, c.a.apart(c.b))
		}
	}
	for _, m := range []Margins{{Metres: -1}, {Metres: 20_000_001}, {Height: -1}, {Time: -1}, {Time: MaxEnd + 1}} {
		if m.Check() == nil {
			t.Errorf("%v is taken", m)
		}
	}
	if err := (Margins{20_000_000, MaxEnd, MaxEnd}).Check(); err != nil {
		t.Error(err)
	}
}

// [OVL-3] Places without one area: words, unknown names, corners that are one point, and opposite ends of the earth.
func TestNoArea(t *testing.T) {
	for _, text := range []string{"words east of the strait", "polygon 90.00000,0.00000 90.00000,10.00000 89.00000,0.00000",
		"route 0.00000,0.00000 0.00000,-180.00000", "polygon 90.00000,0.00000 -90.00000,0.00000 0.00000,5.00000",
		"cell 1.00000,0.00000 1.00000,5.00000", "cell 0.00000,5.00000 1.00000,5.00000", "circle"} {
		if a, ok := areaOf(text); ok {
			t.Errorf("%s has the area %v", text, a)
		}
	}
	for text, edges := range map[string]int{"route 90.00000,0.00000 90.00000,10.00000": 0, "cell 89.00000,0.00000 90.00000,2.00000": 4,
		"cell 0.00000,179.00000 1.00000,-178.00000": 8} {
		if a, ok := areaOf(text); !ok || a.edges() != edges {
			t.Errorf("%s has %d edges", text, a.edges())
		}
	}
}

// [OVL-2] The corners of a cell MUST be those of its south side and then of its north side, with one at each whole degree of longitude,
// over the antimeridian as elsewhere.
func TestCell(t *testing.T) {
	a, _ := areaOf("cell 10.00000,178.50000 20.50000,-178.00000")
	b, _ := areaOf("polygon 10.00000,178.50000 10.00000,179.00000 10.00000,-180.00000 10.00000,-179.00000 10.00000,-178.00000 " +
		"20.50000,-178.00000 20.50000,-179.00000 20.50000,-180.00000 20.50000,179.00000 20.50000,178.50000")
	if !reflect.DeepEqual(a, b) || len(a.core) != 10 {
		t.Errorf("%v, not %v", a, b)
	}
}
