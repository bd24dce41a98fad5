package browser

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// says waits until a part of the page says something.
func says(selector, what string) chromedp.Action {
	return chromedp.Poll(`document.querySelector("`+selector+`")?.innerText.includes("`+what+`")`, nil)
}

// handOver goes from the form of an act over its preview to the proceeding that it belongs to.
func handOver(t *testing.T, tab *Tab) {
	t.Helper()
	do(t, tab, chromedp.Click("#compose .button-act"), chromedp.WaitVisible(`form[action="/send"]`), chromedp.Click(`form[action="/send"] .button-act`), chromedp.WaitVisible(".done"), chromedp.WaitVisible("#standing"))
}

// value puts a text into an input at once.
func value(name, text string) chromedp.Action {
	return chromedp.SetValue(`[name="`+name+`"]`, text, chromedp.ByQuery)
}

// slowly holds the button of the mouse down on a link while the page around it is fetched again and differs.
func slowly(link string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		var at [2]float64
		mouse := func(kind input.MouseType) chromedp.Action {
			return chromedp.ActionFunc(func(ctx context.Context) error {
				return input.DispatchMouseEvent(kind, at[0], at[1]).WithButton(input.Left).WithClickCount(1).Do(ctx)
			})
		}
		within := fmt.Sprintf(`(() => { const a = document.querySelector(%q); a.scrollIntoView({block: "center"}); const b = a.getBoundingClientRect();
			return [b.left + b.width / 2, b.top + b.height / 2]; })()`, link)
		change := fmt.Sprintf(`(async () => { document.querySelector(%q).closest("[data-live]").append(" ");
			const live = await import(performance.getEntriesByType("resource").find((e) => /live[^/]*\.js/.test(e.name)).name);
			live.refresh();
			for (let i = 0; i < 5; i++) await (await fetch(location.href)).text(); })()`, link)
		return chromedp.Run(ctx, chromedp.WaitVisible(link), chromedp.Evaluate(within, &at), chromedp.ActionFunc(func(ctx context.Context) error { return mouse(input.MousePressed).Do(ctx) }),
			chromedp.Evaluate(change, nil, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }),
			chromedp.ActionFunc(func(ctx context.Context) error { return mouse(input.MouseReleased).Do(ctx) }))
	})
}

// "an invitation with conditions; a silence procedure broken", each over two real nodes: what one side does stands on the
// other's screen without a hand on it.
func TestCouncilFromWindowToWindow(t *testing.T) {
	s := newStageUnder(t, "council")
	north, northOrigin := s.signIn("north")
	south, southOrigin := s.signIn("south")

	// a silence that nobody breaks runs out beside the rest
	s.write("silence.json", `{"title": "Hours of the line", "text": "The line is manned by day and night.", "expiry": "`+time.Now().UTC().Add(8*time.Second).Format("2006-01-02T15:04:05Z")+`"}`)
	quietly := strings.TrimSpace(s.run("propose", "--dir", s.at("north"), "silence", "--to", "south", "--form-file", s.at("silence.json")))

	s.write("invitation.json", `{"level": "ambassadors", "first_day": "2030-12-01T09:00Z", "last_day": "2030-12-01T17:00Z", "agenda": [
		{"id": "1", "title": "Safety at the crossing", "type": "exchange"}, {"id": "2", "title": "Any other business", "type": "other"}], "reply_by": "2030-11-24T12:00Z"}`)
	id := strings.TrimSpace(s.run("propose", "--dir", s.at("north"), "invite", "--to", "south", "--form-file", s.at("invitation.json")))
	do(t, north, chromedp.Navigate(northOrigin+"/proceeding/"+id), says("#standing", "Awaiting an answer"))
	front(t, south)
	do(t, south, chromedp.WaitVisible(`#board .moves a[href$="`+id+`"]`), press(`#board .moves a[href$="`+id+`"]`), chromedp.WaitVisible("#standing"), says("#standing", "It is our move."), says("#matter", "Safety at the crossing"),
		slowly(`.choices a[href$="/act/change"]`), chromedp.WaitVisible("#compose"), value("f.items.0.status", "contested"), value("f.items.0.condition", "The item comes first."))
	handOver(t, south)
	do(t, south, says("#standing", "Accepted on a condition"))
	do(t, north, says("#standing", "It is our move."), says("#matter", "The item comes first."), says("#story", "Southmark: Accept with changes"))
	front(t, north)
	do(t, north, press(`.choices a[href$="/act/revise"]`), chromedp.WaitVisible("#compose"), value("f.place", "The house at point 3"))
	handOver(t, north)
	do(t, south, says("#standing", "It is our move."), says("#matter", "The house at point 3"))
	front(t, south)
	do(t, south, press(`.choices a[href$="/act/accept"]`), chromedp.WaitVisible("#compose"), says("#compose", "The house at point 3"))
	handOver(t, south)
	do(t, north, says("#standing", "Accepted by all"), says("#standing", "It has ended"))

	front(t, north)
	expiry := time.Now().UTC().Add(20 * time.Minute)
	do(t, north, chromedp.Navigate(northOrigin+"/proceedings/new"), chromedp.Click(`.offers a[href*="/new/silence"]`), chromedp.WaitVisible("#compose"),
		value("f.title", "Notification of exercises"), value("f.text", "Each member notifies exercises."), value("f.expiry", expiry.Format("2006-01-02T15:04Z")))
	handOver(t, north)
	do(t, north, says("#standing", "Under silence"), says(".countdown", "in 00:1"))
	front(t, south)
	do(t, south, chromedp.Navigate(southOrigin+"/"), chromedp.Poll(`document.querySelector("#next a")?.innerText.includes("Notification of exercises")`, nil), press("#next a"), chromedp.WaitVisible("#standing"), says("#standing", "Silence counts only of a party that had the question"),
		press(`.choices a[href$="/act/object"]`), chromedp.WaitVisible("#compose"), chromedp.SendKeys("#text", "The threshold is too high."))
	handOver(t, south)
	do(t, north, says("#standing", "Silence broken; not adopted"), says("#story", "The threshold is too high."), chromedp.WaitNotPresent(".countdown"))

	do(t, north, chromedp.Navigate(northOrigin+"/proceeding/"+quietly), says("#standing", "It is proved that none of those who could act did so in time"), says("#standing", "Not broken; to be told to all"),
		says("#story", "The deadline passed"), chromedp.WaitVisible(`.choices a[href$="/act/announce"]`))
	quiet(t, north, northOrigin)
	quiet(t, south, southOrigin)
}
