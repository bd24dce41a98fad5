package main

import (
	"crypto/rand"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"parley"
	"parley/internal/console"
	"parley/internal/node"
)

// A sceneConsole is the web console of a node of a scene, and an officer who sits at it. Pages are asked for without a network.
type sceneConsole struct {
	s       *scene
	dir     string
	c       *console.Console
	handler http.Handler
	cookie  *http.Cookie
}

// consoleOf is the console of a party.
func (s *scene) consoleOf(party string) *sceneConsole {
	x := s.nodes[party]
	if s.consoles[party] == nil {
		c, err := console.New(x.node, console.Config{Party: parley.PartyID(party), Base: "http://localhost", Signer: operatorSigner{x.dir},
			Drafts: console.NewDraftDirectory(filepath.Join(x.dir, consoleDrafts)), Now: now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			s.fail("%v", err)
		}
		s.consoles[party] = &sceneConsole{s: s, dir: x.dir, c: c, handler: c.Handler()}
	}
	return s.consoles[party]
}

// ask sends one request as a browser at the desk does; a body makes it a POST.
func (c *sceneConsole) ask(path string, body url.Values) *httptest.ResponseRecorder {
	method := http.MethodGet
	if body != nil {
		method = http.MethodPost
	}
	r := httptest.NewRequestWithContext(c.s.t.Context(), method, "http://localhost"+path, strings.NewReader(body.Encode()))
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if c.cookie != nil {
		r.AddCookie(c.cookie)
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	return w
}

// page returns a page, for an officer who signs in when he has to: a session does not outlive the days of a story.
func (c *sceneConsole) page(path string, body url.Values) string {
	c.s.t.Helper()
	w := c.ask(path, body)
	if w.Code == http.StatusUnauthorized {
		c.signIn()
		w = c.ask(path, body)
	}
	if w.Code != http.StatusOK {
		c.s.fail("%s answers %d: %s", path, w.Code, inWords(w.Body.String()))
	}
	return w.Body.String()
}

// invitation is the path of a link that signs in.
func (c *sceneConsole) invitation() string {
	link, _, err := c.c.Invite(node.Who{User: "ann"})
	if err != nil {
		c.s.fail("%v", err)
	}
	return strings.TrimPrefix(link, "http://localhost")
}

func (c *sceneConsole) signIn() {
	c.cookie = nil
	in := c.ask(c.invitation(), nil).Result()
	if len(in.Cookies()) != 1 {
		c.s.fail("signing in answers %d", in.StatusCode)
	}
	c.cookie = in.Cookies()[0]
}

var (
	inlineTag = regexp.MustCompile(`</?(a|em|span|strong|time)\b[^>]*>`)
	anyTag    = regexp.MustCompile(`<[^>]*>`)
)

// inWords is what a part of a page says to whoever reads it.
func inWords(part string) string {
	part = anyTag.ReplaceAllString(inlineTag.ReplaceAllString(part, ""), " ")
	return strings.Join(strings.Fields(html.UnescapeString(part)), " ")
}

// between is the part of a page from where begin stands to where end does next; empty where it does not stand.
func between(page, begin, end string) string {
	_, rest, ok := strings.Cut(page, begin)
	if !ok {
		return ""
	}
	part, _, _ := strings.Cut(rest, end)
	return begin + part
}

// among is the one of several parts of a page, each of which begins so, in which something stands.
func among(page, begin, what string) string {
	for _, part := range strings.Split(page, begin)[1:] {
		if strings.Contains(part, what) {
			return part
		}
	}
	return ""
}
