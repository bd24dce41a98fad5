package browser

import (
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"parley/internal/console"
)

// alphabets are the letters of the five languages beyond a to z, and those that go wrong first.
const alphabets = "АБВГҐДЕЁЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя" +
	"ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸàâæçéèêëîïôœùûüÿÄÖÜẞäöüß№«»„“”’‘–—…°"

// drawn returns what is wrong with how letters are drawn in the console's own font: nothing to see, or the box of a letter that
// the font does not have.
const drawn = `(async (letters) => {
	const composed = [...letters], decomposed = composed.map((l) => l.normalize("NFD")), out = [];
	for (const weight of [400, 600]) {
		const font = weight + " 32px Plex";
		const faces = await document.fonts.load(font, letters);
		if (faces.length === 0 || !document.fonts.check(font, letters)) out.push("the font is not loaded: " + font);
		const picture = (text, other = "serif") => {
			const c = document.createElement("canvas");
			c.width = c.height = 64;
			const g = c.getContext("2d");
			g.font = font + ", " + other;
			g.fillText(text, 8, 48);
			return c.toDataURL();
		};
		const box = picture("\u{10fffd}"), nothing = picture("");
		if (box === nothing) out.push("the box of a letter that is not there is not seen");
		for (let i = 0; i < composed.length; i++) {
			const shown = picture(composed[i]), parts = picture(decomposed[i]);
			if (shown === box || shown === nothing) out.push(weight + ": " + composed[i] + " is a box");
			if (parts === box || parts === nothing) out.push(weight + ": " + composed[i] + " in parts is a box");
			if (picture(composed[i], "monospace") !== shown) out.push(weight + ": " + composed[i] + " comes from another font");
			if (/[ЁёЙйЇї]/.test(composed[i]) && parts !== shown) out.push(weight + ": " + composed[i] + " in parts is drawn in another way");
		}
	}
	return out;
})`

// "A rendering of ґ є і ї, ё and й composed and decomposed on screen ... shows no box": every letter of the five languages, in
// both weights, comes from the font that the console brings along.
func TestNoBoxOnScreen(t *testing.T) {
	pages, err := console.Stories()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages)
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	tab := open(t, 1280)
	var faults []string
	do(t, tab, chromedp.Navigate(server.URL+"/stories/message-sent?language=uk"), chromedp.WaitReady("footer"),
		chromedp.Evaluate(drawn+`("`+alphabets+`")`, &faults, awaited))
	for _, f := range faults {
		t.Error(f)
	}
	var planted []string
	if do(t, tab, chromedp.Evaluate(drawn+`("Ա")`, &planted, awaited)); len(planted) == 0 {
		t.Error("a letter that the font does not have is not found")
	}
	var fonts string
	do(t, tab, chromedp.Evaluate(`getComputedStyle(document.querySelector(".text")).fontFamily`, &fonts))
	if fonts[:6] != `"Plex"` && fonts[:4] != "Plex" {
		t.Errorf("a message is written in %s", fonts)
	}
}
