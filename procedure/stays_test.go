package procedure

import "testing"

// [PROC-26] An act that stays MUST change no state, start no clock and take nothing from what was done towards all; the
// starting act of the state stays what it was. It has effect as PROC-11 says.
func TestStays(t *testing.T) {
	story(t, `parties east north south west
		09:00 north opens joint-question party west with south
		09:30 east does remark
		west sees: state asked, since 09:00, until 10:00, act remark in effect
		09:40 west does remark as own
		10:05 all test
		north sees: state lapsed, lapse final, proof confirmed, act own in effect`)
	story(t, `parties east north south west
		09:00 north opens joint-question party west with south
		09:10 west does answer
		09:20 south does settle
		09:30 east does remark
		09:40 east does second
		09:45 east does second as twice
		north sees: state answered, since 09:10, turn north, act remark in effect, act twice crossed
		09:50 north does settle
		west sees: state done, final yes, proof confirmed`)
}
