package chart

import (
	"math"
	"strconv"
)

// The most points of a path: of the coast or an overlay, and of one shape, which is drawn more coarsely before it has more.
const (
	maxPath  = 20_000
	maxShape = 4_000
)

// A pen writes the path of an SVG: whole units, each point by its distance from the one before, and none nearer to it than
// near units in both directions, so that an area of a hundred thousand corners is no longer than what can be seen of it.
type pen struct {
	frame
	near int
	out  []byte
	drew int
}

// halfPixel is the least distance of two points that are both seen, in units.
const halfPixel = 5

// line draws a line, closed where it is the edge of an area.
func (p *pen) line(l line, closed bool) {
	begun := len(p.out)
	px, py, points := 0, 0, 0
	for i, v := range l {
		fx, fy := p.unit(v)
		x, y := int(math.Round(fx)), int(math.Round(fy))
		last := i == len(l)-1 && !closed
		if points > 0 && !last && abs(x-px) < p.near && abs(y-py) < p.near || p.drew >= maxPath {
			continue
		}
		if points == 0 {
			p.out = append(p.out, 'M')
		} else {
			x, y, px, py = x-px, y-py, x, y
			p.out = append(p.out, 'l')
		}
		if points == 0 {
			px, py = x, y
		}
		p.out = strconv.AppendInt(p.out, int64(x), 10)
		p.out = append(p.out, ' ')
		p.out = strconv.AppendInt(p.out, int64(y), 10)
		points++
		p.drew++
	}
	switch {
	case points < 2:
		p.out = p.out[:begun]
	case closed:
		p.out = append(p.out, 'z')
	}
}

// path draws lines after what begins it, the more coarsely the more points they have, until it has fewer than most.
func (f frame) path(lines []line, closed bool, most int, begin string) string {
	for near := halfPixel; ; near *= 2 {
		p := pen{frame: f, near: near, out: []byte(begin)}
		for _, l := range lines {
			p.line(l, closed)
		}
		if p.drew < most || near > Wide {
			return string(p.out)
		}
	}
}

func abs(n int) int { return max(n, -n) }

// seen calls draw with a line as often as it comes into the frame, each time so many turns around the earth further on.
func (f frame) seen(l line, draw func(line)) {
	west, east := math.Inf(1), math.Inf(-1)
	for _, p := range l {
		west, east = min(west, p.x), max(east, p.x)
	}
	for k := math.Ceil((f.west - east) / 360); k <= math.Floor((f.east-west)/360); k++ {
		turned := l
		if k != 0 {
			turned = make(line, len(l))
			for i, p := range l {
				turned[i] = vec{p.x + 360*k, p.y}
			}
		}
		draw(turned)
	}
}

// box is the frame with its margin.
func (f frame) box() box {
	more := margin / f.perLon
	return box{f.west - more, f.east + more, max(-90, f.south-more), min(90, f.north+more)}
}

// Coast returns the land, to be filled, and its coast lines, which leave out where the data are cut at longitude 180.
func (v View) Coast() (land, coast string) {
	f, data := v.frame(), coarse
	if v.Span < 6_000_000 {
		data = fine
	}
	fill, edge := pen{frame: f, near: halfPixel}, pen{frame: f, near: halfPixel}
	for _, ring := range data() {
		f.seen(ring, func(l line) {
			if part := f.box().ring(l); len(part) > 2 {
				fill.line(part, true)
				for _, e := range edges(l) {
					for _, part := range f.box().lines(e) {
						edge.line(part, false)
					}
				}
			}
		})
	}
	return string(fill.out), string(edge.out)
}

// edges are the parts of a ring that are coast.
func edges(ring line) (out []line) {
	var part line
	for i := range len(ring) + 1 {
		p := ring[i%len(ring)]
		if i > 0 && artificial(ring[i-1], p) {
			if len(part) > 1 {
				out = append(out, part)
			}
			part = nil
		}
		part = append(part, p)
	}
	if len(part) > 1 {
		out = append(out, part)
	}
	return out
}

// artificial reports whether the way between two points is where the data end: at longitude 180, or on the way to a pole.
func artificial(a, b vec) bool {
	at180 := func(p vec) bool { return math.Abs(math.Abs(math.Remainder(p.x, 360))-180) < 0.01 }
	atPole := func(p vec) bool { return math.Abs(p.y) > 89.9 }
	return at180(a) && at180(b) || atPole(a) || atPole(b)
}
