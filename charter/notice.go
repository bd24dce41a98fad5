package charter

import "slices"

// Most of each in what a charter says of notices that come near each other.
const (
	maxNoticeAreas = 8
	maxPairs       = 64
	maxDistance    = 20_000_000 // metres: half of the way around the earth
	maxHeight      = 1_000_000  // metres
)

// The units of a number that is a height.
const (
	UnitMetres = "m"
	UnitFeet   = "ft"
)

// A Notice says by which fields a message in a form says who will be where, how high and when (chapter 10).
type Notice struct {
	Of             string   // a field of the kind reference: the notice that the message is about; empty: none
	Areas          []string // fields of the kind place, at most 8
	Floor, Ceiling string   // fields of the kind number, in UnitMetres or UnitFeet; empty: open
	From, Until    string   // fields of the kind time; empty: open
	Ends           bool     // such a message ends the notice
}

// Conflicts says how near is too near for two notices of different parties.
type Conflicts struct {
	Distance, Height, Time string // constants: metres, metres and minutes
	Between                []Pair
}

// A Pair is two forms whose notices are compared; they may be one.
type Pair struct{ Form, With string }

// notice reads by which fields a message says who will be where [CHR-80].
func (r *reader) notice(s *Schema) {
	if !r.at("notice") {
		return
	}
	k := new(Notice)
	r.section("notice", func() {
		k.Of = r.fieldOf(s, "of", KindReference)
		r.optional("areas", maxNoticeAreas, func() {
			name := r.fieldOf(s, "", KindPlace)
			if r.err == nil && slices.Contains(k.Areas, name) {
				r.fail("the area %q stands twice", name)
			}
			k.Areas = append(k.Areas, name)
		})
		k.Floor = r.heightOf(s, "floor")
		k.Ceiling = r.heightOf(s, "ceiling")
		k.From = r.fieldOf(s, "from", KindTime)
		k.Until = r.fieldOf(s, "until", KindTime)
		k.Ends = r.flag("ends")
		says := len(k.Areas) > 0 || k.Floor+k.Ceiling+k.From+k.Until != ""
		if r.err == nil && says == k.Ends {
			r.fail("a notice says an area, a height or a time, or that one `ends`; it does not do both")
		}
	})
	s.Notice = k
}

// fieldOf takes the name of a field of one kind, which may be missing unless it is an item of a list.
func (r *reader) fieldOf(s *Schema, key, kind string) string {
	if !r.at(key) && key != "" {
		return ""
	}
	name := r.take(key, stringValue)
	if f := s.Field(name); r.err == nil && (f == nil || f.Kind != kind) {
		r.fail("the form has no field %.40q of the kind %s", name, kind)
	}
	return name
}

// heightOf takes the name of a number that is a height.
func (r *reader) heightOf(s *Schema, key string) string {
	name := r.fieldOf(s, key, KindNumber)
	if f := s.Field(name); r.err == nil && f != nil && f.Unit != UnitMetres && f.Unit != UnitFeet {
		r.fail("the field %q is in %q; a height is in %q or %q", name, f.Unit, UnitMetres, UnitFeet)
	}
	return name
}

// conflicts reads how near two notices are too near [CHR-81].
func (r *reader) conflicts(c *Charter) {
	if !r.at("conflicts") {
		return
	}
	k := new(Conflicts)
	r.section("conflicts", func() {
		k.Distance = r.margin(c, "distance", maxDistance)
		k.Height = r.margin(c, "height", maxHeight)
		k.Time = r.margin(c, "time", maxMinutes)
		r.list("between", maxPairs, func() {
			p := Pair{r.noticed(c, "form"), r.noticed(c, "with")}
			if r.err == nil && k.Compares(p.Form, p.With) {
				r.fail("the forms %q and %q are a pair already", p.Form, p.With)
			}
			k.Between = append(k.Between, p)
		})
	})
	c.Conflicts = k
}

// margin takes the name of a constant of 0 to most.
func (r *reader) margin(c *Charter, key string, most int) string {
	name := r.take(key, stringValue)
	if k := c.Constant(name); r.err == nil && (k == nil || k.Value < 0 || k.Value > most) {
		r.fail("the charter has no constant %.40q of 0 to %d", name, most)
	}
	return name
}

// noticed takes the name of a form whose messages say an area.
func (r *reader) noticed(c *Charter, key string) string {
	name := r.take(key, stringValue)
	if s := c.Schema(name); r.err == nil && (s == nil || s.Notice == nil || len(s.Notice.Areas) == 0) {
		r.fail("the form %.40q is no notice with an area", name)
	}
	return name
}

// Compares reports whether notices in two forms are compared.
func (k *Conflicts) Compares(form, with string) bool {
	return k != nil && slices.ContainsFunc(k.Between, func(p Pair) bool {
		return p == Pair{form, with} || p == Pair{with, form}
	})
}

func (k *Notice) encode(w *writer) {
	w.section("notice", func() {
		w.maybe("of", k.Of)
		w.strings("areas", k.Areas)
		w.maybe("floor", k.Floor)
		w.maybe("ceiling", k.Ceiling)
		w.maybe("from", k.From)
		w.maybe("until", k.Until)
		w.flag("ends", k.Ends)
	})
}

func (k *Conflicts) encode(w *writer) {
	w.section("conflicts", func() {
		w.text("distance", k.Distance)
		w.text("height", k.Height)
		w.text("time", k.Time)
		w.list("between", len(k.Between), func(i int) {
			w.text("form", k.Between[i].Form)
			w.text("with", k.Between[i].With)
		})
	})
}
