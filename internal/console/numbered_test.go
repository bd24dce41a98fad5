package console

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"parley"
	"parley/charters"
	"parley/form"
	"parley/internal/node"
	"parley/wire"
)

// site is a filled notice of a site, and the numbered text of it.
func (r *room) site(lang string) (*form.Form, form.Body, string) {
	r.t.Helper()
	r.node.text = charters.Text("humanitarian")
	r.node.talks.envelopes = map[string][]byte{}
	sample, err := os.ReadFile("../../charters/samples/humanitarian/site.json")
	if err != nil {
		r.t.Fatal(err)
	}
	f := form.Of(r.charter(), "site")
	b, err := f.FromJSON(sample)
	if err != nil {
		r.t.Fatal(err)
	}
	text, err := f.Handed(lang, b, true)
	if err != nil {
		r.t.Fatal(err)
	}
	return f, b, string(text)
}

const siteForm = "/proceedings/new/notify-site"

func (r *room) opening(more ...string) url.Values {
	out := url.Values{"draft": {strings.Repeat("2", 32)}, "charter": {r.node.id().String()}, "act": {"notify-site"}, "from": {"duty"}, "to": {"north"}, "precedence": {"routine"}}
	for i := 0; i+1 < len(more); i += 2 {
		out.Set(more[i], more[i+1])
	}
	return out
}

var (
	formInputs  = regexp.MustCompile(`<input [^>]*name="([^"]*)" value="([^"]*)"`)
	formAreas   = regexp.MustCompile(`(?s)<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>`)
	formSelects = regexp.MustCompile(`(?s)<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>`)
	formChosen  = regexp.MustCompile(`<option value="([^"]*)" selected>`)
)

// inputs are those of a page with their values, as a browser would send them again.
func inputs(page string) url.Values {
	out := url.Values{}
	for _, m := range formInputs.FindAllStringSubmatch(page, -1) {
		out.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range formAreas.FindAllStringSubmatch(page, -1) {
		out.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range formSelects.FindAllStringSubmatch(page, -1) {
		if chosen := formChosen.FindStringSubmatch(m[2]); chosen != nil {
			out.Set(m[1], html.UnescapeString(chosen[1]))
		}
	}
	return out
}

// "the field's numbered text" through the console: what is pasted stands in the form, entry by entry, with its reference; it is
// sent, and downloaded again it is the same text, under the sentence of a restricted charter.
func TestNumberedTextIsTakenOver(t *testing.T) {
	r := newRoom(t)
	f, b, text := r.site("de")
	r.signIn()
	reference := "HUM/SOUTH/26/0042/SITE/O"
	text = strings.Replace(text, "\nEXERCISE\n", "\nREF "+reference+"\nEXERCISE\n", 1)
	a := r.do("POST", siteForm, r.opening("rows", "numbered", "numbered", strings.ReplaceAll(text, "\n", "\r\n")))
	if a.code != http.StatusOK || !strings.Contains(a.body, "Look at each entry") || !strings.Contains(a.body, reference) || strings.Contains(a.body, `name="payload"`) {
		t.Fatalf("taken over it answers %d: %s", a.code, a.body)
	}
	if kept, err := r.drafts.Draft(strings.Repeat("2", 32)); err != nil || kept.Reference != reference || kept.Values.Get("f.place.words") != "Clinic at the ford" {
		t.Errorf("kept is %+v, %v", kept, err)
	}
	filled := r.opening()
	for name, v := range inputs(a.body) {
		filled[name] = v
	}
	filled.Del("rows")
	a = r.do("POST", siteForm, filled)
	payload := payloadInput.FindStringSubmatch(a.body)
	if payload == nil || !strings.Contains(a.body, reference) {
		t.Fatalf("the preview answers %d: %s", a.code, a.body)
	}
	a = r.do("POST", "/send", url.Values{"payload": {html.UnescapeString(payload[1])}, "charter": {r.node.id().String()}})
	if len(r.node.submitted) != 1 {
		t.Fatalf("sending answers %d: %s", a.code, a.body)
	}
	_, p, err := wire.DecodeEnvelope(r.node.submitted[0])
	if err != nil {
		t.Fatal(err)
	}
	sent, err := f.Decode(p.Body)
	if err != nil || sent.Reference == nil || sent.Reference.String() != reference || !reflect.DeepEqual(sent.Fields, b.Fields) {
		t.Errorf("what was sent is %+v, %v", sent, err)
	}
	id, shown := parley.Sum(r.node.submitted[0]).String(), "A site."
	r.node.talks.envelopes[id] = r.node.submitted[0]
	r.node.in = append(r.node.in, node.MessageView{ID: id, Charter: r.node.id().String(), From: "south/duty", To: []string{"north/duty"}, Precedence: "routine", Time: "2026-11-22T02:56:00.000Z", Form: "site", Text: &shown, Exercise: true})
	if page := r.do("GET", "/message/"+id, nil); !strings.Contains(page.body, `href="/message/`+id+`/numbered"`) {
		t.Error("the page of the notice does not offer its numbered text")
	}
	a = r.do("GET", "/message/"+id+"/numbered", nil, "Accept-Language", "de")
	if a.code != http.StatusOK || a.body != text || !strings.Contains(a.header.Get("Content-Disposition"), "site-"+id[:8]+".txt") || !strings.HasPrefix(a.body, "# Eine Meldung schafft keinen Schutz.") {
		t.Errorf("downloaded it is, by %v,\n%s\nwant\n%s", a.header, a.body, text)
	}
}

// A text that cannot be read is not taken: the fault names the item, what was typed stays, and so does the text.
func TestNumberedTextIsNotTaken(t *testing.T) {
	r := newRoom(t)
	_, _, text := r.site("en")
	r.signIn()
	for bad, want := range map[string]string{
		strings.Replace(text, "250000Z NOV 26", "some day", 1): "item 4: ",
		strings.Replace(text, "\nEXERCISE\n", "\n", 2):         "the line EXERCISE is missing",
		"FORM MOVE movement en\nEXERCISE\nEXERCISE\nEND\n":     "is of the form",
		"  ":                          "no text was pasted",
		"<script>alert(1)</script>":   "",
		`{"use": "no such function"}`: "",
	} {
		a := r.do("POST", siteForm, r.opening("rows", "numbered", "numbered", bad, "f.organisation", "Typed before"))
		if a.code != http.StatusOK || !strings.Contains(a.body, "The text was not taken over") || !strings.Contains(html.UnescapeString(a.body), want) || !strings.Contains(a.body, `value="Typed before"`) ||
			!strings.Contains(a.body, strings.TrimSpace(html.EscapeString(bad))) || strings.Contains(a.body, "<script>alert") {
			t.Errorf("%.60q answers %d:\n%s", bad, a.code, a.body)
		}
	}
}

// A file is read as what is pasted is, at most as large as a form; a blank of each form is had in the reader's language.
func TestNumberedFileAndBlank(t *testing.T) {
	r := newRoom(t)
	f, _, text := r.site("en")
	r.signIn()
	if a := r.brings(text); a.Code != http.StatusOK || !strings.Contains(a.Body.String(), "Look at each entry") || !strings.Contains(a.Body.String(), `value="Relief of the Inner East"`) {
		t.Errorf("a file answers %d: %s", a.Code, a.Body)
	}
	if a := r.brings(strings.Repeat("x", maxRequest)); a.Code != http.StatusBadRequest || !strings.Contains(a.Body.String(), "larger than") {
		t.Errorf("a file that is too large answers %d", a.Code)
	}
	a := r.do("GET", "/blank/site?charter="+r.node.id().String(), nil, "Accept-Language", "uk")
	if want, err := f.Blank("uk"); err != nil || a.body != string(want) {
		t.Errorf("the blank is\n%s", a.body)
	}
	for _, path := range []string{"/blank/site?charter=00", "/blank/text?charter=" + r.node.id().String(), "/message/00/numbered"} {
		if a := r.do("GET", path, nil); a.code == http.StatusOK || a.code == http.StatusInternalServerError {
			t.Errorf("%s answers %d", path, a.code)
		}
	}
}

// brings posts the form with a file of numbered text, as a browser does.
func (r *room) brings(file string) *httptest.ResponseRecorder {
	r.t.Helper()
	return r.posts(siteForm, r.opening("rows", "numbered", "numbered", ""), numberedFile, [2]string{"site.txt", file})
}
