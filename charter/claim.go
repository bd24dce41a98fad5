package charter

import "fmt"

// A claim is what a line says about others, some of which may follow it: it is looked at when all of them are read.
type claim struct {
	line  int
	wrong func() string // what is wrong with it, or nothing
}

// later makes a claim of the line last taken.
func (r *reader) later(wrong func() string) {
	if r.err == nil {
		r.claims = append(r.claims, claim{r.last, wrong})
	}
}

// mustBe claims that there is something.
func (r *reader) mustBe(there func() bool, format string, args ...any) {
	r.later(func() string {
		if there() {
			return ""
		}
		return fmt.Sprintf(format, args...)
	})
}

// settle looks at all claims in the order of their lines and reports the first that is wrong.
func (r *reader) settle() {
	for _, c := range r.claims {
		if r.err != nil {
			break
		}
		if s := c.wrong(); s != "" {
			r.failAt(c.line, "%s", s)
		}
	}
	r.claims = nil
}
