package overlap

import "slices"

// anchored turns a ring so that it begins with its first corner that lies on no edge but the two that end there: from
// that corner inside and outside are told [OVL-6]. False where there is none.
func (a *Area) anchored() bool {
	for at := range a.core {
		if a.alone(at) {
			a.core = slices.Concat(a.core[at:], a.core[:at])
			return true
		}
	}
	return false
}

// alone reports whether the corner lies on no edge but the two that end there.
func (a *Area) alone(at int) bool {
	n, p := len(a.core), a.core[at]
	for i := range n {
		if i == at || (i+1)%n == at {
			continue
		}
		if from, to := a.edge(i); from.cross(to).dot(p) == (wide{}) && beside(from, to, p) {
			return false
		}
	}
	return true
}
