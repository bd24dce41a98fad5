package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"parley/internal/console/browser"
)

// A window is a real browser at the consoles of a scene. The scene has a clock of its own, which stands still while anything in
// it waits for a socket; so the browser and its server stay outside, and hand in one request after the other.
type window struct {
	mu     sync.Mutex // held by the scene that has it: a click on a page behind others is not answered
	tab    *browser.Tab
	server *httptest.Server
	jobs   chan func() error // for the browser
	done   chan error
	asked  chan request
	s      *scene
	party  string        // whose console is signed in to
	since  time.Duration // of the story
}

// A request is what the browser asks of a console.
type request struct {
	r      *http.Request
	body   []byte
	answer chan *httptest.ResponseRecorder
}

// newWindow starts the browser. It ends with the test.
func newWindow(t *testing.T) (*window, error) {
	b, err := browser.Start(context.Background(), "disable-features=site-per-process,Translate,BlinkGenPropertyTrees,BackForwardCache")
	if err != nil {
		return nil, err
	}
	t.Cleanup(b.Close)
	tab, err := b.Tab(1280, 900)
	if err != nil {
		return nil, err
	}
	w := &window{tab: tab, jobs: make(chan func() error), done: make(chan error), asked: make(chan request)}
	w.server = httptest.NewServer(w)
	go func() {
		for job := range w.jobs {
			w.done <- job()
		}
	}()
	t.Cleanup(func() { close(w.jobs); tab.Close(); w.server.CloseClientConnections(); w.server.Close() })
	return w, nil
}

// ServeHTTP hands a request in. What is live hears a beat and nothing else: time stands still while a page is looked at.
func (w *window) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/live" {
		out.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(out, "event: beat\ndata: 0\n\n")
		http.NewResponseController(out).Flush()
		<-r.Context().Done()
		return
	}
	body, _ := io.ReadAll(r.Body)
	q := request{r, body, make(chan *httptest.ResponseRecorder, 1)}
	select {
	case w.asked <- q:
	case <-r.Context().Done():
		return
	}
	a := <-q.answer
	maps.Copy(out.Header(), a.Header())
	out.WriteHeader(a.Code)
	out.Write(a.Body.Bytes())
}

// do has the browser do something while a console answers it.
func (w *window) do(c *sceneConsole, actions ...chromedp.Action) {
	c.s.t.Helper()
	w.jobs <- func() error { return w.tab.Do(actions...) }
	for {
		select {
		case err := <-w.done:
			if err != nil {
				c.s.fail("the browser: %v", err)
			}
			return
		case q := <-w.asked:
			r := httptest.NewRequestWithContext(context.Background(), q.r.Method, "http://"+q.r.Host+q.r.RequestURI, bytes.NewReader(q.body))
			r.Header = q.r.Header.Clone()
			a := httptest.NewRecorder()
			c.handler.ServeHTTP(a, r)
			q.answer <- a
		}
	}
}

// leave lets go of the page of another console: what it still asks for is no question to this one.
func (w *window) leave(c *sceneConsole) {
	c.s.t.Helper()
	w.jobs <- func() error { return w.tab.Do(chromedp.Navigate("about:blank")) }
	for {
		select {
		case err := <-w.done:
			if err != nil {
				c.s.fail("the browser: %v", err)
			}
			w.tab.Faults()
			return
		case q := <-w.asked:
			a := httptest.NewRecorder()
			a.WriteHeader(http.StatusNoContent)
			q.answer <- a
		}
	}
}

// open goes to a page of a party's console, for an officer who signs in first.
func (w *window) open(c *sceneConsole, party, path string) {
	c.s.t.Helper()
	if at := c.s.storyTime(); w.s != c.s || w.party != party || at-w.since > 6*time.Hour { // a session does not outlive the days of a story
		w.leave(c)
		w.s, w.party, w.since = c.s, party, at
		c.signIn()
		w.do(c, network.SetCookie(c.cookie.Name, c.cookie.Value).WithURL(w.server.URL))
	}
	w.do(c, chromedp.Navigate(w.server.URL+path), chromedp.WaitReady("footer"))
}

// page is a page as the browser has it, after its scripts have run.
func (w *window) page(c *sceneConsole, party, path string) (page string) {
	c.s.t.Helper()
	w.open(c, party, path)
	w.do(c, chromedp.Evaluate(`document.documentElement.outerHTML`, &page))
	for _, fault := range w.tab.Faults() {
		c.s.t.Errorf("the console of the browser says: %s", fault)
	}
	return page
}

// act goes from a button over the form and the preview to the button that signs, with the mouse, and returns the id of the act.
func (w *window) act(c *sceneConsole, party, from, button, text string, fields bool) (id string) {
	c.s.t.Helper()
	w.open(c, party, from)
	w.do(c, chromedp.Click(fmt.Sprintf(`a[href=%q]`, button), chromedp.ByQuery), chromedp.WaitVisible("#compose"))
	if fields {
		w.do(c, chromedp.Click(".numbered-in summary"), chromedp.SetValue(`[name="numbered"]`, text, chromedp.ByQuery),
			chromedp.Click(`.numbered-in button`), chromedp.WaitVisible("#fields .done"))
	} else {
		w.do(c, chromedp.SetValue(`#text`, text, chromedp.ByQuery))
	}
	at := ""
	w.do(c, chromedp.Click("#compose .button-act"), chromedp.WaitVisible(`form[action="/send"]`), chromedp.Click(`form[action="/send"] .button-act`),
		chromedp.WaitVisible("main > .done"), chromedp.WaitVisible("#standing"), chromedp.Location(&at))
	id, _, _ = strings.Cut(strings.TrimPrefix(at, w.server.URL+"/proceeding/"), "?")
	return id
}
