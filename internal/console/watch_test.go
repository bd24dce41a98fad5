package console

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/internal/node"
)

func (f *fakeNode) Contacts(_ context.Context, party string) (node.ContactsView, error) {
	until, at := "2027-01-01T00:00:00.000Z", "2026-11-22T06:00:00.000Z"
	return node.ContactsView{Party: party, Confirmed: []node.NumberView{{Post: "duty", Kind: "Telephone", Number: "+00 55 0142\u202e"}}, Until: &until, CourierAt: &at, NextTest: &at}, nil
}

func (f *fakeNode) LineHistory(context.Context, node.LineQuery, int) ([]node.LineDayView, error) {
	return nil, nil
}

// "a line that is down shows the confirmed telephone numbers and the next courier": a line that is up does not.
func TestContactsOfALine(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	for state, shown := range map[string]bool{"up": false, "unopened": false, "no-path": true, "no-node": true} {
		r.node.talks.lines = []node.LineView{{Party: "north", State: state, Since: "2026-11-22T00:00:00.000Z"}}
		for _, path := range []string{"/", "/lines"} {
			b := r.do("GET", path, nil).body
			if got := strings.Contains(b, "+00 55 0142⟨U&#43;202E⟩") || strings.Contains(b, "&#43;00 55 0142⟨U&#43;202E⟩"); got != shown {
				t.Errorf("%s, %s: numbers shown %v", path, state, got)
			}
			if shown && (!strings.Contains(b, "010000Z JAN 27") || !strings.Contains(b, "220600Z NOV 26")) {
				t.Errorf("%s, %s: until when, or the courier, is not said", path, state)
			}
		}
	}
}

// fakeWatch is who has the post of the fake node.
type fakeWatch struct {
	posts  []node.PostView
	log    []node.WatchView
	alarms []node.AlarmView
	asked  []any
	fail   error
	opened chan node.Who // gets each screen that opens
}

func (f *fakeNode) Posts(context.Context) ([]node.PostView, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.watch.posts == nil {
		return []node.PostView{{Post: "duty"}}, nil
	}
	return slices.Clone(f.watch.posts), nil
}

func (f *fakeNode) WatchLog(_ context.Context, post, day string) ([]node.WatchView, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.watch.asked = append(f.watch.asked, "log "+post+" "+day)
	return f.watch.log, nil
}

func (f *fakeNode) ask(x any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.watch.asked = append(f.watch.asked, x)
	return f.watch.fail
}

func (f *fakeNode) TakeWatch(_ context.Context, x node.WatchTaking) (node.WatchView, error) {
	return node.WatchView{}, f.ask(x)
}

func (f *fakeNode) PrepareHandOver(_ context.Context, x node.HandOver) (node.WatchView, error) {
	return node.WatchView{}, f.ask(x)
}

func (f *fakeNode) GiveWatch(_ context.Context, x node.WatchSigning) (node.WatchView, error) {
	return node.WatchView{}, f.ask(x)
}

func (f *fakeNode) Screen(ctx context.Context, who node.Who) error {
	if f.watch.opened != nil {
		f.watch.opened <- who
	}
	<-ctx.Done()
	return nil
}

func (f *fakeNode) Note(_ context.Context, who node.Who, action, detail string) error {
	return f.ask(action + " " + detail)
}

func (f *fakeNode) Alarms(context.Context) ([]node.AlarmView, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.watch.alarms, nil
}

// has gives the post of the fake node to a user; a sheet makes it handed over.
func (f *fakeNode) has(user, sheet string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	w := &node.WatchView{ID: "0011223344556677", Post: "duty", User: user, Taken: "2026-11-21T19:00:00.000Z", Marks: []string{}}
	if sheet != "" {
		hash, at := parley.Sum([]byte(sheet)).String(), "2026-11-22T02:55:00.000Z"
		w.Sheet, w.Hash, w.Offered = &sheet, &hash, &at
	}
	f.watch.posts, f.watch.log = []node.PostView{{Post: "duty", Watch: w, Screens: 1}}, []node.WatchView{*w}
}

// last is what the fake node was last asked for.
func (f *fakeNode) last() any {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.watch.asked) == 0 {
		return nil
	}
	return f.watch.asked[len(f.watch.asked)-1]
}

// Every state of a watch has a sentence and one main button, which does what it says: nobody's is taken, one's own is handed over,
// another's that is handed over is read and taken by the sheet that was read.
func TestWatchPages(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	wants := func(path string, words ...string) string {
		t.Helper()
		a := r.do("GET", path, nil)
		for _, w := range words {
			if !strings.Contains(a.body, w) {
				t.Errorf("%s answers %d and lacks %q", path, a.code, w)
			}
		}
		if n := strings.Count(a.body, "button-act"); n > 1 {
			t.Errorf("%s has %d main buttons", path, n)
		}
		return a.body
	}
	wants("/watch", "Nobody has the watch of this post.", `action="/watch/take"`, "button-act", `href="/watch/log.pdf?post=duty&amp;day=2026-11-22&amp;paper=A4"`)
	if a := r.do("POST", "/watch/take", url.Values{"post": {"duty"}}); a.code != 303 || a.header.Get("Location") != "/watch?post=duty&done=watch-taken" {
		t.Errorf("%d %s", a.code, a.header.Get("Location"))
	}
	if x, ok := r.node.last().(node.WatchTaking); !ok || x.Who != (node.Who{User: "ann", Post: "duty"}) || x.Without || x.Sheet != "" {
		t.Errorf("taken with %+v", r.node.last())
	}
	r.node.has("ann", "")
	wants("/watch?done=watch-taken", "You have the watch.", `href="/watch/hand-over?post=duty"`)
	wants("/watch/hand-over", `name="notes"`, `action="/watch/prepare"`)
	if a := r.do("POST", "/watch/prepare", url.Values{"post": {"duty"}, "notes": {"Calls back."}}); a.code != 303 || a.header.Get("Location") != "/watch/hand-over?post=duty" {
		t.Errorf("%d %s", a.code, a.header.Get("Location"))
	}
	if x, ok := r.node.last().(node.HandOver); !ok || x.Notes != "Calls back." {
		t.Errorf("prepared with %+v", r.node.last())
	}
	const sheet = "EXERCISE\nWATCH HAND-OVER\n</div><script>\u202e\nEXERCISE\n"
	r.node.has("bob", sheet)
	hash := parley.Sum([]byte(sheet)).String()
	wants("/watch", "bob hands the watch over.", "Read the hand-over")
	body := wants("/watch/hand-over", "WATCH HAND-OVER", "&lt;/div&gt;&lt;script&gt;⟨U&#43;202E⟩", `name="sheet" value="`+hash+`"`, "is not signed", `action="/watch/take"`)
	if strings.Count(body, `class="letter-band"`) != 2 {
		t.Error("EXERCISE does not stand before and after the sheet")
	}
	r.do("POST", "/watch/take", url.Values{"post": {"duty"}, "sheet": {hash}})
	if x, ok := r.node.last().(node.WatchTaking); !ok || x.Sheet != hash {
		t.Errorf("taken with %+v", r.node.last())
	}
	r.node.watch.fail = parley.Errorf(parley.CodePolicy, "the sheet is another by now")
	if a := r.do("POST", "/watch/take", url.Values{"post": {"duty"}, "sheet": {hash}}); a.code != 409 || !strings.Contains(a.body, "the sheet is another by now") || !strings.Contains(a.body, "WATCH HAND-OVER") {
		t.Errorf("a sheet that changed meanwhile answers %d", a.code)
	}
	r.node.watch.fail = nil
	if a := r.do("GET", "/watch/sheet/0011223344556677/paper.pdf?paper=Letter", nil); a.code != 200 || !strings.HasPrefix(a.body, "%PDF-") {
		t.Errorf("on paper: %d %.20q", a.code, a.body)
	}
	if a := r.do("GET", "/watch/sheet/99", nil); a.code == 200 {
		t.Error("a watch that is none is shown")
	}
}

// A FLASH sounds at the posts that the node names, and where it came because nobody acknowledged it, the page says so; a FLASH of
// which the node says nothing sounds everywhere.
func TestAlarmAtItsPost(t *testing.T) {
	r := newRoom(t)
	r.signIn() // at duty
	m := r.node.message(1, "flash", "Aircraft in difficulty.")
	r.c.desk.put(false, true, false, r.c.waitingOf(t.Context(), m))
	sounds := func(view ...node.AlarmView) string {
		r.node.mu.Lock()
		r.node.watch.alarms = view
		r.node.mu.Unlock()
		return r.do("GET", "/", nil).body
	}
	if b := sounds(); !strings.Contains(b, "data-alarm") {
		t.Error("a FLASH of which the node says nothing does not sound")
	}
	if b := sounds(node.AlarmView{Message: m.ID, Posts: []string{"deputy"}}); strings.Contains(b, "data-alarm") {
		t.Error("a FLASH sounds at another post")
	}
	next := "2026-11-22T03:06:00.000Z"
	b := sounds(node.AlarmView{Message: m.ID, Posts: []string{"deputy", "duty"}, Escalated: []string{"duty"}, Next: &next})
	if !strings.Contains(b, "data-alarm") || !strings.Contains(b, "nobody acknowledged in time") || !strings.Contains(b, "220306Z NOV 26") || !strings.Contains(b, "<title>EXERCISE FLASH: Northland") {
		t.Error("a FLASH that came to this post does not say why")
	}
	if b := sounds(node.AlarmView{Message: m.ID, Posts: []string{"deputy", "duty"}, Unwatched: true}); !strings.Contains(b, "No screen is open at its post") {
		t.Error("a FLASH that sounds everywhere does not say why")
	}
}

// "A screen listens on /live": the node counts it as one at its post for as long.
func TestScreenIsCounted(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	r.node.watch.opened = make(chan node.Who, 1)
	ctx, cancel := context.WithCancel(t.Context())
	q, err := http.NewRequestWithContext(ctx, "GET", r.server.URL+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	q.AddCookie(r.cookie)
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if who := <-r.node.watch.opened; who != (node.Who{User: "ann", Post: "duty"}) {
		t.Errorf("%+v", who)
	}
	cancel()
}
