package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// "a notice from empty form to the other side's map": the form is chosen from the list of notices; what is at fault stands
// beside the field and what was typed stays; it is sent; and the other side, which has the map open, sees it there, across the
// antimeridian, with the same in the table, and on its calendar.
func TestNoticeToTheOtherMap(t *testing.T) {
	s := newStage(t)
	north, northOrigin := s.signIn("north")
	south, southOrigin := s.signIn("south")
	front(t, south)
	do(t, south, chromedp.Navigate(southOrigin+"/map?days=1"), chromedp.WaitVisible("svg.map"))
	if empty := text(t, south, "#map-beside"); !strings.Contains(empty, "No notice with a place says anything in this time.") {
		t.Errorf("the empty map reads %q", empty)
	}
	front(t, north)
	do(t, north, chromedp.Navigate(northOrigin+"/notices"), chromedp.Click(`//a[.="Phrase code"]`), chromedp.WaitVisible("#f-phrase"),
		chromedp.SendKeys("#f-time", "tomorrow"), chromedp.SendKeys("input[name=subject]", "Fishing boats"), chromedp.Click("form.compose .button-act"), chromedp.WaitVisible("#field-faults"))
	if faults := text(t, north, "#field-faults"); !strings.Contains(faults, "2 entries cannot be sent") || !strings.Contains(faults, "Time") {
		t.Errorf("the faults read %q", faults)
	}
	var when, read string
	do(t, north, chromedp.Value("#f-time", &when), chromedp.Evaluate(`(() => { const d = new Date(Date.now() + 7200000).toISOString(); return d.slice(0, 10) + " " + d.slice(11, 16); })()`, &read))
	if when != "tomorrow" {
		t.Errorf("what was typed came back as %q", when)
	}
	do(t, north, chromedp.Evaluate(`document.getElementById("f-time").value = ""`, nil), chromedp.SendKeys("#f-time", read), chromedp.SetValue("#f-phrase", "B4", chromedp.ByID), chromedp.SetValue("#f-place-kind", "polygon", chromedp.ByID))
	if local := text(t, north, "#f-time-read"); !strings.Contains(local, "Z ") || !strings.Contains(local, "=") {
		t.Errorf("the time is understood as %q", local)
	}
	do(t, north, chromedp.WaitVisible("#f-place-points"), chromedp.WaitNotVisible("#f-place-metres"),
		chromedp.SendKeys("#f-place-points", "0.0, 179.0\n0000N 17900W\n1.0, -179.0\n01°00'N 179°00'E"), chromedp.Click("form.compose .button-act"), chromedp.WaitVisible(".letter"))
	if preview := text(t, north, ".letter"); !strings.Contains(preview, "179.00000W") || !strings.Contains(preview, "PHR/O") {
		t.Errorf("the preview reads %q", preview)
	}
	do(t, north, chromedp.Click(".acts .button-act"), chromedp.WaitVisible(".done"))
	front(t, south)
	do(t, south, chromedp.WaitVisible(".map-number"))
	if row := text(t, south, "#map-beside table.notices"); !strings.Contains(row, "Northland") || !strings.Contains(row, "Fishing boats") || !strings.Contains(row, "179.00000E") {
		t.Errorf("the table beside the map reads %q", row)
	}
	var wide float64
	do(t, south, chromedp.Evaluate(`document.querySelector(".map-edge").getBBox().width / 9600`, &wide))
	if wide < 0.2 || wide > 0.95 {
		t.Errorf("the area takes %v of the map's width", wide)
	}
	// The slider goes by the keyboard: an hour on, and what is said of it; the table follows when it rests.
	var said string
	do(t, south, chromedp.WaitVisible("#map-at"), chromedp.Focus("#map-at"), chromedp.KeyEvent(kb.ArrowRight), chromedp.WaitVisible("#map-canvas", chromedp.ByID), chromedp.AttributeValue("#map-at", "aria-valuetext", &said, nil))
	if !strings.Contains(said, "Z ") || !strings.Contains(said, "Shown: 0.") {
		t.Errorf("the slider says %q", said)
	}
	do(t, south, chromedp.WaitVisible(`//p[contains(., "Only what stands at")]`), chromedp.Click("#map-all"), chromedp.WaitVisible(".map-number"))
	do(t, south, chromedp.Click(`[data-map="farther"]`), chromedp.WaitReady(`input[name="view"]`), chromedp.WaitVisible(".map-number"),
		chromedp.Navigate(southOrigin+"/calendar"), chromedp.WaitVisible(".calendar-notice"))
	if entry := text(t, south, ".calendar-notice"); !strings.Contains(entry, "Fishing boats") {
		t.Errorf("the calendar reads %q", entry)
	}
	// So does that of the calendar: at the first quarter of an hour of the week nothing stood, and its row goes at once.
	do(t, south, chromedp.WaitVisible("#calendar-stands tbody tr"), chromedp.Focus("#calendar-at"), chromedp.KeyEvent(kb.ArrowRight), chromedp.WaitNotVisible("#calendar-stands tbody tr"), chromedp.AttributeValue("#calendar-at", "aria-valuetext", &said, nil),
		chromedp.WaitVisible(`//p[contains(., "Only what stands at")]`), chromedp.Click("#calendar-all"), chromedp.WaitVisible("#calendar-stands tbody tr"))
	if !strings.Contains(said, "Z ") || !strings.Contains(said, "Shown: 0.") {
		t.Errorf("the slider of the calendar says %q", said)
	}
	quiet(t, north, northOrigin)
	quiet(t, south, southOrigin)
}
