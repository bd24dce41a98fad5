package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// focus says what has the focus, and whether that is seen.
const focus = `(() => {
	const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
	const ring = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
	return { name: e.tagName + " " + (e.id || e.name || e.textContent.trim().slice(0, 40)), seen: e === document.body || ring && box.bottom > 0 && box.top < innerHeight };
})()`

// tabTo presses Tab until what a selector names has the focus. Whatever has it on the way must be seen to have it.
func tabTo(t *testing.T, tab *Tab, selector string) {
	t.Helper()
	var stops []string
	for range 80 {
		var there bool
		var at struct {
			Name string `json:"name"`
			Seen bool   `json:"seen"`
		}
		do(t, tab, chromedp.KeyEvent(kb.Tab), chromedp.Evaluate(focus, &at), chromedp.Evaluate(`document.activeElement.matches(`+"`"+selector+"`"+`)`, &there))
		if !at.Seen {
			t.Errorf("on the way to %s the focus is not seen on %s", selector, at.Name)
		}
		if stops = append(stops, at.Name); there {
			return
		}
	}
	t.Fatalf("Tab does not lead to %s, but to %s", selector, strings.Join(stops, " | "))
}

// "keyboard only": a FLASH is read, acknowledged and answered, and nobody touches the mouse. The help says the keys; the focus
// is seen wherever it is, and what renews itself does not take it away.
func TestKeyboardOnly(t *testing.T) {
	s := newStage(t)
	south, _ := s.signIn("south")
	front(t, south)
	do(t, south, chromedp.KeyEvent("?"), chromedp.WaitVisible("dialog#help"), chromedp.KeyEvent(kb.Escape), chromedp.WaitNotVisible("dialog#help"))
	tabTo(t, south, `#board a[href="/lines"]`)
	s.run("send", "--dir", s.at("north"), "--to", "south/duty", "--precedence", "flash", "--subject", "Vessel adrift", "Confirm that the cutter passes.")
	do(t, south, chromedp.WaitVisible("[data-alarm]"))
	var kept string
	if do(t, south, chromedp.Evaluate(`document.activeElement.outerHTML.slice(0, 60)`, &kept)); !strings.Contains(kept, "/lines") {
		t.Errorf("the board renewed itself and took the focus away, to %s", kept)
	}
	do(t, south, chromedp.KeyEvent("a"), chromedp.WaitVisible(".act .button-act"))
	tabTo(t, south, ".act .button-act")
	do(t, south, chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(".done"), chromedp.WaitNotPresent("[data-alarm]"))
	tabTo(t, south, `a[href^="/compose?answer="]`)
	do(t, south, chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("#text"))
	tabTo(t, south, "#text")
	do(t, south, chromedp.KeyEvent("The cutter passes. a n ? /"))
	tabTo(t, south, "#compose .button-act:not(.unseen)")
	do(t, south, chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(".consequence"))
	if letter := text(t, south, ".letter"); !strings.Contains(letter, "The cutter passes. a n ? /") {
		t.Errorf("the preview reads %q", letter)
	}
	tabTo(t, south, ".acts .button-act")
	do(t, south, chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(".step-recorded"))
	if inbox := s.run("inbox", "--dir", s.at("north")); !strings.Contains(inbox, "Vessel adrift") {
		t.Errorf("the inbox of the other side reads %q", inbox)
	}
}

// What renews itself takes neither the focus nor what was typed, and a choice that nobody has sent stays.
func TestRenewalTakesNothingAway(t *testing.T) {
	s := newStage(t)
	tab, _ := s.signIn("south")
	front(t, tab)
	do(t, tab, chromedp.Evaluate(`document.getElementById("board").insertAdjacentHTML("beforeend", '<input id="typed" name="typed"><button id="go">go</button>'); document.getElementById("typed").focus()`, nil),
		chromedp.KeyEvent("half a wo"), chromedp.Evaluate(`document.getElementById("go").focus()`, nil))
	s.run("send", "--dir", s.at("north"), "--to", "south/duty", "--precedence", "flash", "Confirm.")
	do(t, tab, chromedp.WaitVisible("[data-alarm]"))
	var typed string
	if do(t, tab, chromedp.Evaluate(`document.getElementById("typed")?.value ?? "gone"`, &typed)); typed != "half a wo" {
		t.Errorf("what was typed is %q", typed)
	}
}
