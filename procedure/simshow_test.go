package procedure

import (
	"slices"

	"parley"
)

// outsider holds that who is shown only what Show names comes to the same.
func (w *world) outsider(x *simNode) {
	in := x.input()
	full, err := Fold(in)
	if err != nil {
		w.fault("fold: %v", err)
		return
	}
	needs, err := Show(in)
	if err != nil {
		w.fault("show: %v", err)
		return
	}
	shown, err := CheckOutcome(reduced(in, needs))
	if full.Ground.Entries == 0 {
		return
	}
	if err != nil {
		w.fault("SHOW: %v", err)
		return
	}
	if g := shown.Ground; g.State != full.Ground.State || !slices.Equal(effects(shown), effects(full)) {
		w.fault("SHOW: an outsider comes to %v, a participant to %v", g, full.Ground)
	}
	if v := shown.Vouched; v.State != full.Vouched.State {
		w.fault("SHOW: confirmed to an outsider is %v, to a participant %v", v, full.Vouched)
	}
}

// reduced leaves of in what needs names.
func reduced(in Input, needs *Needs) Input {
	out := Input{Charter: in.Charter, Opening: in.Opening, Now: in.Now, off: in.off}
	for _, b := range in.Bodies {
		if slices.Contains(needs.Bodies, b.ID) {
			out.Bodies = append(out.Bodies, b)
		}
	}
	for _, s := range needs.Records {
		for _, l := range in.Logs {
			for _, v := range l.Volumes {
				if l.Party != s.Party || v.Number != s.Volume {
					continue
				}
				v.Leaves = slices.DeleteFunc(slices.Clone(v.Leaves), func(l Leaf) bool { return l.Index < s.From || l.Index >= s.To })
				if n := len(out.Logs); n > 0 && out.Logs[n-1].Party == l.Party {
					out.Logs[n-1].Volumes = append(out.Logs[n-1].Volumes, v)
				} else {
					out.Logs = append(out.Logs, Log{l.Party, []Volume{v}})
				}
			}
		}
	}
	return out
}

// effects returns the acts that had effect and the lapses that stand fast.
func effects(r *Result) (out []parley.Hash) {
	for _, e := range r.Entries[:r.Ground.Entries] {
		if e.Standing == InEffect && e.Mover || e.Lapse {
			out = append(out, e.Act)
		}
	}
	return out
}
