package paper

import (
	"slices"
	"testing"

	"parley/internal/node"
)

// [FORM-32] A comparison MUST NOT be taken for a part of the message, change what becomes of it, or be shown as a finding. On paper
// it is a part by itself, under a heading of its own; all else is as it is without it.
func TestComparedStandsApart(t *testing.T) {
	text, before, was, now := "Zones: 1", "4f0c66a1", int64(7), int64(12)
	m := node.MessageView{ID: "98b1d0a4", From: "east/duty", Form: "daily-tally", Text: &text, Flags: []node.FlagView{{}}}
	alone := Message(m)
	m.Compared = &node.ComparedView{Before: &before, Rows: []node.ComparedLine{{Row: "north", Numbers: []node.ComparedNumber{{Column: "explosions", Title: "Explosions", Was: &was, Now: &now}}}}}
	both := Message(m)
	at := slices.IndexFunc(both.Parts, func(p Part) bool { return p.Heading == "Beside the period before" })
	if at < 0 || both.Parts[at].Text != "" || !slices.Contains(both.Parts[at].Fields, Field{"north", "Explosions (explosions): 12, before 7"}) {
		t.Fatalf("the comparison is drawn as %+v", both.Parts)
	}
	both.Parts = slices.Delete(both.Parts, at, at+1)
	if !slices.EqualFunc(both.Parts, alone.Parts, func(a, b Part) bool {
		return a.Heading == b.Heading && a.Text == b.Text && slices.Equal(a.Fields, b.Fields)
	}) {
		t.Errorf("beside the comparison stands %+v, without it %+v", both.Parts, alone.Parts)
	}
}
