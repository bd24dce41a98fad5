package console

import (
	"os"
	"regexp"
	"testing"

	"parley/internal/node"
)

// "What the node itself says: kinds of events and error codes the user meets, in five languages": there are words for each
// kind and each code that the sources name, and for each kind of mark.
func TestNodeWords(t *testing.T) {
	sources := func(pattern string, names ...string) (out []string) {
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(b), -1) {
				out = append(out, m[1])
			}
		}
		return out
	}
	kinds := sources(`(?m)Event[A-Z][A-Za-z]* *= "([a-z-]+)"`, "../node/event.go", "../node/quota.go", "../node/recovery.go", "../node/seal.go")
	codes := sources(`(?m)Code[A-Z][A-Za-z]* +Code = "([a-z-]+)"`, "../../error.go")
	if len(kinds) < 17 || len(codes) < 28 {
		t.Fatalf("%d kinds and %d codes are found", len(kinds), len(codes))
	}
	for _, l := range Languages {
		w, err := loadWords(l.Tag)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range kinds {
			if !w.has("event." + kind) {
				t.Errorf("%s has no words for the event %s", l.Tag, kind)
			}
		}
		for _, code := range codes {
			if !w.has("error." + code) {
				t.Errorf("%s has no words for the error %s", l.Tag, code)
			}
		}
		for _, mark := range []string{"refused: x", "no effect: x", "expired at x", "the roster is not here"} {
			if got := w.markword(mark); got == node.MarkKind(mark) {
				t.Errorf("%s has no words for the mark %q", l.Tag, mark)
			}
		}
	}
}

// A failure says first in the reader's language what it is, and then what the node said, marked as English.
func TestFailureInTheReadersLanguage(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	a := r.do("GET", "/message/4f0c66a1", nil, "Accept-Language", "de")
	wants(t, a.body, "Nichts hat hier diese Kennung", `<p lang="en" dir="auto" class="detail">no message 4f0c66a1 is held here</p>`)
}

// An alarm about a proceeding leads there; one about a party names it as it calls itself. The node's line stands only where the console has no
// words for the kind.
func TestEventLines(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	id, party, charter := r.talk("invite", invitation), "north", r.node.id().String()
	for _, c := range []struct {
		event node.EventView
		want  EventLine
	}{
		{node.EventView{Kind: "move", Charter: &charter, Proceeding: &id, Sentence: "invite 1: it is our move"}, EventLine{Kind: "move", Link: "/proceeding/" + id, About: "Invitation to a session: The house at point 3"}},
		{node.EventView{Kind: "line", Charter: &charter, Party: &party, Sentence: "the line to north"}, EventLine{Kind: "line", Who: "Northland"}},
		{node.EventView{Kind: "conflict", Charter: &charter, Party: &party, Sentence: "a notice of north meets one of ours"}, EventLine{Kind: "conflict", Who: "Northland", Link: "/map?days=any", About: "Map"}},
		{node.EventView{Kind: "eclipse", Sentence: " the sun\nis gone "}, EventLine{Kind: "eclipse", Sentence: "the sun is gone"}},
	} {
		if got := r.c.eventLine(t.Context(), "en", c.event); got != c.want {
			t.Errorf("the line is %+v, want %+v", got, c.want)
		}
	}
}
