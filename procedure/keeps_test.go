package procedure

import "testing"

// [PROC-35] An act that keeps MUST lead to the move's state as others do, and the starting act, and the deadline that led to
// the state before where one did, MUST stay what they were: the clock of the new state is reckoned from them.
func TestKeeps(t *testing.T) {
	story(t, `parties north south
		09:00 north opens site until 12:00
		09:30 south does receive
		north sees: state received, since 09:30, until 12:00, act receive in effect
		10:00 south does list
		north sees: state listed, turn nobody, since 10:00, until 12:00
		12:01 all test
		south sees: state expired, since 12:00, lapse final
		13:00 south does receive as again
		south sees: state received, since 13:00, lapse none
		13:10 north does renew until 15:00
		13:20 south does receive as third
		south sees: state received, since 13:20, until 15:00
		15:01 all test
		16:00 north does struck
		south sees: state struck, turn south, until 17:00
		17:01 all test
		north sees: state unanswered, lapse final
		18:00 south does answer
		north sees: state over, final yes, proof confirmed`)
	story(t, `parties north south
		09:00 north opens site until 12:00
		09:30 south alone
		11:00 south does receive
		12:30 north test
		north sees: state expired, lapse elapsed, proof none
		13:00 lines up
		13:01 all test
		north sees: state expired, lapse final, act receive in effect`)
}
