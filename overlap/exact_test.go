package overlap

import (
	"bytes"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

var worlds = flag.Int("worlds", 10, "how many worlds of 50 notices, 1,225 pairs each taken both ways, the index is compared on")

// Of pairs of all shapes, over poles and antimeridian, touching, flat, open, the index MUST find what the slow computation in
// whole numbers without limit finds, which looks at every edge of every pair: [OVL-4], [OVL-5], [OVL-6], [OVL-7], [OVL-9].
func TestExact(t *testing.T) {
	pairs, meeting, near := 0, 0, 0
	for seed := range uint64(*worlds) {
		d := newDrawing(rand.New(rand.NewPCG(seed, 10)))
		m := d.margins()
		x := New(m)
		var all []Notice
		for i := range 50 {
			n := d.notice(i)
			all = append(all, n)
			x.Put(n)
		}
		for i := range all {
			want := slowly(&all[i], all, m)
			got := x.Near(&all[i])
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d, notice %d %v, margins %+v: the index finds %d, slowly %d; %s", seed, i, all[i], m, len(got), len(want), differing(got, want, all))
			}
			pairs += len(all) - 1
			for _, c := range want {
				near++
				if c.Meets() {
					meeting++
				}
			}
		}
	}
	t.Logf("%d pairs: %d meet, %d more are within the margins", pairs, meeting, near-meeting)
	if meeting == 0 || near == meeting {
		t.Error("the worlds are too empty to show anything")
	}
}

func slowly(n *Notice, all []Notice, m Margins) []Conflict {
	var out []Conflict
	for i := range all {
		o := &all[i]
		if o.ID == n.ID {
			continue
		}
		c := Conflict{Other: o.ID, Party: o.Party, Height: slowApart(n.Height, o.Height), Apart: slowApart(n.Time, o.Time)}
		c.Time = Span{max(n.Time.From, o.Time.From), min(n.Time.To, o.Time.To)}
		if c.Height > m.Height || c.Apart > m.Time {
			continue
		}
		c.Metres = slowMetres(slowClearance(&n.Area, &o.Area), n.Area.reach+o.Area.reach)
		if c.Metres <= m.Metres {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Conflict) int { return bytes.Compare(a.Other[:], b.Other[:]) })
	return out
}

// differing names a notice that only one of two lists has, or has otherwise.
func differing(a, b []Conflict, all []Notice) string {
	for _, c := range slices.Concat(a, b) {
		if slices.Contains(a, c) != slices.Contains(b, c) {
			i := slices.IndexFunc(all, func(n Notice) bool { return n.ID == c.Other })
			return fmt.Sprintf("%+v: %v", c, all[i])
		}
	}
	return "the order"
}

func slowApart(a, b Span) int64 {
	switch {
	case b.From > a.To:
		return b.From - a.To
	case a.From > b.To:
		return a.From - b.To
	}
	return 0
}

// slowMetres counts up in steps that get smaller.
func slowMetres(distance *big.Int, reach int64) int {
	within := func(metres int) bool {
		c := big.NewInt(chord(reach + 2*int64(metres)))
		return distance.Cmp(c.Mul(c, c)) <= 0
	}
	metres := -1
	for step := 1 << 25; step > 0; step >>= 1 {
		if !within(metres + step) {
			metres += step
		}
	}
	return metres + 1
}

// Big vectors and what is done with them.
type tall [3]*big.Int

func tallOf(v vec) tall {
	return tall{big.NewInt(int64(v.x)), big.NewInt(int64(v.y)), big.NewInt(int64(v.z))}
}

func product(a, b *big.Int) *big.Int { return new(big.Int).Mul(a, b) }

func (a tall) dot(b tall) *big.Int {
	sum := product(a[0], b[0])
	return sum.Add(sum, product(a[1], b[1])).Add(sum, product(a[2], b[2]))
}

func (a tall) cross(b tall) (n tall) {
	for i := range n {
		j, k := (i+1)%3, (i+2)%3
		n[i] = new(big.Int).Sub(product(a[j], b[k]), product(a[k], b[j]))
	}
	return n
}

func (a tall) minus(b tall) (d tall) {
	for i := range d {
		d[i] = new(big.Int).Sub(a[i], b[i])
	}
	return d
}

func turn(a, b, c tall) int { return a.cross(b).dot(c).Sign() }

// slowClearance follows 10.4 to 10.6 of the spec word by word.
func slowClearance(a, b *Area) *big.Int {
	p, q := tallCore(a), tallCore(b)
	least := new(big.Int).Lsh(big.NewInt(1), 80)
	for _, v := range p {
		for _, w := range q {
			d := v.minus(w)
			if s := d.dot(d); s.Cmp(least) < 0 {
				least = s
			}
		}
	}
	least = slowFeet(p, q, b.ring, slowFeet(q, p, a.ring, least))
	if least.Sign() == 0 || slowCrossing(p, a.ring, q, b.ring) || a.ring && slowInside(p, q[0]) || b.ring && slowInside(q, p[0]) {
		return new(big.Int)
	}
	return least
}

func tallCore(a *Area) (out []tall) {
	for _, v := range a.core {
		out = append(out, tallOf(v))
	}
	return out
}

func sidesOf(core []tall, ring bool) (out [][2]tall) {
	for i := 1; i < len(core); i++ {
		out = append(out, [2]tall{core[i-1], core[i]})
	}
	if ring {
		out = append(out, [2]tall{core[len(core)-1], core[0]})
	}
	return out
}

// slowFeet takes the side of the foot from the vector in the plane that is at right angles to an end: (n x a) . p.
func slowFeet(points, core []tall, ring bool, least *big.Int) *big.Int {
	radius := big.NewInt(earth)
	for _, e := range sidesOf(core, ring) {
		n := e[0].cross(e[1])
		length := new(big.Int).Sqrt(n.dot(n))
		for _, p := range points {
			if n.cross(e[0]).dot(p).Sign() < 0 || e[1].cross(n).dot(p).Sign() < 0 {
				continue
			}
			h := new(big.Int).Quo(new(big.Int).Abs(n.dot(p)), length)
			if h.Cmp(radius) > 0 {
				h = radius
			}
			hh := product(h, h)
			s := new(big.Int).Sqrt(new(big.Int).Sub(product(radius, radius), hh))
			u := new(big.Int).Quo(hh, s.Add(s, radius))
			if sum := product(u, u); sum.Add(sum, hh).Cmp(least) < 0 {
				least = sum
			}
		}
	}
	return least
}

// slowCrossing holds the four turns of each two edges against each other.
func slowCrossing(p []tall, pRing bool, q []tall, qRing bool) bool {
	for _, e := range sidesOf(p, pRing) {
		for _, f := range sidesOf(q, qRing) {
			if slowCross(e[0], e[1], f[0], f[1]) {
				return true
			}
		}
	}
	return false
}

func slowCross(a, b, c, d tall) bool {
	s := -turn(a, b, c)
	return s != 0 && turn(a, b, d) == s && -turn(c, d, b) == s && turn(c, d, a) == s
}

// slowInside goes by 10.6 of the spec.
func slowInside(ring []tall, p tall) bool {
	n := len(ring)
	v, last, next := ring[0], ring[n-1], ring[1]
	start := p
	if w := p.cross(v); w.dot(w).Sign() == 0 {
		start = next
	}
	onLeft := func(w tall) bool { return turn(start, v, w) >= 0 }
	inside := onLeft(next) || !onLeft(last)
	if turn(last, v, next) > 0 {
		inside = onLeft(next) && !onLeft(last)
	}
	for k := 1; k < n-1; k++ {
		a, b := ring[k], ring[k+1]
		if onLeft(a) && !onLeft(b) && turn(a, b, p) < 0 && turn(a, b, v) > 0 || !onLeft(a) && onLeft(b) && turn(a, b, p) > 0 && turn(a, b, v) < 0 {
			inside = !inside
		}
	}
	return inside
}
