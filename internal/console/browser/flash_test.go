package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// signIn opens the console of a party.
func (s *stage) signIn(party string) (*Tab, string) {
	s.t.Helper()
	url, origin := s.link(party)
	tab := open(s.t, 1280)
	do(s.t, tab, chromedp.Navigate(url), chromedp.WaitVisible("#next"))
	return tab, origin
}

func front(t *testing.T, tab *Tab) {
	t.Helper()
	if err := tab.Front(); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, tab *Tab, selector string) (s string) {
	t.Helper()
	do(t, tab, chromedp.Text(selector, &s, chromedp.ByQuery))
	return s
}

// "a person can send a FLASH in one window and see and acknowledge it in the other": from the empty form to the alarm, its
// sound and title in a tab that is not in front, and to the receipt at the sender; the receiver's hands stay on the keyboard.
func TestFlashFromWindowToWindow(t *testing.T) {
	s := newStage(t)
	north, northOrigin := s.signIn("north")
	south, southOrigin := s.signIn("south")
	do(t, south, chromedp.MouseClickXY(5, 400)) // somebody sat down at the desk: from here on the browser allows sound
	front(t, north)
	const subject = "Aircraft in difficulty"
	do(t, north, chromedp.Click(`nav a[href="/compose"]`), chromedp.WaitVisible("#text"),
		chromedp.Click(`input[name=precedence][value=flash]`), chromedp.SendKeys(`input[name=subject]`, subject),
		chromedp.SendKeys("#text", "It will cross the line at point 12 in eight minutes. Do not engage."), chromedp.Poll(`document.getElementById("draft-state").textContent !== ""`, nil))
	if kept := text(t, north, "#draft-state"); kept != "Draft kept." {
		t.Errorf("while it is written the page says %q", kept)
	}
	do(t, north, chromedp.Click("form.compose .button-act"), chromedp.WaitVisible(".consequence-flash"))
	if preview := text(t, north, ".letter"); !strings.Contains(preview, subject) || !strings.Contains(preview, "Do not engage.") || strings.Count(preview, "EXERCISE") < 2 {
		t.Errorf("the preview reads %q", preview)
	}
	do(t, south, chromedp.Evaluate(`new Promise((done) => { window.alarmed = new Promise((ring) => document.addEventListener("parley:placed", () => { if (document.querySelector("[data-alarm]")) ring(Date.now()); })); done(true); })`, nil, awaited))
	var sent, seen int64
	do(t, north, chromedp.Evaluate(`Date.now()`, &sent), chromedp.Click(".acts .button-act"))
	do(t, south, chromedp.WaitVisible("[data-alarm]"), chromedp.WaitReady(`html[data-sound="playing"]`), chromedp.Evaluate(`window.alarmed`, &seen, awaited))
	t.Logf("measured: from the click on one screen to the alarm on the other, over two nodes and their line: %d ms", seen-sent)
	var title string
	do(t, south, chromedp.Title(&title))
	if !strings.HasPrefix(title, "EXERCISE FLASH: Northland") {
		t.Errorf("the title is %q", title)
	}
	if bar := text(t, south, "#alarm"); !strings.Contains(bar, subject) || strings.Count(bar, "EXERCISE") != 2 {
		t.Errorf("the bar reads %q", bar)
	}
	front(t, south)
	do(t, south, chromedp.KeyEvent("a"), chromedp.WaitVisible(".act .button-act"))
	for range 40 {
		var there bool
		do(t, south, chromedp.KeyEvent(kb.Tab), chromedp.Evaluate(`document.activeElement.matches(".act .button-act")`, &there))
		if there {
			break
		}
	}
	do(t, south, chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(".done"), chromedp.WaitNotPresent("[data-alarm]"), chromedp.WaitReady(`html[data-sound="silent"]`),
		chromedp.Title(&title))
	if strings.Contains(title, "FLASH") {
		t.Errorf("after the acknowledgement the title is %q", title)
	}
	front(t, north)
	do(t, north, chromedp.WaitVisible(".step-acknowledged"))
	if steps := text(t, north, ".steps"); !strings.Contains(steps, "Acknowledged by an officer of Southmark") || !strings.Contains(steps, "clock of Southmark") {
		t.Errorf("the sender reads %q", steps)
	}
	do(t, north, chromedp.Click(`nav a[href="/"]`), chromedp.WaitVisible("#next"))
	if board := text(t, north, "#board"); !strings.Contains(board, "Every message that we sent is acknowledged.") {
		t.Errorf("the sender's board reads %q", board)
	}
	quiet(t, north, northOrigin)
	quiet(t, south, southOrigin)
}

// "Server restart, lost network, expired session": each ends in a clear state, and no draft is lost.
func TestNodeStopsWhileOneWrites(t *testing.T) {
	s := newStage(t)
	tab, _ := s.signIn("north")
	do(t, tab, chromedp.Click(`nav a[href="/compose"]`), chromedp.WaitVisible("#text"), chromedp.SendKeys("#text", "Half a sentence"),
		chromedp.Poll(`document.getElementById("draft-state").textContent === "Draft kept."`, nil))
	s.stop("north")
	do(t, tab, chromedp.WaitVisible("#link-lost"), chromedp.SendKeys("#text", " more"), chromedp.Poll(`document.getElementById("draft-state").textContent.startsWith("The draft could not be kept")`, nil))
	s.serve("north")
	do(t, tab, chromedp.WaitVisible("#signed-out"))
	url, _ := s.link("north")
	do(t, tab, chromedp.Navigate(url), chromedp.WaitVisible("#next"), chromedp.Click(`nav a[href="/compose"]`), chromedp.WaitVisible("aside .plain-list a"), chromedp.Click("aside .plain-list a"), chromedp.WaitVisible("#text"))
	var kept string
	do(t, tab, chromedp.Value("#text", &kept))
	if !strings.HasPrefix(kept, "Half a sentence") {
		t.Errorf("the draft that comes back is %q", kept)
	}
}
