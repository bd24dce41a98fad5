package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"parley/bench/table"
	"parley/internal/console/browser"
	"parley/internal/node"
)

// asked are the pages that are timed. The message of the last is filled in.
var asked = []struct{ name, path string }{
	{"board", "/"},
	{"what stands around a page, with the alarm", "/alarm"},
	{"traffic, received", "/traffic"},
	{"traffic, sent", "/traffic?box=sent"},
	{"search, a common word", "/traffic?text=patrol"},
	{"search, two common words and a rare one", "/traffic?text=patrol+sector+4711"},
	{"search, nothing found", "/traffic?text=report+nowhere"},
	{"search, Cyrillic, ё for е", "/traffic?text=учеба+флота"},
	{"search, refused, of which there is none", "/traffic?state=refused"},
	{"search, a day before all", "/traffic?from=2020-01-01&until=2020-01-02"},
	{"proceedings", "/proceedings"},
	{"lines", "/lines"},
	{"write", "/compose"},
	{"message", "/message/"},
}

// rounds is how often each page is asked for, after once that is not counted.
const rounds = 9

func pages(ctx context.Context, t *table.Table, b *browser.Browser, profile string) error {
	p := t.Parties[1]
	begin := time.Now()
	if _, err := p.Node.Inbox(ctx, node.Query{Search: "report", Newest: true, Limit: 1}); err != nil {
		return err
	}
	fmt.Printf("the first search, which gives words to what has none, took %v\n", time.Since(begin).Round(time.Millisecond))
	last, err := p.Node.Inbox(ctx, node.Query{Newest: true, Form: "text", Limit: 1})
	if err != nil || len(last) == 0 {
		return fmt.Errorf("no message is here: %w", err)
	}
	d, err := openDesk(ctx, p)
	if err != nil {
		return err
	}
	defer d.close()
	cookie, err := d.signIn()
	if err != nil {
		return err
	}
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	fmt.Printf("\npages of %s; the aim is 200 ms on the server\n", counted(ctx, p))
	for _, a := range asked {
		if a.path == "/message/" {
			a.path += last[0].ID
		}
		took, busy, size, err := d.timed(cookie, a.path)
		if err != nil {
			return fmt.Errorf("%s: %w", a.path, err)
		}
		fmt.Printf("  %-42s %s, processor time %s, %3d KiB\n", a.name, took, busy, size>>10)
	}
	return d.browse(b)
}

// counted says what a party holds.
func counted(ctx context.Context, p *table.Party) string {
	board, err := p.Node.Board(ctx)
	if err != nil {
		return err.Error()
	}
	file, err := os.Stat(filepath.Join(p.Dir, "node.db"))
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("a node with %d open proceedings (our move in %d) in a database of %d MiB", len(board.OurMove)+len(board.TheirMove), len(board.OurMove), file.Size()>>20)
}

func (d *desk) signIn() (*http.Cookie, error) {
	link, _, err := d.Invite(node.Who{User: "bench", Post: "duty"})
	if err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	d.Handler().ServeHTTP(w, httptest.NewRequest("GET", strings.TrimPrefix(link, d.base), nil))
	for _, c := range w.Result().Cookies() {
		return c, nil
	}
	return nil, fmt.Errorf("signing in was answered %d", w.Code)
}

// escaped writes the words of a search as an address does.
func escaped(path string) string {
	page, words, found := strings.Cut(path, "text=")
	if !found {
		return path
	}
	return page + "text=" + url.QueryEscape(strings.ReplaceAll(words, "+", " "))
}

// timed asks the server for a page, again and again. Processor time is that of this whole process, the other node included:
// it says more where other programs run beside.
func (d *desk) timed(cookie *http.Cookie, path string) (took, busy spans, size int, err error) {
	handler := d.Handler()
	for i := range rounds + 1 {
		r := httptest.NewRequest("GET", escaped(path), nil)
		r.AddCookie(cookie)
		w := httptest.NewRecorder()
		begin, before := time.Now(), table.CPU()
		handler.ServeHTTP(w, r)
		if i > 0 {
			took, busy = append(took, time.Since(begin)), append(busy, table.CPU()-before)
		}
		if size = w.Body.Len(); w.Code != http.StatusOK {
			return took, busy, size, fmt.Errorf("answered %d", w.Code)
		}
	}
	return took, busy, size, nil
}

// idle returns when the page that was asked for answers: it is drawn, its scripts ran, and a frame was painted after that.
const idle = `new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))`

// browse times pages in the browser, from the click to the first frame after their scripts ran.
func (d *desk) browse(b *browser.Browser) error {
	tab, err := d.sit(b)
	if err != nil {
		return err
	}
	defer tab.Close()
	fmt.Printf("\nin the browser, from asking for the page until it answers\n")
	for _, a := range asked[:3] {
		var took spans
		for range rounds {
			var ms float64
			if err := tab.Do(chromedp.Navigate(d.base+a.path), chromedp.WaitReady("footer"), chromedp.Evaluate(idle, &ms, awaited)); err != nil {
				return err
			}
			took = append(took, time.Duration(ms*float64(time.Millisecond)))
		}
		fmt.Printf("  %-42s %s\n", a.name, took)
	}
	return nil
}
