package node

import (
	"slices"
	"testing"

	"parley"
	"parley/wire"
)

// "Act is what a draft does in a proceeding": which, what its writer had seen and agrees to; none of a text, and no proceeding
// of an opening.
func TestDraftedAct(t *testing.T) {
	id := parley.Sum([]byte("opening"))
	if a := draftedAct(&wire.Payload{}); a != nil {
		t.Errorf("a text is the act %+v", a)
	}
	if a := draftedAct(&wire.Payload{Act: "invite"}); a == nil || a.Name != "invite" || a.Proceeding != nil {
		t.Errorf("an opening is %+v", a)
	}
	a := draftedAct(&wire.Payload{Act: "accept", Proceeding: &id, Seen: []parley.Hash{id}, Texts: []parley.Hash{id}})
	if a == nil || *a.Proceeding != id.String() || !slices.Equal(a.Seen, []string{id.String()}) || !slices.Equal(a.Texts, a.Seen) {
		t.Errorf("an act is %+v", a)
	}
}
