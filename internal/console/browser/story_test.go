package browser

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"parley/internal/console"
)

//go:embed testdata/axe.min.js
var axe string

// shared is the Chromium of all tests: to start one costs a second. It lets no page sound before somebody touched it.
var shared *Browser

func TestMain(m *testing.M) {
	var err error
	if shared, err = Start(context.Background(), "autoplay-policy=document-user-activation-required"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	shared.Close()
	os.Exit(code)
}

func open(t *testing.T, width int64) *Tab {
	t.Helper()
	tab, err := shared.Tab(width, 800)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tab.Close)
	return tab
}

func do(t *testing.T, tab *Tab, actions ...chromedp.Action) {
	t.Helper()
	if err := tab.Do(actions...); err != nil {
		var page string
		tab.Do(chromedp.Evaluate(`location.href + " " + document.title + "\n" + document.body.innerText`, &page))
		t.Fatalf("%v, on the page\n%.1500s\n%v", err, page, tab.Faults())
	}
}

// quiet expects that no page complained, and that nothing left the origin.
func quiet(t *testing.T, tab *Tab, origin string) {
	t.Helper()
	for _, f := range tab.Faults() {
		t.Errorf("the console of the page says: %s", f)
	}
	for _, url := range tab.Asked() {
		if !strings.HasPrefix(url, origin+"/") && !strings.HasPrefix(url, "data:") {
			t.Errorf("a request left the origin: %s", url)
		}
	}
}

// What axe reports of a page.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// examine runs axe, which the page has been given: all its rules, or those named.
func examine(t *testing.T, tab *Tab, rules ...string) (found []violation) {
	t.Helper()
	options := `{resultTypes: ["violations"]}`
	if len(rules) > 0 {
		b, _ := json.Marshal(rules)
		options = `{resultTypes: ["violations"], runOnly: {type: "rule", values: ` + string(b) + `}}`
	}
	do(t, tab, chromedp.Evaluate(`axe.run(document, `+options+`).then((r) => r.violations)`, &found, chromedp.EvalAsValue, awaited))
	return found
}

// axe finds nothing on any story page in any theme; no page asks another origin for anything or complains; and no page is
// wider than a window of 1280, a tablet's, or one of 640 pixels, which is 1280 at 200 %.
func TestStoriesInTheBrowser(t *testing.T) {
	t.Parallel()
	pages, err := console.Stories()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages)
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	names := console.StoryNames()
	for i, half := range [][]string{names[:len(names)/2], names[len(names)/2:]} { // one for each of two processors
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			t.Parallel()
			examineStories(t, server.URL, half)
		})
	}
}

func examineStories(t *testing.T, url string, names []string) {
	tab := open(t, 1280)
	for _, name := range names {
		do(t, tab, chromedp.Navigate(url+"/stories/"+name+"?theme=light"), chromedp.WaitReady("footer"), chromedp.Evaluate(axe+"; true", nil))
		for i, theme := range []string{"light", "dark", "night"} {
			do(t, tab, chromedp.Evaluate(`document.documentElement.dataset.theme = "`+theme+`"`, nil))
			var rules []string
			if i > 0 {
				rules = []string{"color-contrast"} // all else is the same page
			}
			for _, v := range examine(t, tab, rules...) {
				for _, n := range v.Nodes {
					t.Errorf("%s, %s: %s (%s): %s: %s", name, theme, v.ID, v.Help, n.HTML, n.Summary)
				}
			}
		}
		for _, width := range []int64{1280, 820, 640} {
			var wide int64
			do(t, tab, chromedp.EmulateViewport(width, 800), chromedp.Evaluate(`document.documentElement.scrollWidth`, &wide))
			if wide > width {
				t.Errorf("%s is %d pixels wide in a window of %d", name, wide, width)
			}
		}
		do(t, tab, chromedp.EmulateViewport(1280, 800))
		quiet(t, tab, url)
	}
}

// "where the browser forbids sound, the page says so"
func TestSoundForbidden(t *testing.T) {
	pages, err := console.Stories()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages)
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	tab := open(t, 1280)
	do(t, tab, chromedp.Navigate(server.URL+"/stories/board-flash"), chromedp.WaitVisible("#sound-blocked"), chromedp.WaitReady(`html[data-sound="blocked"]`),
		chromedp.Click("#sound-on"), chromedp.WaitNotVisible("#sound-blocked"), chromedp.WaitReady(`html[data-sound="playing"]`))
}
