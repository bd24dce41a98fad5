package console

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"parley/form"
	"parley/wire"
)

var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([a-z_]+)" value="([^"]*)">`)

// typed is the form of an act as its page was drawn, with what an officer chose and typed in it.
func (r *room) typed(path string, more ...string) url.Values {
	r.t.Helper()
	a := r.do("GET", path, nil)
	if a.code != http.StatusOK {
		r.t.Fatalf("%s answers %d: %.2000s", path, a.code, a.body)
	}
	v := url.Values{}
	body := a.body[strings.Index(a.body, `id="compose"`):]
	for _, m := range hiddenInput.FindAllStringSubmatch(body, -1) {
		v.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range regexp.MustCompile(`name="(f\.[^"]+)" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		v.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range regexp.MustCompile(`name="(agrees|to)" value="([^"]*)" checked`).FindAllStringSubmatch(body, -1) {
		v.Add(m[1], m[2])
	}
	v.Set("precedence", "routine")
	v.Set("lang", "en")
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

// previewOf posts the form of an act and returns what the preview would send.
func (r *room) previewOf(path string, v url.Values) url.Values {
	r.t.Helper()
	a := r.do("POST", strings.SplitN(path, "?", 2)[0], v)
	out := url.Values{}
	for _, m := range hiddenInput.FindAllStringSubmatch(a.body, -1) {
		out.Set(m[1], html.UnescapeString(m[2]))
	}
	if a.code != http.StatusOK || out.Get("payload") == "" {
		r.t.Fatalf("the preview answers %d: %.3000s", a.code, a.body[strings.Index(a.body, "<main"):])
	}
	return out
}

// lastSent is the last payload that was handed to the node.
func (r *room) lastSent() *wire.Payload {
	r.t.Helper()
	if len(r.node.submitted) == 0 {
		r.t.Fatal("nothing was sent")
	}
	_, p, err := wire.DecodeEnvelope(r.node.submitted[len(r.node.submitted)-1])
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

// "An act: page with the act's consequence spelt out, its form's fields, 'seen' texts that it agrees to shown in full,
// preview": and what is signed names the proceeding, what was seen, and the text agreed to, and goes to every participant.
func TestActOfOurs(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	id := r.talk("invite", invitation, "decline", "change", "accept")
	path := "/proceeding/" + id + "/act/accept"
	a := r.do("GET", path, nil)
	wants(t, a.body, "That ends the proceeding.", "Accepted by all", "By it we agree to the texts named below", "It has no effect if something that we have not seen", "Safety at the crossing", id, "Nothing is sent yet.")
	sent := r.do("POST", "/send", r.previewOf(path, r.typed(path, "f.note", "We come with two officers.")))
	p := r.lastSent()
	if p.Act != "accept" || p.Form != "invitation-answer" || p.Proceeding.String() != id || len(p.Seen) != 1 || p.Seen[0].String() != id || len(p.Texts) != 1 || p.Texts[0].String() != id ||
		len(p.Action) != 1 || p.Action[0].Party != "north" || p.Action[0].Post != nil {
		t.Errorf("what is signed is %+v", p)
	}
	if !strings.HasPrefix(sent.header.Get("Location"), "/proceeding/") {
		t.Errorf("it leads to %q", sent.header.Get("Location"))
	}
	if list, _ := r.drafts.All(); len(list) != 0 {
		t.Errorf("%d drafts are left", len(list))
	}
}

// "An invitation with conditions": what was said to one item goes out, the other items are left out.
func TestConditions(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	id := r.talk("invite", invitation, "decline", "change", "accept")
	path := "/proceeding/" + id + "/act/change"
	v := r.typed(path, "f.items.0.status", "contested", "f.items.0.condition", "The item comes first.")
	if v.Get("f.items.0.question") != "1" || v.Get("f.items.1.question") != "2" {
		t.Fatalf("the rows are not there for each item: %v", v)
	}
	r.do("POST", "/send", r.previewOf(path, v))
	p := r.lastSent()
	b, err := form.Of(r.charter(), p.Form).Decode(p.Body)
	rows, _ := form.Get[form.Table](b.Fields, "items")
	if err != nil || len(rows) != 1 || rows[0]["condition"] != form.Text("The item comes first.") || len(p.Texts) != 0 {
		t.Errorf("what is signed says %v, %v", b, err)
	}

	// a row in which something was said and no word on it is a fault, beside its field
	v = r.typed(path, "f.items.1.condition", "Only this.")
	if a := r.do("POST", path, v); a.code != http.StatusOK || !strings.Contains(a.body, "Only this.") || !strings.Contains(a.body, `id="f-items-1-status-fault"`) {
		t.Errorf("a condition without a word answers %d", a.code)
	}
}

// "an invitation withdrawn while being answered": nothing is sent, the page says what happened, and what was written is kept.
func TestWithdrawnWhileAnswered(t *testing.T) {
	for _, late := range []bool{false, true} {
		r := newRoom(t)
		r.signIn()
		id := r.talk("invite", invitation, "decline", "change", "accept")
		path := "/proceeding/" + id + "/act/decline"
		v := r.typed(path, "f.note", "Not on these days.")
		send := url.Values{}
		if late { // after the preview
			send = r.previewOf(path, v)
		}
		r.node.talks.enter(r.says("north", "text", "withdraw", id, "We will send another."), "north", "withdraw", "withdrawn")
		a := r.do("POST", path, v)
		if late {
			a = r.do("POST", "/send", send)
		}
		if a.code != http.StatusConflict || len(r.node.submitted) != 0 {
			t.Errorf("late %v: it answers %d, and %d messages left", late, a.code, len(r.node.submitted))
		}
		wants(t, a.body, "This act is not open to us any more. The proceeding stands at: Withdrawn", "Nothing was sent.", "On record since you began", "We will send another.", "Not on these days.")
		if strings.Contains(a.body, ">Preview<") {
			t.Error("the page still offers to go on")
		}
		if list, _ := r.drafts.All(); len(list) != 1 || list[0].Values.Get("f.note") != "Not on these days." {
			t.Errorf("the drafts are %+v", list)
		}
		// and the page of the act says the same to whoever opens it now
		wants(t, r.do("GET", path, nil).body, "This act is not open to us any more.")
	}
}

// "two officers act at once": the second one is told of the first before anything is signed; the same act sent twice is one.
func TestTwoOfficersActAtOnce(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	id := r.talk("invite", invitation, "decline", "change", "accept")
	r.node.talks.leads["accept"] = "accepted"
	accept, decline := "/proceeding/"+id+"/act/accept", "/proceeding/"+id+"/act/decline"
	first, second := r.previewOf(accept, r.typed(accept)), r.previewOf(decline, r.typed(decline))
	if a := r.do("POST", "/send", first); a.code != http.StatusSeeOther {
		t.Fatalf("the first act answers %d: %.500s", a.code, a.body)
	}
	a := r.do("POST", "/send", second)
	if a.code != http.StatusConflict || len(r.node.submitted) != 1 {
		t.Errorf("the second act answers %d, and %d were sent", a.code, len(r.node.submitted))
	}
	wants(t, a.body, "The proceeding stands at: Accepted by all", "Southmark: Accept as it stands")
	if a := r.do("POST", "/send", first); a.code != http.StatusSeeOther {
		t.Errorf("the first act once more answers %d", a.code)
	}
}

// "an act allowed when the page was drawn" that still is, with something else on record in between: it is shown first, and the
// officer signs that he has seen it.
func TestSomethingCameBetween(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	id := r.talk("silence", `{"title": "Notification of exercises", "text": "Each member notifies.", "expiry": "2026-11-24T12:00Z"}`, "object", "amend")
	path := "/proceeding/" + id + "/act/object"
	v := r.typed(path, "text", "We object.")
	hold := r.says("north", "text", "hold", id, "More follows.")
	r.node.talks.enter(hold, "north", "hold", "")
	a := r.do("POST", path, v)
	if a.code != http.StatusConflict {
		t.Errorf("it answers %d", a.code)
	}
	wants(t, a.body, "Something was put on record while you wrote.", "More follows.", "We object.", ">Preview<")
	r.node.talks.leads["object"] = "broken"
	again := r.typed(path, "text", "We object.")
	sent := r.do("POST", "/send", r.previewOf(path, again))
	if p := r.lastSent(); sent.code != http.StatusSeeOther || len(p.Seen) != 1 || p.Seen[0].String() != hold || string(p.Body) != "We object." {
		t.Errorf("it answers %d, what is signed is %+v", sent.code, p)
	}
	wants(t, r.do("GET", "/proceeding/"+id, nil).body, "Silence broken; not adopted")
}

// "Opening a proceeding (propose) from a list of what the charters offer"
func TestOpening(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	r.talk("invite", invitation)
	a := r.do("GET", "/proceedings/new", nil)
	wants(t, a.body, "Silence procedure", "Cadence of sessions", "It has no end", "Accepted by all", `/proceedings/new/invite?charter=`)
	path := "/proceedings/new/silence?charter=" + r.node.id().String()
	v := r.typed(path, "f.title", "Notices", "f.text", "Each member notifies.", "f.expiry", "2026-11-30T12:00Z")
	send := r.previewOf(path, v)
	r.do("POST", "/send", send)
	p := r.lastSent()
	if p.Act != "silence" || p.Proceeding != nil || len(p.Participants) != 2 || p.Participants[0] != "north" || p.Participants[1] != "south" || len(p.Action) != 1 || p.Form != "silence-text" {
		t.Errorf("what is signed is %+v", p)
	}
	delete(v, "to")
	if a := r.do("POST", "/proceedings/new/silence", v); a.code != http.StatusOK || !strings.Contains(a.body, "choose at least one party") {
		t.Errorf("an opening with nobody answers %d", a.code)
	}
	if a := r.do("GET", "/proceedings/new/nothing?charter="+r.node.id().String(), nil); a.code == http.StatusOK {
		t.Error("a procedure that the charter does not have is offered")
	}
}
