package procedure

import "testing"

// [PROC-33] What an act in effect that `finds` says on a question MUST be shown by itself for each act and party, the last
// word of each party and the words before it, and MUST NOT take the place of what another says, nor change a state.
// [PROC-34] What is found MUST be called common only where two participants at least may do the act and the last word of
// each of them on the question is the same.
func TestFound(t *testing.T) {
	s := story(t, `parties east north south west
		09:00 north opens points party south with west 1? 2? 3?
		09:10 north does find 1/confirmed 2/confirmed 9/confirmed 1/open as first
		south sees: state open, since 09:00, found 1 find north=confirmed, found 3 find nothing
		09:20 south does find 1/open 2/confirmed
		north sees: found 1 find north=confirmed south=open, found 2 find north=confirmed south=confirmed common
		09:30 east does find 1/confirmed as nobody's
		09:35 west does find 1/open as neither
		09:40 west does verify 2/open
		north sees: act nobody's crossed, act neither crossed, found 2 find north=confirmed south=confirmed common, found 2 verify west=open
		09:50 south does find 1/confirmed
		west sees: state open, since 09:00, turn north, found 1 find north=confirmed south=confirmed common, may west verify`)
	r, err := Fold(s.nodes[0].input())
	if err != nil || len(r.Found) != 3 {
		t.Fatalf("%+v, %v", r.Found, err)
	}
	if w := r.Found[0].Words; len(w) != 3 || w[0].Earlier || !w[1].Earlier || w[1].Says != "open" || w[2].Earlier || w[0].Act != s.bodies[s.act["first"]].ID {
		t.Errorf("%+v", w)
	}
}
