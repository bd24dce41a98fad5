package link

import (
	"testing"

	"parley"
)

// [LINK-55] Where several states hold, the one that stands first in the list is said, with the instant since when it
// holds; a state that only time brings is foretold.
func TestState(t *testing.T) {
	const now, hour = parley.Millis(1_800_000_000_000), parley.Millis(3_600_000)
	for _, c := range []struct {
		name string
		with func(*Facts)
		want Verdict
	}{
		{"nothing wrong", func(f *Facts) {}, Verdict{StateUp, now - 9*hour, now + hour}},
		{"no line tests", func(f *Facts) { f.Interval, f.LastEntry = 0, 0 }, Verdict{StateUp, now - 9*hour, 0}},
		{"no path", func(f *Facts) { f.Path = StateNoPath }, Verdict{StateNoPath, now - 9*hour, 0}},
		{"no node", func(f *Facts) { f.Path, f.LastEntry, f.Unsigned = StateNoNode, 0, now-hour }, Verdict{StateNoNode, now - 9*hour, 0}},
		{"disputed, and no path", func(f *Facts) { f.Path, f.Disputed = StateNoPath, now-3*hour }, Verdict{StateDisputed, now - 3*hour, 0}},
		{"no entry for two intervals", func(f *Facts) { f.LastEntry = now - 2*hour }, Verdict{StateWithheld, now - 2*hour, 0}},
		{"no entry for almost two intervals", func(f *Facts) { f.LastEntry = now - 2*hour + 1 }, Verdict{StateUp, now - 9*hour, now + 1}},
		{"no entry ever, up for an hour", func(f *Facts) { f.LastEntry, f.PathSince = 0, now-hour }, Verdict{StateUp, now - hour, now + hour}},
		{"no entry ever, up for three", func(f *Facts) { f.LastEntry, f.PathSince = 0, now-3*hour }, Verdict{StateWithheld, now - 3*hour, 0}},
		{"no entry, and the path was away", func(f *Facts) { f.LastEntry, f.PathSince = now-9*hour, now-hour }, Verdict{StateUp, now - hour, now + hour}},
		{"a body is awaited", func(f *Facts) { f.Awaited = now - hour }, Verdict{StateWithheld, now - hour, now + hour}},
		{"a body is awaited, not long", func(f *Facts) { f.Awaited = now - hour/2 }, Verdict{StateUp, now - 9*hour, now + hour/2}},
		{"a body is awaited since before the path", func(f *Facts) { f.Awaited, f.PathSince = now-9*hour, now-hour/4 }, Verdict{StateUp, now - hour/4, now + 3*hour/4}},
		{"no receipt", func(f *Facts) { f.Unreceived = Waiting{now - hour, hour / 12} }, Verdict{StateWithheld, now - hour, now + hour}},
		{"no receipt, the path is young", func(f *Facts) { f.Unreceived, f.PathSince = Waiting{now - hour, hour / 12}, now-hour/24 }, Verdict{StateUp, now - hour/24, now + hour/24}},
		{"no receipt, no body: the older one", func(f *Facts) { f.Unreceived, f.Awaited = Waiting{now - hour, hour}, now-2*hour }, Verdict{StateWithheld, now - 2*hour, now + hour}},
		{"a sheet that cannot be taken", func(f *Facts) { f.Unusable, f.LastEntry = now-hour/2, now }, Verdict{StateWithheld, now - hour/2, now + 2*hour}},
		{"every session is refused", func(f *Facts) { f.Path, f.LastEntry = StateRefused, 0 }, Verdict{StateRefused, now - 9*hour, 0}},
		{"refused and withheld", func(f *Facts) { f.Refused, f.LastEntry = now-hour, now-4*hour }, Verdict{StateWithheld, now - 4*hour, 0}},
		{"refused", func(f *Facts) { f.Refused, f.Unopened = now-hour, now-5*hour }, Verdict{StateRefused, now - hour, now + hour}},
		{"unopened", func(f *Facts) { f.Unopened, f.Unsigned = now-hour, now-5*hour }, Verdict{StateUnopened, now - hour, now + hour}},
		{"unacknowledged", func(f *Facts) { f.Unsigned = now - 5*hour }, Verdict{StateUnacknowledged, now - 5*hour, now + hour}},
	} {
		f := Facts{Now: now, Interval: hour, Path: StateUp, PathSince: now - 9*hour, LastEntry: now - hour}
		c.with(&f)
		if got := Judge(f); got != c.want {
			t.Errorf("%s: %+v, not %+v", c.name, got, c.want)
		}
	}
	if len(States) != 8 || States[0] != StateDisputed || States[7] != StateUp {
		t.Errorf("the states are %v", States)
	}
}
