package node

import (
	"slices"
	"testing"
)

// "An amendment has a number of its own, and names by its id what it amends": of a line of notices and their amendments none stands
// after one of them was cancelled, in whichever form; nobody cancels the notices of another party; what was refused replaces nothing.
func TestNoticesOfALineAreReplaced(t *testing.T) {
	id := func(s string) *string { return &s }
	list := []NoticeView{
		{ID: "a", Seq: 1, From: "north/duty", Form: "launch", State: NoticeStanding},
		{ID: "b", Seq: 2, From: "north/duty", Form: "launch", State: NoticeStanding, Corrects: id("a")},
		{ID: "x", Seq: 3, From: "south/duty", Form: "launch-cancellation", State: NoticeStanding, Cancels: id("a")},
		{ID: "y", Seq: 4, From: "north/duty", Form: "launch-cancellation", State: NoticeRefused, Cancels: id("a")},
		{ID: "d", Seq: 6, From: "north/duty", Form: "launch", State: NoticeStanding},
		{ID: "c", Seq: 5, From: "north/duty", Form: "launch-cancellation", State: NoticeStanding, Cancels: id("a")},
	}
	want := map[string]string{"a": "cancelled c", "b": "cancelled c", "c": "standing ", "d": "standing ", "x": "standing ", "y": "refused "}
	without := slices.Clone(list[:4])
	markReplaced(list)
	for _, v := range list {
		if got := v.State + " " + some(v.By); got != want[v.ID] {
			t.Errorf("%s is %q, want %q", v.ID, got, want[v.ID])
		}
	}
	markReplaced(without)
	if v := without[0]; v.State != NoticeCorrected || some(v.By) != "b" || without[1].State != NoticeStanding {
		t.Errorf("without the cancellation they are %+v", without)
	}
}
