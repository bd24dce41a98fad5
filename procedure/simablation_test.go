package procedure

import (
	"strings"
	"testing"
)

// An ablation is a rule switched off, the liars that use it, and what has to notice.
type ablation struct {
	rule   string
	what   string
	off    offRules
	lies   []lie
	breaks string // the invariants and properties that may notice it
}

var ablations = []ablation{
	{"R1", "dates may go back", offRules{r1: true}, []lie{lieBackdate}, "I2 I3"},
	{"R2", "no clock leaves", offRules{r2: true}, []lie{lieNone}, "I4"},
	{"R3", "bodies leave before they are on record", offRules{r3: true}, []lie{lieNone}, "I4"},
	{"R4", "recorded before the author has it on record", offRules{r4: true}, []lie{lieNoLog, lieLate}, "I2 I3 I4"},
	{"R5", "recorded in any order", offRules{r5: true}, []lie{lieNone}, "R5"},
	{"F2", "void acts count", offRules{fold: rules{void: true}}, []lie{lieUnmarked, lieSubset}, "I1 I2 I3 I4"},
	{"F3", "what stands before is not looked at", offRules{fold: rules{past: true}}, []lie{lieNone}, "I2 I3"},
	{"F5", "late acts do not wait", offRules{fold: rules{deadline: true}}, []lie{lieNone, liePostdate}, "I2 I3"},
	{"F6", "silence counts against whoever was not served", offRules{fold: rules{served: true}}, []lie{lieNone}, "F6"},
	{"F7", "durations run from the author's date", offRules{fold: rules{instant: true}}, []lie{lieNone, lieBackdate}, "F7"},
	{"F8", "strict acts need not have seen their past", offRules{fold: rules{seen: true}}, []lie{lieNone}, "F8"},
	{"F9", "settled without what stands before", offRules{fold: rules{prefix: true}}, []lie{lieNone}, "I2 I3"},
	{"F9", "settled by the author's record alone", offRules{fold: rules{movers: true}}, []lie{lieNone}, "I2 I3"},
	{"F10", "final when the reader's clock says so", offRules{fold: rules{proved: true}}, []lie{lieNone}, "I2 I3"},
	{"F11", "confirmed as soon as settled", offRules{fold: rules{confirmed: true}}, []lie{lieFork}, "I2 I3"},
	{"F12", "proof of a fork is not looked at", offRules{fold: rules{fork: true}}, []lie{lieFork}, "I2 I3 I4"},
}

// A rule that can be left out without anybody noticing would be no rule. Each is switched off on purpose, and an
// invariant or the property that it is for has to break.
func TestAblations(t *testing.T) {
	const most = 3000
	t.Logf("measured: %-4s %-48s %-8s %-6s %s", "rule", "switched off", "case", "broke", "how")
	for _, a := range ablations {
		v := &verdicts{}
		caught := false
		for i := 0; i < most && !caught; i++ {
			play(v, *seed, i, a.off, a.lies[i%len(a.lies)])
			for _, f := range v.faults {
				if which, _, _ := strings.Cut(strings.ReplaceAll(f, ":", ""), " "); strings.Contains(a.breaks+" ", which+" ") && !caught {
					caught = true
					line, _, _ := strings.Cut(f, "\n")
					t.Logf("measured: %-4s %-48s %-8d %-6s %.70s", a.rule, a.what, i, which, line)
				}
			}
		}
		if !caught {
			t.Errorf("%s: nothing noticed in %d cases that %s", a.rule, most, a.what)
		}
	}
	grinding(t, most)
}

// grinding holds that whoever tries many ids gains nothing by it (F4), and would gain if the order looked at ids.
func grinding(t *testing.T, most int) {
	first := func(off offRules, as lie) float64 {
		v := &verdicts{}
		for i := range most / 3 {
			play(v, *seed, i, off, as)
		}
		return share(v.first, v.pairs)
	}
	byID := offRules{fold: rules{order: true}}
	gain := first(offRules{}, lieGrind) - first(offRules{}, lieGrindNot)
	without := first(byID, lieGrind) - first(byID, lieGrindNot)
	t.Logf("measured: %-4s %-48s %-8s %-6s a liar stands first in %+.1f %% more of its crossed pairs by grinding, by the rule in %+.1f %%",
		"F4", "order by hash", "all", "F4", without, gain)
	if gain > 5 || without < 15 {
		t.Errorf("F4: grinding gains %.1f %%, without the rule %.1f %%", gain, without)
	}
}
