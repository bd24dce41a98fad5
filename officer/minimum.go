package officer

import (
	"slices"

	"parley"
	"parley/wire"
)

// MaxNeeded is the largest number of officers that a Minimum may ask for, of each kind.
const MaxNeeded = 8

// A Minimum is what a charter asks of the release of some messages, at least: so many officers of each kind, no two of
// them the same person.
type Minimum struct {
	Forms     []string          // none: every form but those of service
	From      parley.Precedence // from this precedence on
	Draft     int               // 0 to 8
	Review    int               // 0 to 8
	Release   int               // 1 to 8
	Emergency int               // so many may release it by the emergency path instead, 1 to 8; 0: there is none
}

// Check reports numbers out of range; the code is bad-charter.
func (m Minimum) Check() error {
	for _, n := range []int{m.Draft, m.Review, m.Release, m.Emergency} {
		if n < 0 || n > MaxNeeded {
			return parley.Errorf(parley.CodeBadCharter, "a release asks for %d officers, not 0 to %d", n, MaxNeeded)
		}
	}
	if m.Release == 0 || !m.From.Valid() {
		return parley.Errorf(parley.CodeBadCharter, "a release asks for no officer, or begins at no precedence")
	}
	return nil
}

// Covers reports whether m speaks of a message: by its form, and by the higher of its precedences.
func (m Minimum) Covers(p *wire.Payload) bool {
	precedence := p.Precedence
	if len(p.Info) > 0 {
		precedence = max(precedence, p.InfoPrecedence)
	}
	return precedence >= m.From && (len(m.Forms) == 0 || slices.Contains(m.Forms, p.Form))
}

// Meets reports why the officers of a judgement do not meet m; the code is not-released. Where any of them released the
// message by the emergency path, that path is what counts, and otherwise the ordinary one [OFF-25].
func (m Minimum) Meets(j Judgement) error {
	if len(j.Emergency) > 0 {
		if m.Emergency == 0 {
			return notReleased("the message was released by the emergency path, and the charter grants none")
		}
		if len(j.Emergency) < m.Emergency {
			return notReleased("%d officers released the message by the emergency path; the charter asks for %d", len(j.Emergency), m.Emergency)
		}
		return nil
	}
	_, ok := Distinct(Need{m.Draft, j.Drafted}, Need{m.Review, j.Reviewed}, Need{m.Release, j.Released})
	if !ok {
		return notReleased("the charter asks for %d officers who drafted the message, %d who reviewed and %d who released it, no two of them the same; %d, %d and %d did",
			m.Draft, m.Review, m.Release, len(j.Drafted), len(j.Reviewed), len(j.Released))
	}
	return nil
}

// A Need asks for so many of those officers.
type Need struct {
	Count int
	Of    []ID
}

// Distinct chooses officers for each need so that nobody is chosen twice, and returns those chosen for each; or false
// where that cannot be done.
func Distinct(needs ...Need) ([][]ID, bool) {
	var places []int // the need of each place to fill
	for i, n := range needs {
		if n.Count > len(n.Of) {
			return nil, false
		}
		places = append(places, slices.Repeat([]int{i}, max(n.Count, 0))...)
	}
	seat := map[ID]int{} // the place that an officer has
	for p := range places {
		if !fill(needs, places, seat, p, map[ID]bool{}) {
			return nil, false
		}
	}
	chosen := make([][]ID, len(needs))
	for id, p := range seat {
		chosen[places[p]] = insert(chosen[places[p]], id)
	}
	return chosen, true
}

// fill gives a place an officer, moving one who has another place where somebody else can take that.
func fill(needs []Need, places []int, seat map[ID]int, place int, tried map[ID]bool) bool {
	for _, id := range needs[places[place]].Of {
		if tried[id] {
			continue
		}
		tried[id] = true
		if other, taken := seat[id]; !taken || fill(needs, places, seat, other, tried) {
			seat[id] = place
			return true
		}
	}
	return false
}
