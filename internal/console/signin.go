package console

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"parley"
	"parley/internal/node"
)

// Invite returns a link that signs who in, once, within five minutes, and when those are over.
func (c *Console) Invite(who node.Who) (link string, until parley.Millis, err error) {
	token, end, err := c.sessions.invite(who, c.named(context.Background(), who))
	return c.cfg.Base + "/login/" + token, parley.MillisOf(end), err
}

// A SignInPage says how one signs in.
type SignInPage struct {
	Frame
	Used   bool    // a link was followed that opens nothing
	Out    string  // officer whose session ended because he is in force no more
	Fault  string  // why a key did not sign in: a sentence
	Asks   *Asking // of a passkey; nil: officers do not sign in yet
	Word   string  // the challenge, to be signed by the command line
	Back   string  // where to go then
	Posted bool    // a form was sent that nobody took
}

// Command is what an officer runs whose key is with an agent.
func (p *SignInPage) Command() string { return "parley login --agent env --answer " + p.Word }

func (c *Console) login(w http.ResponseWriter, r *http.Request) {
	cookie, ok, err := c.sessions.begin(r.PathValue("token"), r.UserAgent())
	if err != nil || !ok {
		c.askToSignIn(w, r, SignInPage{Used: true})
		return
	}
	http.SetCookie(w, cookie)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// askToSignIn answers a request of somebody who is not signed in.
func (c *Console) askToSignIn(w http.ResponseWriter, r *http.Request, p SignInPage) {
	p.Frame = c.bareFrame(r)
	p.Page, p.Bare = "signin", true
	if r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html") {
		p.Back = r.URL.RequestURI()
	}
	p.Posted = r.Method == http.MethodPost && p.Fault == ""
	if err := c.ask(r.Context(), &p); err != nil && parley.CodeOf(err) != parley.CodeBadKey {
		c.cfg.Log.Error("it cannot be read who may sign in", "error", err)
	}
	c.show(w, http.StatusUnauthorized, p.Lang, "signin", &p)
}

// A visit is a request of somebody who is signed in.
type visit struct {
	w http.ResponseWriter
	r *http.Request
	session
	seen   uint64   // number of the last change before the page was made
	rights []string // of the officer whose session it is, at any post, under any charter

	reading node.Reading // for which posts he reads
}

// signedIn serves a page to those who are signed in; an error is a page of its own.
func (c *Console) signedIn(show func(*visit) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s, ok := c.sessions.of(r)
		if !ok {
			c.askToSignIn(w, r, SignInPage{})
			return
		}
		v := &visit{w: w, r: r, session: s, seen: c.desk.last()}
		serves, err := c.stands(v)
		r = r.WithContext(node.As(r.Context(), v.reading))
		v.r = r
		if err == nil && !serves {
			c.sessions.end(s.name)
			c.askToSignIn(w, r, SignInPage{Out: oneLine(s.officer)})
			return
		}
		if err == nil {
			err = readable(r)
		}
		if err == nil {
			err = show(v)
		}
		if err != nil {
			c.fail(v, err)
		}
	}
}

// readable reads the fields of a form. One that is too large, or is none, would else be taken for an empty one.
func readable(r *http.Request) error {
	err := r.ParseForm()
	if _, large := largeRequests[r.URL.Path]; err == nil && !large && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		err = r.ParseMultipartForm(maxRequest) // nothing of it goes to a file
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return parley.Wrap(err, parley.CodeTooLarge, "the form is larger than the %d bytes that this page takes", large.Limit)
	case err != nil:
		return parley.Wrap(err, parley.CodeUsage, "the form cannot be read")
	}
	return nil
}

// stands reads what the officer of a visit may do now; false where he is in force no more.
func (c *Console) stands(v *visit) (serves bool, err error) {
	if v.officer == "" {
		v.reading = node.Reading{All: v.who.Post == "", Post: parley.PostID(v.who.Post)}
		return true, nil
	}
	v.rights, v.reading.Posts, serves, err = c.standing(v.r.Context(), v.officer)
	return serves, err
}

// A FailurePage says what did not work. The sentence is that of the node, in English.
type FailurePage struct {
	Frame
	Sentence string
	Code     string
}

func (c *Console) fail(v *visit, err error) {
	status := http.StatusBadRequest
	switch code := parley.CodeOf(err); code {
	case parley.CodeNotFound:
		status = http.StatusNotFound
	case parley.CodeInternal:
		status = http.StatusInternalServerError
		c.cfg.Log.Error("a request failed", "path", v.r.URL.Path, "error", err)
	}
	f := c.frame(v, "failure")
	c.show(v.w, status, f.Lang, "failure", &FailurePage{f, parley.SentenceOf(err), string(parley.CodeOf(err))})
}

func (c *Console) nothingHere(w http.ResponseWriter, r *http.Request) {
	c.signedIn(func(*visit) error {
		return parley.Errorf(parley.CodeNotFound, "the console has no page %.80q", r.URL.Path)
	})(w, r)
}
