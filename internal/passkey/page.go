package passkey

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"parley"
)

//go:embed page.html page.js page.css
var files embed.FS

var pageTemplate = template.Must(template.ParseFS(files, "page.html"))

// maxAnswer bounds what a page answers, in bytes.
const maxAnswer = 16 << 10

// policy is the content security policy: what the page needs, from here alone.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// An ask is what the page asks the browser for.
type ask struct {
	Create    bool   `json:"create,omitempty"`
	Challenge bytes  `json:"challenge"`
	RP        string `json:"rp"`
	ID        bytes  `json:"id,omitempty"`   // of the credential; none: any of the rp id
	User      bytes  `json:"user,omitempty"` // of a new credential
	Name      string `json:"name,omitempty"`
	Verified  bool   `json:"verified,omitempty"`
}

// An answer is what the browser gives.
type answer struct {
	ID            bytes `json:"id"`
	Client        bytes `json:"client"`
	Authenticator bytes `json:"authenticator"`
	Signature     bytes `json:"signature"`
}

// bytes are in base64url in JSON.
type bytes []byte

// MarshalText writes base64url without padding.
func (b bytes) MarshalText() ([]byte, error) {
	return []byte(base64.RawURLEncoding.EncodeToString(b)), nil
}

// UnmarshalText reads base64url without padding.
func (b *bytes) UnmarshalText(text []byte) (err error) {
	*b, err = base64.RawURLEncoding.Strict().DecodeString(string(text))
	return err
}

// A page is served until its question has an answer that take takes.
type page struct {
	Title, Text, Button, Path, Ask string

	origin string
	take   func(answer) error

	mu   sync.Mutex
	used bool
	done chan struct{}
}

func newPage(origin, title, text, button string, a ask, take func(answer) error) (*page, error) {
	var secret [32]byte
	if _, err := rand.Read(secret[:]); err != nil {
		return nil, parley.Wrap(err, parley.CodeInternal, "no random bytes for the path of the page")
	}
	asked, err := json.Marshal(a)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeInternal, "the page cannot be made")
	}
	return &page{Title: title, Text: text, Button: button, Path: "/" + hex.EncodeToString(secret[:]), Ask: string(asked), origin: origin, take: take, done: make(chan struct{})}, nil
}

// url is where the page is found.
func (p *page) url() string { return p.origin + p.Path }

// ServeHTTP serves the page, its two files, and takes its answer; to all else, and by any other name of this machine, it
// says that there is nothing.
func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	at, err := url.Parse(p.origin)
	rest, ours := strings.CutPrefix(r.URL.Path, p.Path)
	if err != nil || !ours || r.Host != at.Host {
		http.NotFound(w, r)
		return
	}
	switch r.Method + " " + rest {
	case "GET ":
		h.Set("Content-Type", "text/html; charset=utf-8")
		pageTemplate.Execute(w, p)
	case "GET /page.js", "GET /page.css":
		http.ServeFileFS(w, r, files, rest[1:])
	case "POST /answer":
		p.answer(w, r)
	default:
		http.NotFound(w, r)
	}
}

// answer takes the first good answer, given by a script of this page.
func (p *page) answer(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Origin") != p.origin || r.Header.Get("Content-Type") != "application/json" {
		http.Error(w, "This answer is not of this page.", http.StatusForbidden)
		return
	}
	var a answer
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxAnswer))
	if err == nil {
		err = json.Unmarshal(b, &a)
	}
	if err != nil {
		http.Error(w, "The browser gave what cannot be read.", http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.used {
		http.Error(w, "This page has been used.", http.StatusGone)
		return
	}
	if err := p.take(a); err != nil {
		http.Error(w, "It does not count: "+parley.SentenceOf(err)+".", http.StatusUnprocessableEntity)
		return
	}
	p.used = true
	io.WriteString(w, "Done. This page can be closed.")
	close(p.done)
}

// serve serves the page on l until it has been answered or ctx ends, and closes l.
func (p *page) serve(ctx context.Context, l net.Listener) error {
	s := &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	var err error
	select {
	case <-p.done:
	case err = <-ended:
		return parley.Wrap(err, parley.CodeInternal, "the page cannot be served")
	case <-ctx.Done():
		err = parley.Wrap(ctx.Err(), parley.CodeNotYet, "nobody answered the page in time")
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	s.Shutdown(last) // the answer of the page is on its way
	<-ended
	return err
}
