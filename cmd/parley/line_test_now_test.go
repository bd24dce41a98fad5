package main

import (
	"strings"
	"testing"

	"parley/internal/node"
)

// Of each bearer it is said whether the node answered over it in this test, not in one before.
func TestBearerTests(t *testing.T) {
	early, late, rtt := "2026-11-22T14:30:00.000Z", "2026-11-22T14:31:00.000Z", int64(812)
	for _, c := range []struct {
		view  node.BearerView
		want  string
		waits bool
	}{
		{node.BearerView{Name: "hf", State: "up", Tested: &early, TestAnswered: &late, RTTMs: &rtt}, "over hf                answered, round trip 812 ms", false},
		{node.BearerView{Name: "hf", State: "suspect", Tested: &late, TestAnswered: &early, RTTMs: &rtt}, "not answered", true},
		{node.BearerView{Name: "hf", State: "dialling", Tested: &late}, "not answered", true},
		{node.BearerView{Name: "hf", State: "outside-hours", Tested: &late, TestAnswered: &early}, "not tested: outside-hours", false},
		{node.BearerView{Name: "hf", State: "down"}, "not tested: down", false},
	} {
		if text, waits := bearerTests([]node.BearerView{c.view}); !strings.Contains(text, c.want) || waits != c.waits {
			t.Errorf("%+v: %q, waits %v", c.view, text, waits)
		}
	}
}
