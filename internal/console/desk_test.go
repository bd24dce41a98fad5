package console

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"parley/internal/node"
	"parley/wire"
)

var copyTo = io.Copy

// "An Invitation is a link of 128 random bits that signs somebody in once, within five minutes"; a session ends "twelve hours
// after its last use". "Its cookie is named after the party".
func TestSignIn(t *testing.T) {
	r := newRoom(t)
	if a := r.do("GET", "/", nil); a.code != http.StatusUnauthorized || strings.Contains(a.body, "Northland") {
		t.Errorf("a stranger gets %d: %s", a.code, a.body)
	}
	link, _, _ := r.c.Invite(node.Who{User: "ann"})
	path := strings.TrimPrefix(link, "http://localhost")
	if len(path) != len("/login/")+32 {
		t.Errorf("the link %q does not hold 128 bits", path)
	}
	a := r.do("GET", path, nil)
	if a.code != http.StatusSeeOther || a.cookies[0].Name != "parley-south" || !a.cookies[0].HttpOnly || a.cookies[0].SameSite != http.SameSiteStrictMode {
		t.Fatalf("signing in: %d %v", a.code, a.cookies)
	}
	if again := r.do("GET", path, nil); again.code != http.StatusUnauthorized || len(again.cookies) != 0 {
		t.Errorf("the link works twice: %d", again.code)
	}
	r.cookie = a.cookies[0]
	if a := r.do("GET", "/", nil); a.code != http.StatusOK || !strings.Contains(a.body, "Southmark") {
		t.Errorf("signed in: %d", a.code)
	}
	late, _, _ := r.c.Invite(node.Who{User: "bob"})
	r.now = r.now.Add(invitationLife)
	if a := r.do("GET", strings.TrimPrefix(late, "http://localhost"), nil); a.code != http.StatusUnauthorized {
		t.Errorf("five minutes later: %d", a.code)
	}
	r.do("GET", "/", nil)
	for i := range 3 {
		r.now = r.now.Add(sessionLife - time.Second)
		if a := r.do("GET", "/", nil); a.code != http.StatusOK {
			t.Errorf("used again %d times: %d", i, a.code)
		}
	}
	r.now = r.now.Add(sessionLife)
	if a := r.do("GET", "/", nil); a.code != http.StatusUnauthorized {
		t.Errorf("twelve hours after its last use: %d", a.code)
	}
}

// "the policy of the headers allows nothing else"; a form of another site changes nothing.
func TestHeaders(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	m := r.node.message(1, "flash", "Text.")
	for _, path := range []string{"/", "/nothing", "/static/style.css", "/login/x"} {
		a := r.do("GET", path, nil)
		if a.header.Get("Content-Security-Policy") != policy || a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", path, a.header)
		}
	}
	if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("the policy is %s", policy)
	}
	for _, site := range []string{"cross-site", "same-site"} {
		if a := r.do("POST", "/message/"+m.ID+"/ack", url.Values{"post": {"duty"}}, "Sec-Fetch-Site", site); a.code != http.StatusForbidden || len(r.node.submitted) != 0 {
			t.Errorf("a form of another site (%s) is answered %d, %d submitted", site, a.code, len(r.node.submitted))
		}
	}
	for _, back := range []string{"//evil.example", "https://evil.example", "/\\evil.example", ""} {
		if a := r.do("POST", "/choose", url.Values{"back": {back}}); a.header.Get("Location") != "/" {
			t.Errorf("back to %q leads to %q", back, a.header.Get("Location"))
		}
	}
	if a := r.do("GET", "/static/../console.go", nil); a.code == http.StatusOK {
		t.Error("the source is served")
	}
}

// A page is made in the language of its reader, and in the theme that was chosen.
func TestChoose(t *testing.T) {
	r := newRoom(t)
	if a := r.do("GET", "/", nil, "Accept-Language", "uk-UA,en;q=0.5"); !strings.Contains(a.body, `lang="uk"`) {
		t.Error("the language of the browser is not taken")
	}
	a := r.do("POST", "/choose", url.Values{"language": {"de"}, "theme": {"night"}, "back": {"/lines"}})
	if a.header.Get("Location") != "/lines" || len(a.cookies) != 2 {
		t.Fatalf("%v %v", a.header, a.cookies)
	}
	r.cookie = a.cookies[0]
	if a := r.do("GET", "/", nil); !strings.Contains(a.body, `lang="de"`) {
		t.Error("the language chosen is not kept")
	}
}

// A FLASH is an alarm on every page until an officer acknowledges it: whoever was faster, it is signed for once.
func TestAlarmUntilAcknowledged(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.c.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	screen := r.listen()
	m := r.node.message(1, "flash", "Aircraft in difficulty.")
	r.node.told[0] <- m
	screen.until(t, "change")
	for _, path := range []string{"/", "/traffic", "/lines", "/compose", "/about", "/message/" + m.ID} {
		if a := r.do("GET", path, nil); !strings.Contains(a.body, `data-alarm="`+m.ID) || !strings.Contains(a.body, "<title>EXERCISE FLASH: Northland") {
			t.Errorf("%s shows no alarm", path)
		}
	}
	r.do("GET", "/message/"+m.ID, nil) // as a page that renews itself does
	if len(r.node.read) != 1 || r.node.read[0] != m.ID {
		t.Errorf("noted as read: %v", r.node.read)
	}
	if a := r.do("POST", "/message/"+m.ID+"/ack", url.Values{"post": {"air"}}); a.code != http.StatusBadRequest {
		t.Errorf("signed for a post that it was not addressed to: %d", a.code)
	}
	for range 2 {
		if a := r.do("POST", "/message/"+m.ID+"/ack", url.Values{"post": {"duty"}}); a.code != http.StatusSeeOther {
			t.Fatalf("%d %s", a.code, a.body)
		}
	}
	if len(r.node.submitted) != 1 {
		t.Fatalf("%d acknowledgements", len(r.node.submitted))
	}
	_, p, err := wire.DecodeEnvelope(r.node.submitted[0])
	if err != nil || p.Form != wire.FormAck || p.Refers.Acknowledges.String() != m.ID || p.Precedence.String() != "flash" || len(p.Action) != 1 || p.Action[0].Parley().String() != "north/duty" {
		t.Errorf("the acknowledgement says %+v, %v", p, err)
	}
	m, _ = r.node.Show(ctx, m.ID)
	r.node.told[0] <- m
	end := time.Now().Add(10 * time.Second) // the screen may have been told of the acknowledgement itself before
	for strings.Contains(r.do("GET", "/", nil).body, "data-alarm=") {
		if screen.until(t, "change"); time.Now().After(end) {
			t.Fatal("the alarm goes on after it was acknowledged")
		}
	}
}

// An ear listens on /live.
type ear struct{ lines chan string }

func (r *room) listen() *ear {
	q, _ := http.NewRequestWithContext(r.t.Context(), "GET", r.server.URL+"/live", nil)
	q.AddCookie(r.cookie)
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		r.t.Fatal(err)
	}
	e := &ear{make(chan string, 64)}
	r.t.Cleanup(func() { a.Body.Close() })
	go func() {
		for s := bufio.NewScanner(a.Body); s.Scan(); {
			e.lines <- s.Text()
		}
		close(e.lines)
	}()
	e.until(r.t, "beat")
	return e
}

// until waits for an event of a kind.
func (e *ear) until(t *testing.T, kind string) {
	t.Helper()
	timeout := time.After(10 * time.Second)
	for {
		select {
		case line, ok := <-e.lines:
			if !ok {
				t.Fatal("the stream ended")
			}
			if line == "event: "+kind {
				return
			}
		case <-timeout:
			t.Fatalf("no event %s came", kind)
		}
	}
}

var payloadField = regexp.MustCompile(`name="payload" value="([^"]*)"`)

// "the payload is fixed when the preview is shown, and what is signed is what was previewed"; a draft is kept as typed until
// it is sent.
func TestCompose(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	draft := strings.Repeat("ab", 16)
	form := url.Values{"draft": {draft}, "charter": {r.node.id().String()}, "from": {"duty"}, "to": {"north/duty"}, "precedence": {"flash"}, "lang": {"en"}, "subject": {"Subject <b>"}, "text": {"Line one\r\nдва ґ"}}
	if a := r.do("POST", "/written/"+draft, form); a.code != http.StatusNoContent {
		t.Fatalf("keeping a draft: %d %s", a.code, a.body)
	}
	if d, err := r.drafts.Draft(draft); err != nil || d.Text != "Line one\nдва ґ" || d.Subject != "Subject <b>" || d.User != "ann" {
		t.Errorf("kept is %+v, %v", d, err)
	}
	if a := r.do("GET", "/compose?draft="+draft, nil); !strings.Contains(a.body, "Line one\nдва ґ") {
		t.Error("the draft does not come back")
	}
	a := r.do("POST", "/compose", form)
	payload := payloadField.FindStringSubmatch(a.body)
	if a.code != http.StatusOK || payload == nil || !strings.Contains(a.body, "Subject &lt;b&gt;") {
		t.Fatalf("the preview is %d %s", a.code, a.body)
	}
	if len(r.node.submitted) != 0 {
		t.Fatal("the preview sent something")
	}
	send := url.Values{"payload": {strings.ReplaceAll(payload[1], "&#43;", "+")}, "charter": form["charter"], "draft": {draft}}
	first := r.do("POST", "/send", send)
	second := r.do("POST", "/send", send)
	if first.code != http.StatusSeeOther || first.header.Get("Location") != second.header.Get("Location") {
		t.Errorf("sent twice: %q and %q", first.header.Get("Location"), second.header.Get("Location"))
	}
	_, p, err := wire.DecodeEnvelope(r.node.submitted[0])
	if err != nil || string(p.Body) != "Line one\nдва ґ" || p.Precedence.String() != "flash" || !p.Exercise {
		t.Errorf("sent was %+v, %v", p, err)
	}
	if _, err := r.drafts.Draft(draft); err == nil {
		t.Error("the draft is still kept after it was sent")
	}
}

// A fault brings the form back with what was typed.
func TestComposeFaults(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	good := url.Values{"draft": {strings.Repeat("cd", 16)}, "from": {"duty"}, "to": {"north/duty"}, "precedence": {"routine"}, "lang": {"en"}, "text": {"Kept text"}}
	for _, c := range []struct{ field, value string }{{"to", ""}, {"to", "south/duty"}, {"to", "north/none"}, {"from", "air"}, {"precedence", "now"}, {"text", " "}, {"text", strings.Repeat("x", wire.MaxText+1)}, {"subject", strings.Repeat("s", 300)}, {"reply_to", "zz"}, {"handling", "SECRET\n"}} {
		form := url.Values{}
		for k, v := range good {
			form[k] = v
		}
		form.Set(c.field, c.value)
		if c.value == "" {
			form.Del(c.field)
		}
		a := r.do("POST", "/compose", form)
		if a.code != http.StatusOK || c.field != "text" && !strings.Contains(a.body, "Kept text") {
			t.Errorf("%s %.20q: %d", c.field, c.value, a.code)
		}
	}
	if a := r.do("POST", "/send", url.Values{"payload": {"gA=="}}); a.code != http.StatusBadRequest || len(r.node.submitted) != 0 {
		t.Errorf("a payload that is none: %d", a.code)
	}
	for _, id := range []string{"../x", "x", strings.Repeat("A", 32), ""} {
		if err := r.drafts.Keep(Draft{ID: id}); err == nil {
			t.Errorf("a draft named %q was kept", id)
		}
	}
}
