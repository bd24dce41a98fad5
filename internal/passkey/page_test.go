package passkey

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"parley"
)

const testOrigin = "http://localhost:7480"

// askOf sends a request to a page and returns the status and the body.
func askOf(p *page, method, path, body string, change func(r *http.Request)) (int, string, http.Header) {
	r := httptest.NewRequest(method, testOrigin+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", testOrigin)
	change(r)
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Result().Header
}

func same(*http.Request) {}

// The page loads nothing from elsewhere, runs nothing that stands in it, and cannot be framed. Whoever does not know its
// path finds nothing.
func TestPageIsClosed(t *testing.T) {
	p, err := newPage(testOrigin, "To be signed", `</pre><script>alert(1)</script>`, "Sign", ask{RP: "localhost"}, func(answer) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"", "/page.js", "/page.css"} {
		status, text, h := askOf(p, "GET", p.Path+path, "", same)
		if status != 200 || strings.Contains(text, "http:") || strings.Contains(text, "https:") || strings.Contains(text, "<script>") || strings.Contains(text, "style=") {
			t.Errorf("%s: status %d, %s", path, status, text)
		}
		for name, want := range map[string]string{"Content-Security-Policy": policy, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
	}
	for name, c := range map[string]struct {
		method, path string
		change       func(r *http.Request)
	}{
		"no path":          {"GET", "/", same},
		"another path":     {"GET", "/" + strings.Repeat("0", 64), same},
		"another file":     {"GET", p.Path + "/page.html", same},
		"the file of it":   {"GET", p.Path + "/../page.go", same},
		"another host":     {"GET", p.Path, func(r *http.Request) { r.Host = "attacker.example:7480" }},
		"another name":     {"GET", p.Path, func(r *http.Request) { r.Host = "127.0.0.1:7480" }},
		"a form":           {"POST", p.Path, same},
		"answers are read": {"GET", p.Path + "/answer", same},
	} {
		if status, _, _ := askOf(p, c.method, c.path, "", c.change); status != 404 {
			t.Errorf("%s: status %d", name, status)
		}
	}
}

// One answer is taken, from the page itself, and no further one; what cannot be read, and what does not count, leaves it
// as it was.
func TestPageTakesOneAnswer(t *testing.T) {
	var taken int
	fail := true
	p, err := newPage(testOrigin, "", "", "", ask{}, func(a answer) error {
		if fail || string(a.Signature) != "sig" {
			return parley.Errorf(parley.CodeBadSignature, "the signature is another")
		}
		taken++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	const good = `{"id":"aWQ","client":"","authenticator":"","signature":"c2ln"}`
	for _, c := range []struct {
		name, body string
		change     func(r *http.Request)
		status     int
		words      string
	}{
		{"from another page", good, func(r *http.Request) { r.Header.Set("Origin", "http://attacker.example") }, 403, "not of this page"},
		{"from no page", good, func(r *http.Request) { r.Header.Del("Origin") }, 403, "not of this page"},
		{"from a form", good, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 403, "not of this page"},
		{"no JSON", "hello", same, 400, "cannot be read"},
		{"padded", `{"signature":"c2ln="}`, same, 400, "cannot be read"},
		{"too long", `{"id":"` + strings.Repeat("A", maxAnswer) + `"}`, same, 400, "cannot be read"},
		{"what does not count", good, same, 422, "It does not count: the signature is another."},
	} {
		if status, text, _ := askOf(p, "POST", p.Path+"/answer", c.body, c.change); status != c.status || !strings.Contains(text, c.words) {
			t.Errorf("%s: status %d, %q", c.name, status, text)
		}
	}
	fail = false
	if status, _, _ := askOf(p, "POST", p.Path+"/answer", good, same); status != 200 || taken != 1 {
		t.Errorf("the good one: status %d", status)
	}
	if status, _, _ := askOf(p, "POST", p.Path+"/answer", good, same); status != 410 || taken != 1 {
		t.Errorf("again: status %d", status)
	}
}
