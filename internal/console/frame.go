package console

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"parley"
)

// Themes are the ways in which a page is coloured; auto follows the system.
var Themes = []string{"auto", "light", "dark", "night"}

// A Frame is what every page has around it.
type Frame struct {
	Lang, Theme string
	Page        string // name of the page, for its title and the navigation
	Bare        bool   // without navigation: nobody is signed in
	Party, Name string // of this node
	User, Post  string
	Exercise    bool // every charter of this node is one for exercise
	Now         Instant
	Path        string   // of this page, to come back to
	Answer      bool     // it answers what was handed in, and cannot be asked for again
	Again       string   // path of the page whose regions an answer has; empty: none
	Cautions    []string // sentences of the restricted charters of this node
	Done        string   // key of what was done just now, or empty
	Alarm       Alarm
	Heading     string // of the page where it has one of its own, as "From Southmark"
	Change      uint64 // number of the last change that the page may show; see live
	now         time.Time
}

// Ago returns how long ago an instant was.
func (f Frame) Ago(i Instant) time.Duration { return i.age(f.now) }

// Left returns how long it is until an instant.
func (f Frame) Left(i Instant) time.Duration { return i.left(f.now) }

// Over reports whether an instant has passed.
func (f Frame) Over(i Instant) bool { return i.left(f.now) <= 0 }

// bareFrame is the frame of somebody whom nobody knows.
func (c *Console) bareFrame(r *http.Request) Frame {
	now := c.cfg.Now()
	f := Frame{Lang: chosen(r.Header.Get("Accept-Language")), Theme: Themes[0], Party: string(c.cfg.Party), Now: instantOf(parley.MillisOf(now)), now: now, Path: "/"}
	if l, err := r.Cookie(c.sessions.cookie + "-language"); err == nil && spoken(l.Value) {
		f.Lang = l.Value
	}
	if t, err := r.Cookie(c.sessions.cookie + "-theme"); err == nil && slices.Contains(Themes, t.Value) {
		f.Theme = t.Value
	}
	return f
}

// frame is the frame of a page.
func (c *Console) frame(v *visit, page string) Frame {
	f := c.bareFrame(v.r)
	f.Change = v.seen
	f.Page, f.User, f.Post, f.Path = page, oneLine(v.who.User), v.who.Post, v.r.URL.RequestURI()
	if done := v.r.URL.Query().Get("done"); c.drawn.words[f.Lang].has("done." + done) {
		f.Done = done
	}
	if v.r.Method != http.MethodGet {
		f.Path, f.Answer = "/", true
	}
	list, err := c.api.Charters(v.r.Context())
	f.Exercise = err == nil && len(list) > 0
	for _, ch := range list {
		f.Exercise = f.Exercise && ch.Exercise
		if h := c.parsed(v.r.Context(), ch); h != nil && h.text.Restricted != nil {
			f.Cautions = addOnce(f.Cautions, h.titled(f.Lang, h.text.Restricted))
		}
		for _, p := range ch.Parties {
			if p.ID == f.Party {
				f.Name = oneLine(p.Name)
			}
		}
	}
	f.Alarm = c.alarm(v.r.Context(), f.Lang, v.who.Post)
	return f
}

func addOnce(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// choose keeps the language and the theme of a browser.
func (c *Console) choose(w http.ResponseWriter, r *http.Request) {
	if l := r.FormValue("language"); spoken(l) {
		http.SetCookie(w, c.sessions.cookieFor(c.sessions.cookie+"-language", l, false))
	}
	if t := r.FormValue("theme"); slices.Contains(Themes, t) {
		http.SetCookie(w, c.sessions.cookieFor(c.sessions.cookie+"-theme", t, false))
	}
	http.Redirect(w, r, ownPath(r.FormValue("back")), http.StatusSeeOther)
}

// ownPath returns a path of this console: where a form was told to go back to, or the first page.
func ownPath(s string) string {
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\r\n") {
		return "/"
	}
	return s
}
