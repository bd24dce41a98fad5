package console

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"parley"
	"parley/internal/node"
	"parley/wire"
)

// sent gives the fake node a notice of ours, as it was signed.
func (r *room) sent() (id string) {
	typed := composed(url.Values{"f.phrase": {"B4"}, "f.place.kind": {"polygon"}, "f.place.points": {"0,179.5\n0,-179.5\n1.0,-179.5"}})
	a := r.do("POST", "/compose", typed)
	payload := html.UnescapeString(payloadInput.FindStringSubmatch(a.body)[1])
	if a = r.do("POST", "/send", url.Values{"payload": {payload}, "charter": {r.node.id().String()}}); a.code != http.StatusSeeOther {
		r.t.Fatalf("sending answers %d: %s", a.code, a.body)
	}
	raw := r.node.submitted[len(r.node.submitted)-1]
	id, text := parley.Sum(raw).String(), "Phrase: ..."
	r.node.talks.envelopes = map[string][]byte{id: raw}
	r.node.in = append(r.node.in, node.MessageView{ID: id, Charter: r.node.id().String(), From: "south/duty", To: []string{"north/duty"}, Precedence: "priority",
		Time: "2026-11-22T02:56:00.000Z", Text: &text, Form: "phrase", Exercise: true, Receipts: map[string]node.ReceiptView{}})
	return id
}

// "It can be cancelled or corrected by another message": which begins with what the first one says, and names it.
func TestNoticeIsCorrectedAndCancelled(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	id := r.sent()
	page := r.do("GET", "/message/"+id, nil).body
	for _, want := range []string{`class="map-edge"`, "/map?notice=" + id, "/compose?corrects=" + id, "/compose?cancels=" + id} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the message does not have %q", want)
		}
	}
	for kind, status := range map[string]string{"corrects": "A", "cancels": "C"} {
		a := r.do("GET", "/compose?"+kind+"="+id, nil)
		if a.code != http.StatusOK || !strings.Contains(a.body, "0, 179.5\n0, -179.5") || !strings.Contains(a.body, `name="`+kind+`" value="`+id+`"`) {
			t.Fatalf("%s begins with %d: %s", kind, a.code, a.body)
		}
		a = r.do("POST", "/compose", composed(url.Values{"f.phrase": {"B4"}}, kind, id))
		if !strings.Contains(a.body, "PHR/"+status) {
			t.Fatalf("%s is previewed as %s", kind, a.body)
		}
		payload := html.UnescapeString(payloadInput.FindStringSubmatch(a.body)[1])
		r.do("POST", "/send", url.Values{"payload": {payload}, "charter": {r.node.id().String()}})
		_, p, err := wire.DecodeEnvelope(r.node.submitted[len(r.node.submitted)-1])
		if err != nil {
			t.Fatal(err)
		}
		if named := map[string]*parley.Hash{"corrects": p.Refers.Corrects, "cancels": p.Refers.Cancels}[kind]; named == nil || named.String() != id {
			t.Errorf("%s: what was sent refers to %+v", kind, p.Refers)
		}
	}
	theirs := r.node.message(7, "routine", "Theirs.")
	if a := r.do("GET", "/compose?cancels="+theirs.ID, nil); a.code == http.StatusOK {
		t.Error("a message of the other side can be cancelled")
	}
	if page := r.do("GET", "/message/"+theirs.ID, nil).body; strings.Contains(page, "corrects=") {
		t.Error("the page of a message of the other side offers to correct it")
	}
}
