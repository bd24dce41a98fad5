package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"parley/internal/console"
)

// "Each language": from the board to what was sent, in each, after it was chosen on the page. No word is missing, and none of
// what an officer presses is left in English.
func TestEachLanguage(t *testing.T) {
	s := newStage(t)
	tab, origin := s.signIn("north")
	front(t, tab)
	pressed := map[string]string{}
	for _, l := range console.Languages {
		do(t, tab, chromedp.Evaluate(`(() => { const s = document.querySelector("form.display select[name=language]"); s.value = "`+l.Tag+`"; s.form.submit(); })()`, nil),
			chromedp.WaitReady(`html[lang="`+l.Tag+`"] #main`), chromedp.Click(`nav a[href="/compose"]`), chromedp.WaitVisible("#text"),
			chromedp.SendKeys("#text", "ґ є і ї ё й é ß "+l.Name), chromedp.Click("#compose .button-act"), chromedp.WaitVisible(".consequence"))
		act := text(t, tab, ".acts .button-act")
		if before, twice := pressed[act]; twice {
			t.Errorf("%s and %s press %q", before, l.Tag, act)
		}
		pressed[act] = l.Tag
		if letter := text(t, tab, ".letter"); !strings.Contains(letter, "ґ є і ї ё й é ß "+l.Name) {
			t.Errorf("%s: the preview reads %q", l.Tag, letter)
		}
		do(t, tab, chromedp.Click(".acts .button-act"), chromedp.WaitVisible(".done"))
		for _, page := range []string{"#main", "header", "footer"} {
			if shown := text(t, tab, page); strings.Contains(shown, "⟦") {
				t.Errorf("%s: a word is missing: %q", l.Tag, shown)
			}
		}
		do(t, tab, chromedp.Click(`nav a[href="/"]`), chromedp.WaitVisible("#next"))
	}
	quiet(t, tab, origin)
}
