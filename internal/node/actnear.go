package node

import (
	"parley"
	"parley/charter"
	"parley/procedure"
)

// A deadline is near so long before it as the charter's constant of this name says, in minutes. Where there is none: a
// quarter of the time that the state gives, but no less than 5 minutes and no more than a day.
const nearConstant = "deadline_near"

const (
	leastNear = 5 * 60_000       // milliseconds
	mostNear  = 24 * 60 * 60_000 // milliseconds
	nearView  = byte(1 << 3)     // the flag of a view: the deadline was near
)

// nearFrom returns when the deadline of the state begins to be near; 0 where none runs, or it is near from the beginning on,
// which those who are to act learn with their move.
func nearFrom(c *charter.Charter, r *procedure.Result) parley.Millis {
	if r.Lapse != procedure.LapseRunning {
		return 0
	}
	before := min(max((r.Until-r.Since)/4, leastNear), mostNear)
	if k := c.Constant(nearConstant); k != nil && k.Unit == "minutes" && k.Value > 0 {
		before = parley.Millis(k.Value) * 60_000
	}
	if at := r.Until - before; at > r.Since {
		return at
	}
	return 0
}

// isNear reports whether a stored view was made when the deadline was near.
func isNear(view []byte) bool {
	return len(view) >= 2 && view[0] == viewVersion && view[1]&nearView != 0
}
