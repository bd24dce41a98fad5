package node

import "strings"

// How marks begin, and the kinds of marks, by which a screen says them in the language of its reader. What follows is the
// detail.
const (
	markExpired     = "expired at "
	markRefused     = "refused: "
	markNoEffect    = "no effect: "
	markEarly       = "answers a message that is not here yet"
	markUncovered   = "shown before its author's signed record covers it"
	markLeft        = "not recorded by "
	markOverdue     = "overdue since "
	markErased      = "erased on "
	markGone        = "its bytes are not here"
	markEmergency   = "EMERGENCY: "
	markCompromised = "a key that signed it was declared compromised"
)

var markKinds = []struct{ begins, kind string }{{markExpired, "expired"}, {markRefused, "refused"}, {markNoEffect, "no-effect"}, {markEarly, "early"}, {markUncovered, "uncovered"},
	{markLeft, "left"}, {markOverdue, "overdue"}, {markErased, "erased"}, {markGone, "gone"}, {markEmergency, "emergency"}, {markCompromised, "compromised"}}

// MarkKind returns the kind of a mark of a message: expired, refused, no-effect, early, uncovered, left, overdue, erased,
// gone, emergency, compromised; or unchecked, for a verdict that could not be given.
func MarkKind(mark string) string {
	for _, k := range markKinds {
		if strings.HasPrefix(mark, k.begins) {
			return k.kind
		}
	}
	return "unchecked"
}
