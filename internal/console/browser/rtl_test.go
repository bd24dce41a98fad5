package browser

import (
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"parley/internal/console"
)

// overflowing lists what stands out of the window, and what cuts off a text of its own.
const overflowing = `(() => {
	const out = [], wide = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth > wide) out.push("the page is " + document.documentElement.scrollWidth + " pixels wide");
	for (const e of document.body.querySelectorAll("*")) {
		if (e.closest(".unseen, .skip, svg, [hidden], dialog:not([open]), thead") || e.tagName === "OPTION") continue;
		const box = e.getBoundingClientRect(), style = getComputedStyle(e);
		if (box.width === 0 || box.height === 0) continue;
		const name = e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + "." + e.className + " " + e.textContent.trim().slice(0, 40);
		const scrolls = e.parentElement.closest(".scroll");
		if (!scrolls && (box.left < -1 || box.right > wide + 1)) out.push("out of the window, " + Math.round(box.left) + " to " + Math.round(box.right) + ": " + name);
		if (/hidden|clip/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 1 && !/^(SELECT|INPUT|TEXTAREA)$/.test(e.tagName)) out.push("cut off: " + name);
	}
	return out.slice(0, 8);
})()`

// "A right-to-left pseudo-language 40 % longer": no story of it is wider than its window, and nothing of it is cut off.
func TestRightToLeft(t *testing.T) {
	t.Parallel() // with the other stories: each has a window of its own
	pages, err := console.Stories()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages)
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	tab := open(t, 1280)
	for _, name := range console.StoryNames() {
		do(t, tab, chromedp.Navigate(server.URL+"/stories/"+name+"?language="+console.PseudoLanguage), chromedp.WaitReady(`html[dir="rtl"] footer`))
		for _, width := range []int64{1280, 820, 640} {
			var found []string
			do(t, tab, chromedp.EmulateViewport(width, 800), chromedp.Evaluate(overflowing, &found))
			for _, f := range found {
				t.Errorf("%s in a window of %d: %s", name, width, f)
			}
		}
		quiet(t, tab, server.URL)
	}
}
