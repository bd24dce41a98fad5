package console

import (
	"encoding/base64"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"parley/charter"
	"parley/form"
	"parley/wire"
)

func composed(values url.Values, more ...string) url.Values {
	out := url.Values{"draft": {strings.Repeat("1", 32)}, "from": {"duty"}, "to": {"north/duty"}, "precedence": {"priority"}, "lang": {"en"}, "form": {"phrase"}}
	for name, v := range values {
		out[name] = v
	}
	for i := 0; i+1 < len(more); i += 2 {
		out.Set(more[i], more[i+1])
	}
	return out
}

var payloadInput = regexp.MustCompile(`name="payload" value="([^"]*)"`)

// "a notice ... from empty form" to what is signed: the form is chosen, filled in, previewed as the other side reads it, and
// sent with its human reference.
func TestNoticeIsWritten(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	a := r.do("GET", "/compose?form=phrase", nil)
	for _, want := range []string{`name="f.phrase"`, `name="f.place.points"`, `name="f.time"`, `id="form-use"`, "Phrase code"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the empty form does not have %q", want)
		}
	}
	if strings.Contains(a.body, "field-faults") {
		t.Error("an empty form has faults")
	}
	typed := composed(url.Values{"f.phrase": {"B4"}, "f.place.kind": {"circle"}, "f.place.points": {"592030N 0180336E"}, "f.place.metres": {"5 km"}, "f.time": {"2026-11-22 03:10"}})
	a = r.do("POST", "/compose", typed)
	if a.code != http.StatusOK || !strings.Contains(a.body, "59.34167N 018.06000E") || !strings.Contains(a.body, "HOTLINE/SOUTH/26/0008/PHR/O") || !strings.Contains(a.body, "220310Z NOV 26") {
		t.Fatalf("the preview answers %d: %s", a.code, a.body)
	}
	payload := html.UnescapeString(payloadInput.FindStringSubmatch(a.body)[1])
	a = r.do("POST", "/send", url.Values{"payload": {payload}, "charter": {r.node.id().String()}, "draft": {strings.Repeat("1", 32)}})
	if a.code != http.StatusSeeOther || len(r.node.submitted) != 1 {
		t.Fatalf("sending answers %d, %d messages: %s", a.code, len(r.node.submitted), a.body)
	}
	_, p, err := wire.DecodeEnvelope(r.node.submitted[0])
	if err != nil {
		t.Fatal(err)
	}
	c, err := charter.Parse(r.node.text)
	if err != nil {
		t.Fatal(err)
	}
	b, err := form.Of(c, "phrase").Decode(p.Body)
	if place, ok := form.Get[form.Place](b.Fields, "place"); err != nil || p.Form != "phrase" || !ok || place.Metres != 5000 {
		t.Errorf("what was sent is %+v, %v", b, err)
	}
	if raw, _ := base64.StdEncoding.DecodeString(payload); string(p.Encode()) != string(raw) {
		t.Error("what was signed is not what was previewed")
	}
}

// A form that is not filled in comes back with what was typed and the fault beside the field; a draft keeps it; a button of
// the form sends nothing; a form that belongs to a procedure is not sent by itself.
func TestNoticeThatCannotBeSent(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	a := r.do("POST", "/compose", composed(url.Values{"f.place.kind": {"circle"}, "f.place.points": {"59,3 18,0"}}))
	if a.code != http.StatusOK || !strings.Contains(a.body, `id="f-phrase-fault"`) || !strings.Contains(a.body, `id="f-place-fault"`) || !strings.Contains(a.body, "59,3 18,0") {
		t.Errorf("a form that is not filled in answers %d: %s", a.code, a.body)
	}
	if a = r.do("GET", "/compose?draft="+strings.Repeat("1", 32), nil); !strings.Contains(a.body, "59,3 18,0") || !strings.Contains(a.body, `name="f.phrase"`) {
		t.Error("the draft does not come back")
	}
	a = r.do("POST", "/compose", composed(url.Values{"f.phrase": {"B4"}}, "form", "", "rows", "form", "text", "typed before"))
	if a.code != http.StatusOK || !strings.Contains(a.body, "typed before") || strings.Contains(a.body, `name="payload"`) {
		t.Errorf("another form answers %d", a.code)
	}
	for _, name := range []string{"contacts", "translation", "line-test", "nothing", "text"} {
		if a = r.do("POST", "/compose", composed(nil, "form", name)); a.code != http.StatusOK || strings.Contains(a.body, `name="payload"`) {
			t.Errorf("the form %s answers %d", name, a.code)
		}
	}
	if len(r.node.submitted) > 0 {
		t.Errorf("%d messages were sent", len(r.node.submitted))
	}
}
