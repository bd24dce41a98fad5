package procedure

import "parley"

// CheckOutcome folds a proceeding from what was shown of it (see Show), for somebody who trusts none of those who show
// it: each record's leaves must be all of its leaves from the first one shown on, so that no act can be left out between
// them, and their dates must not go back. Held and First of the volumes are not looked at. The caller has checked
// envelopes, heads, inclusion and cosignatures. What counts is the Ground of the result, and Vouched.
func CheckOutcome(in Input) (*Result, error) {
	logs := make([]Log, len(in.Logs))
	for i, l := range in.Logs {
		logs[i] = Log{Party: l.Party, Volumes: make([]Volume, len(l.Volumes))}
		var last parley.Millis
		for k, v := range l.Volumes {
			for n := range v.Leaves {
				if n > 0 && v.Leaves[n].Index != v.Leaves[n-1].Index+1 || n == 0 && k > 0 && v.Leaves[n].Index != 0 {
					return nil, parley.Errorf(parley.CodeBadRecord, "leaf %d of %s's record is not the one that follows what is shown before it",
						v.Leaves[n].Index, l.Party)
				}
				if v.Leaves[n].Date < last {
					return nil, parley.Errorf(parley.CodeBadRecord, "leaf %d of %s's record is dated before the one before it",
						v.Leaves[n].Index, l.Party)
				}
				last = v.Leaves[n].Date
			}
			v.First, v.Held = nil, 0
			if n := len(v.Leaves); n > 0 {
				v.Held = v.Leaves[n-1].Index + 1
			}
			logs[i].Volumes[k] = v
		}
	}
	in.Logs = logs
	return Fold(in)
}
