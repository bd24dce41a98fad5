package chart

// A side is one of the four sides of a frame: which points are inside, and where a line meets it.
type side struct {
	inside func(vec) bool
	meet   func(a, b vec) vec
}

func (b box) sides() [4]side {
	atX := func(x float64) func(a, b vec) vec {
		return func(a, b vec) vec { return vec{x, a.y + (b.y-a.y)*(x-a.x)/(b.x-a.x)} }
	}
	atY := func(y float64) func(a, b vec) vec {
		return func(a, b vec) vec { return vec{a.x + (b.x-a.x)*(y-a.y)/(b.y-a.y), y} }
	}
	return [4]side{
		{func(p vec) bool { return p.x >= b.west }, atX(b.west)},
		{func(p vec) bool { return p.x <= b.east }, atX(b.east)},
		{func(p vec) bool { return p.y >= b.south }, atY(b.south)},
		{func(p vec) bool { return p.y <= b.north }, atY(b.north)},
	}
}

// ring returns the part of an area that lies in the box: Sutherland's and Hodgman's way, one side after the other.
func (b box) ring(in line) line {
	for _, s := range b.sides() {
		var out line
		for i, p := range in {
			before := in[(i+len(in)-1)%len(in)]
			if s.inside(p) != s.inside(before) {
				out = append(out, s.meet(before, p))
			}
			if s.inside(p) {
				out = append(out, p)
			}
		}
		in = out
	}
	return in
}

// lines returns the parts of a line that lie in the box.
func (b box) lines(in line) []line {
	list := []line{in}
	for _, s := range b.sides() {
		var out []line
		for _, l := range list {
			out = append(out, s.cut(l)...)
		}
		list = out
	}
	return list
}

// cut returns the parts of a line on the inner side.
func (s side) cut(in line) (out []line) {
	var part line
	for i, p := range in {
		if i > 0 && s.inside(p) != s.inside(in[i-1]) {
			part = append(part, s.meet(in[i-1], p))
		}
		if s.inside(p) {
			part = append(part, p)
			continue
		}
		if len(part) > 1 {
			out = append(out, part)
		}
		part = nil
	}
	if len(part) > 1 {
		out = append(out, part)
	}
	return out
}
