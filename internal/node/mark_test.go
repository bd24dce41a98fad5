package node

import "testing"

// The kinds of marks, by which a screen says them: each beginning has one, and no beginning hides another.
func TestMarkKind(t *testing.T) {
	for _, k := range markKinds {
		if got := MarkKind(k.begins + "2026-11-22T00:00:00.000Z"); got != k.kind {
			t.Errorf("%q is of the kind %s, want %s", k.begins, got, k.kind)
		}
	}
	if got := MarkKind("the roster of north is not here"); got != "unchecked" {
		t.Errorf("another mark is of the kind %s", got)
	}
}
