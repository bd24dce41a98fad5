package link

import "parley"

// A State says what a line can be used for, as one party sees it [LINK-55].
type State string

// The states of a line. One that stands earlier in States is said where several hold.
const (
	StateDisputed       State = "disputed"       // proof is held that the peer's record contradicts itself
	StateNoPath         State = "no-path"        // the address is not reached
	StateNoNode         State = "no-node"        // the address is reached, and no node of the peer answers
	StateWithheld       State = "withheld"       // the node answers, and shows no new entry, or hands a message for us not over
	StateRefused        State = "refused"        // the peer refused our last message, or its node every session
	StateUnopened       State = "unopened"       // a message of ours is recorded, and no officer's screen showed it in time
	StateUnacknowledged State = "unacknowledged" // a message of ours is recorded, and no officer signed for it in time
	StateUp             State = "up"
)

// StateWithdrawn is said of a line that is over, because one of the two parties has left the charter. It is none of
// States: no time is counted in it.
const StateWithdrawn State = "withdrawn"

// States are all states, the one that is said first where several hold first.
var States = []State{StateDisputed, StateNoPath, StateNoNode, StateWithheld, StateRefused, StateUnopened, StateUnacknowledged, StateUp}

// Facts are what the state of a line is made from: instants by the own clock, 0 where it is not so.
type Facts struct {
	Now      parley.Millis
	Interval parley.Millis // between line tests; 0: there are none

	Path      State         // StateNoPath, StateNoNode, StateRefused while its node refuses sessions, or StateUp while one is
	PathSince parley.Millis // since when

	Withdrawn  parley.Millis // since when one of the two parties has left
	Disputed   parley.Millis // since when proof is held
	LastEntry  parley.Millis // when an entry of the peer's record last came under a verified head
	Awaited    parley.Millis // when the oldest message for us whose body is not here was entered, or known
	Unreceived Waiting       // the oldest message of ours that is not recorded in time
	Unusable   parley.Millis // since when a sheet or an edition of the peer is here that cannot be taken
	Refused    parley.Millis // when the peer refused the last message of ours that it looked at
	Unopened   parley.Millis // since when the oldest recorded message waits to be opened, its time being over
	Unsigned   parley.Millis // since when the oldest recorded message waits for a signature, its time being over
}

// Waiting is a message of ours for which the time to be recorded is over: it was sent at Since, and Within was agreed.
type Waiting struct{ Since, Within parley.Millis }

// A Verdict is the state of a line, since when it holds, and when time alone may change it next; 0: never.
type Verdict struct {
	State State
	Since parley.Millis
	Next  parley.Millis
}

// Judge returns the state of a line. It is a function of its argument alone.
func Judge(f Facts) Verdict {
	var v Verdict
	later := func(at parley.Millis) bool {
		if at <= f.Now {
			return false
		}
		if v.Next == 0 || at < v.Next {
			v.Next = at
		}
		return true
	}
	if f.Withdrawn != 0 {
		return Verdict{State: StateWithdrawn, Since: f.Withdrawn}
	}
	withheld := f.withheld(later)
	switch {
	case f.Disputed != 0:
		v.State, v.Since = StateDisputed, f.Disputed
	case f.Path != StateUp:
		v.State, v.Since = f.Path, f.PathSince
	case withheld != 0:
		v.State, v.Since = StateWithheld, withheld
	case f.Refused != 0:
		v.State, v.Since = StateRefused, f.Refused
	case f.Unopened != 0:
		v.State, v.Since = StateUnopened, f.Unopened
	case f.Unsigned != 0:
		v.State, v.Since = StateUnacknowledged, f.Unsigned
	default:
		v.State, v.Since = StateUp, f.PathSince
	}
	return v
}

// withheld returns since when the peer, whose node answers, keeps something back: 0 where it does not, or not for long
// enough yet, which it tells later.
func (f Facts) withheld(later func(parley.Millis) bool) (since parley.Millis) {
	if f.Path != StateUp {
		return 0
	}
	held := func(from, patience parley.Millis) {
		from = max(from, f.PathSince)
		if !later(from+patience) && (since == 0 || from < since) {
			since = from
		}
	}
	if f.Interval > 0 {
		held(f.LastEntry, 2*f.Interval)
		if f.Awaited != 0 {
			held(f.Awaited, f.Interval)
		}
	}
	if f.Unusable != 0 {
		held(f.Unusable, 0)
	}
	if f.Unreceived.Since != 0 {
		held(f.Unreceived.Since, f.Unreceived.Within)
	}
	return since
}
