package parley_test

import (
	"testing"

	"parley"
)

func TestPrecedence(t *testing.T) {
	words := []string{"routine", "priority", "immediate", "flash"}
	for i, w := range words {
		p, err := parley.ParsePrecedence(w)
		if err != nil || int(p) != i || p.String() != w || !p.Valid() || p.Prosign() != "RPOZ"[i:i+1] {
			t.Errorf("%s: %d %s %s, %v", w, p, p, p.Prosign(), err)
		}
	}
	for _, s := range []string{"", "Flash", "FLASH", "urgent", "flash ", "3"} {
		if p, err := parley.ParsePrecedence(s); parley.CodeOf(err) != parley.CodeBadMessage {
			t.Errorf("%q: read as %s, %v", s, p, err)
		}
	}
	for _, p := range []parley.Precedence{4, 255} {
		if p.Valid() || p.String() != "unknown" || p.Prosign() != "?" {
			t.Errorf("%d: %s %s", uint8(p), p, p.Prosign())
		}
	}
}
