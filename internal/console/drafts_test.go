package console

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var (
	askedFor  = regexp.MustCompile(`data-passkey="([^"]*)"`)
	signField = regexp.MustCompile(`name="(act|key|payload|as)" value="([^"]*)"`)
)

// handed writes a message and hands it over for signature.
func (r *room) handed(edits string) {
	r.t.Helper()
	draft := strings.Repeat("ab", 16)
	form := url.Values{"draft": {draft}, "charter": {r.node.id().String()}, "from": {"duty"}, "to": {"north/duty"}, "precedence": {"flash"}, "lang": {"en"}, "text": {"Two aircraft."}, "edits": {edits}}
	a := r.do("POST", "/compose", form)
	payload := payloadField.FindStringSubmatch(a.body)
	if payload == nil || !strings.Contains(a.body, "Hand over for signature") {
		r.t.Fatalf("the preview is %d %s", a.code, a.body)
	}
	a = r.do("POST", "/send", url.Values{"payload": {html.UnescapeString(payload[1])}, "charter": form["charter"], "draft": {draft}, "edits": {edits}})
	if a.code != http.StatusSeeOther || !strings.HasPrefix(a.header.Get("Location"), "/drafts/"+r.node.draft.ID) {
		r.t.Fatalf("handing over: %d %s %s", a.code, a.header.Get("Location"), a.body)
	}
}

// touched returns what the page of the draft posts after a touch of a passkey.
func (r *room) touched(as, with string) url.Values {
	r.t.Helper()
	a := r.do("GET", "/drafts/"+r.node.draft.ID+"?as="+as, nil)
	ask := askedFor.FindStringSubmatch(a.body)
	if ask == nil {
		r.t.Fatalf("the page asks for no passkey: %s", a.body)
	}
	challenge := regexp.MustCompile(`"challenge":"([^"]*)"`).FindStringSubmatch(html.UnescapeString(ask[1]))
	form := testPasskey{with}.touch(challenge[1])
	for _, f := range signField.FindAllStringSubmatch(a.body, -1) {
		form.Set(f[1], f[2])
	}
	return form
}

// Two officers sign one draft by a touch each; the second signature lets it leave. Nothing of it was submitted otherwise.
func TestTwoSign(t *testing.T) {
	r := newRoom(t)
	r.node.roster = staffed()
	r.signInAs("clerk")
	r.handed("")
	path := "/drafts/" + r.node.draft.ID
	a := r.do("POST", path+"/sign", r.touched("ann", "ann"))
	if to := a.header.Get("Location"); a.code != http.StatusSeeOther || !strings.HasPrefix(to, path+"?done=signed") {
		t.Fatalf("ann signs: %d %s %s", a.code, to, a.body)
	}
	late := r.touched("bo", "bo")
	if a := r.do("POST", path+"/sign", r.touched("bo", "bo")); a.header.Get("Location") != "/message/"+r.node.draft.Message.ID+"?done=sent" {
		t.Fatalf("bo signs: %d %s %s", a.code, a.header.Get("Location"), a.body)
	}
	if a := r.do("POST", path+"/sign", late); a.code != http.StatusConflict || !strings.Contains(a.body, "Another officer was faster") || strings.Contains(a.body, "data-passkey") {
		t.Errorf("once more: %d %s", a.code, a.body)
	}
	if a := r.do("POST", path+"/give-up", nil); a.code != http.StatusConflict {
		t.Errorf("giving up what has left: %d", a.code)
	}
	if len(r.node.submitted) != 0 {
		t.Error("something was submitted besides")
	}
}

// What does not count is refused with the draft as it is, and nothing is signed.
func TestWhatDoesNotSign(t *testing.T) {
	r := newRoom(t)
	r.node.roster = staffed()
	r.signInAs("clerk")
	r.handed("")
	path := "/drafts/" + r.node.draft.ID + "/sign"
	for name, change := range map[string]func(f url.Values){
		"another text":     func(f url.Values) { f.Set("payload", strings.Repeat("0", 64)) },
		"another key":      func(f url.Values) { f.Set("key", "0000000000000000") },
		"another act":      func(f url.Values) { f.Set("act", "review") },
		"another officer":  func(f url.Values) { f.Set("as", "cy") },
		"no signature":     func(f url.Values) { f.Del("signature") },
		"no base64":        func(f url.Values) { f.Set("client", "*") },
		"a long one":       func(f url.Values) { f.Set("client", strings.Repeat("A", maxAssertion+4)) },
		"another passkey":  func(f url.Values) { f.Set("signature", testPasskey{"bo"}.touch("x").Get("signature")) },
		"another question": func(f url.Values) { f.Set("client", testPasskey{"ann"}.touch("eA").Get("client")) },
	} {
		form := r.touched("ann", "ann")
		change(form)
		if a := r.do("POST", path, form); a.code != http.StatusConflict || !strings.Contains(a.body, `class="fault"`) || len(r.node.draft.Signatures) != 0 {
			t.Errorf("%s: %d", name, a.code)
		}
	}
}

// Why an officer cannot sign is a sentence of its own.
func TestWhyNobodySigns(t *testing.T) {
	fault := "nothing leaves while the policy cannot be read"
	for name, c := range map[string]struct {
		officer string
		change  func(r *room)
		want    string
	}{
		"signed":  {"ann", func(r *room) { r.do("POST", "/drafts/"+r.node.draft.ID+"/sign", r.touched("ann", "ann")) }, "No officer counts twice for one message."},
		"revoked": {"bo", func(r *room) { r.node.roster.Officers[1].State = "revoked" }, "bo is no officer in force any more"},
		"right":   {"ann", func(r *room) { r.node.draft.WaitsFor = map[string][]string{"release": {"bo"}} }, "has not the right to what is missing"},
		"policy":  {"bo", func(r *room) { r.node.policy.Fault, r.node.draft.WaitsFor = &fault, nil }, "the policy cannot be read"},
		"no key": {"bo", func(r *room) {
			r.node.roster.Officers[1].Keys[0].InForce = false
			r.node.draft.WaitsFor = map[string][]string{"release": {"zed"}}
		}, "has no key in force"},
	} {
		r := newRoom(t)
		r.node.roster = staffed()
		r.signInAs(c.officer)
		r.handed("")
		c.change(r)
		if a := r.do("GET", "/drafts/"+r.node.draft.ID, nil); !strings.Contains(a.body, c.want) || strings.Contains(a.body, `class="sign"`) {
			t.Errorf("%s: the page does not say %q", name, c.want)
		}
	}
}

// An edit hands another text over in the place of the draft, and a draft that was given up says so.
func TestChangeADraft(t *testing.T) {
	r := newRoom(t)
	r.node.roster = staffed()
	r.signInAs("clerk")
	r.handed("")
	path := "/drafts/" + r.node.draft.ID
	a := r.do("POST", path+"/edit", nil)
	if a.code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.code, a.body)
	}
	a = r.do("GET", a.header.Get("Location"), nil)
	if !strings.Contains(a.body, "Two aircraft.") || !strings.Contains(a.body, `name="edits" value="`+r.node.draft.ID) || !strings.Contains(a.body, "every signature of that draft is dropped") {
		t.Error("the text does not come back to be changed")
	}
	r.handed(r.node.draft.ID)
	if got := r.node.drafted; len(got) != 2 || got[1].ID != r.node.draft.ID {
		t.Errorf("handed over were %+v", got)
	}
	if a := r.do("POST", path+"/give-up", nil); a.code != http.StatusSeeOther {
		t.Errorf("giving up: %d", a.code)
	}
	if a := r.do("GET", path, nil); !strings.Contains(a.body, "This draft was given up.") || strings.Contains(a.body, "data-passkey") {
		t.Error("a draft that was given up does not say so")
	}
}

// A page or an act outside the role of an officer is refused with a sentence that names the right that it takes.
func TestRoles(t *testing.T) {
	r := newRoom(t)
	r.node.roster = staffed()
	r.node.roster.Officers[0].Posts[0].Rights = []string{"administer"}
	m := r.node.message(1, "flash", "Help")
	r.signInAs("ann")
	place := regexp.MustCompile(`\{[a-z]+\}`)
	for pattern := range needs {
		method, path, _ := strings.Cut(pattern, " ")
		if a := r.do(method, place.ReplaceAllString(path, m.ID), url.Values{"post": {"duty"}, "text": {"x"}}); a.code != http.StatusForbidden || !strings.Contains(a.body, "has none of the rights that this takes") {
			t.Errorf("%s: %d", pattern, a.code)
		}
	}
	if a := r.do("GET", "/drafts", nil); a.code != http.StatusOK || !strings.Contains(a.body, "Waiting for ann") {
		t.Errorf("the drafts: %d", a.code)
	}
	if list, _ := r.drafts.All(); len(list)+len(r.node.drafted)+len(r.node.submitted) != 0 {
		t.Error("something was done all the same")
	}
}

// Whoever has the watch acknowledges by a touch too: one draft for one message, whoever asks, and back to it once it has left.
// The board says first what waits for a signature.
func TestOfficersAcknowledge(t *testing.T) {
	r := newRoom(t)
	r.node.roster = staffed()
	m := r.node.message(1, "flash", "Help")
	r.signInAs("bo")
	for range 2 {
		if a := r.do("POST", "/message/"+m.ID+"/ack", url.Values{"post": {"duty"}}); a.header.Get("Location") != "/drafts/"+r.node.draft.ID {
			t.Fatalf("%d %s %s", a.code, a.header.Get("Location"), a.body)
		}
	}
	if len(r.node.drafted) != 1 {
		t.Errorf("%d drafts of one acknowledgement", len(r.node.drafted))
	}
	if a := r.do("GET", "/", nil); !strings.Contains(a.body, "Sign a draft that waits for you") || !strings.Contains(a.body, `href="/drafts/`+r.node.draft.ID) {
		t.Error("the board does not say that a draft waits")
	}
	path := "/drafts/" + r.node.draft.ID
	if a := r.do("GET", path, nil); !strings.Contains(a.body, "It does not say that we agree.") || strings.Contains(a.body, "this goes, for our party") {
		t.Error("the page does not say what an acknowledgement means")
	}
	form := r.touched("bo", "bo")
	if a := r.do("POST", path+"/sign", form); a.header.Get("Location") != "/message/"+m.ID+"?done=acknowledged" {
		t.Errorf("%d %s %s", a.code, a.header.Get("Location"), a.body)
	}
	r.signInAs("ann")
	if a := r.do("GET", "/", nil); strings.Contains(a.body, "board-drafts") {
		t.Error("ann is told of what she cannot sign")
	}
}

// A draft keeps its attachments while its text is changed: the node holds them, and they are not asked for again.
func TestEditKeepsAttachments(t *testing.T) {
	r := newRoom(t)
	r.node.roster = staffed()
	r.signInAs("clerk")
	draft := strings.Repeat("ab", 16)
	r.attaches(draft, "map.png")
	r.handed("")
	if len(r.node.uploaded) != 1 || len(r.node.draft.Message.Attachments) != 1 {
		t.Fatalf("handed over with %v, %+v", r.node.uploaded, r.node.draft.Message.Attachments)
	}
	before := r.node.draft.Message.Attachments[0].ID
	a := r.do("POST", "/drafts/"+r.node.draft.ID+"/edit", nil)
	id := strings.TrimPrefix(a.header.Get("Location"), "/compose?draft=")
	form := url.Values{"draft": {id}, "charter": {r.node.id().String()}, "from": {"duty"}, "to": {"north/duty"}, "precedence": {"flash"}, "lang": {"en"}, "text": {"Three aircraft."}, "edits": {r.node.draft.ID}}
	payload := payloadField.FindStringSubmatch(r.do("POST", "/compose", form).body)
	if payload == nil {
		t.Fatal("no preview")
	}
	r.do("POST", "/send", url.Values{"payload": {html.UnescapeString(payload[1])}, "charter": form["charter"], "draft": {id}, "edits": {r.node.draft.ID}})
	if now := r.node.draft.Message; *now.Text != "Three aircraft." || len(now.Attachments) != 1 || now.Attachments[0].ID != before || len(r.node.uploaded) != 1 {
		t.Errorf("after the edit %+v, handed over %v", now, r.node.uploaded)
	}
}

// A draft that another roster has overtaken says so, asks for no signature, and is made anew by one button.
func TestRenewADraft(t *testing.T) {
	r := newRoom(t)
	r.node.roster = staffed()
	r.signInAs("ann")
	r.handed("")
	r.node.draft.State = "outdated"
	path := "/drafts/" + r.node.draft.ID
	if a := r.do("GET", path, nil); !strings.Contains(a.body, "It must be made anew") || strings.Contains(a.body, "data-passkey") {
		t.Error("an outdated draft does not say so")
	}
	if a := r.do("POST", path+"/renew", nil); a.header.Get("Location") != path+"?done=renewed" {
		t.Errorf("%d %s", a.code, a.body)
	}
	if a := r.do("GET", path, nil); !strings.Contains(a.body, "data-passkey") {
		t.Error("what was made anew cannot be signed")
	}
}
