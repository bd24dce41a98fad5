package console

import (
	"net/http"
	"strings"
	"testing"

	"parley/internal/node"
)

// An act that officers sign: each sees what follows from it and the text that it agrees to; and, where something came on
// record since it was written, that it would have no effect.
func TestDraftedAct(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	id := r.talk("invite", invitation, "decline", "change", "accept")
	r.node.roster = staffed()
	path := "/proceeding/" + id + "/act/accept"
	a := r.do("POST", "/send", r.previewOf(path, r.typed(path)))
	if a.code != http.StatusSeeOther || !strings.HasPrefix(a.header.Get("Location"), "/drafts/") || len(r.node.submitted) != 0 {
		t.Fatalf("it answers %d, leads to %q", a.code, a.header.Get("Location"))
	}
	r.node.draft.Act = &node.DraftedAct{Proceeding: &id, Name: "accept", Seen: []string{id}, Texts: []string{id}}
	link := strings.Split(a.header.Get("Location"), "?")[0]
	page := r.do("GET", link, nil).body
	wants(t, page, "Accepted by all", "By it we agree to the texts named below", "Safety at the crossing", "/proceeding/"+id)
	if strings.Contains(page, "would have no effect") {
		t.Error("an act that nothing has overtaken is said to have no effect")
	}

	r.node.talks.enter(r.says("north", "text", "hold", id, "More follows."), "north", "hold", "")
	wants(t, r.do("GET", link, nil).body, "which its author had not seen", "Released as it is, it would have no effect.", "More follows.")
	r.node.talks.enter(r.says("north", "text", "withdraw", id, "Withdrawn."), "north", "withdraw", "withdrawn")
	wants(t, r.do("GET", link, nil).body, "This act is not open to us any more. The proceeding stands at: Withdrawn", "Released as it is")

	// an act that is a text is not made a text by changing it
	r.node.draft.Message.Form = "text"
	if page = r.do("GET", link, nil).body; strings.Contains(page, link+"/edit") {
		t.Error("the page offers to change an act as a text")
	}
	if a := r.do("POST", link+"/edit", nil); a.code == http.StatusSeeOther {
		t.Errorf("changing it leads to %q", a.header.Get("Location"))
	}

	r.node.draft.Act = &node.DraftedAct{Name: "invite"}
	wants(t, r.do("GET", link, nil).body, "It opens a proceeding: Invitation to a session")
}
