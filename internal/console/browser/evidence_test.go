package browser

import (
	"bytes"
	"encoding/base64"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// drop drops a file on the page as a hand with a mouse does.
func drop(t *testing.T, tab *Tab, name string, file []byte) {
	t.Helper()
	do(t, tab, chromedp.Evaluate(`(() => {
		const bytes = Uint8Array.from(atob("`+base64.StdEncoding.EncodeToString(file)+`"), (c) => c.charCodeAt(0));
		const brought = new DataTransfer();
		brought.items.add(new File([bytes], "`+name+`"));
		for (const kind of ["dragover", "drop"]) document.querySelector("h1").dispatchEvent(new DragEvent(kind, { dataTransfer: brought, bubbles: true, cancelable: true }));
	})()`, nil))
}

// "check an evidence file dropped on the page": a good one is verified against the charter of this node, an altered one and one
// that is no evidence do not verify, one that is too large is not even sent; and every screen sees how a check of the records
// ended, whoever began it.
func TestEvidenceDropped(t *testing.T) {
	s := newStage(t)
	id := strings.TrimSpace(s.run("send", "--dir", s.at("north"), "--to", "south", "--wait", "recorded", "The bridge is open."))
	s.run("evidence", "--dir", s.at("north"), id, "-o", s.at("note.evidence"))
	file, err := os.ReadFile(s.at("note.evidence"))
	if err != nil {
		t.Fatal(err)
	}
	north, origin := s.signIn("north")
	other, _ := s.signIn("north")
	do(t, other, chromedp.Click(`nav a[href="/record"]`), chromedp.WaitVisible("#verify form"))
	do(t, north, chromedp.Click(`nav a[href="/record"]`), chromedp.WaitVisible("#check-form .drop-hint"))

	drop(t, north, "note.evidence", file)
	do(t, north, chromedp.WaitVisible(".checked-verified"))
	if said := text(t, north, ".checked"); !strings.Contains(said, "Against a charter that this node has adopted") || !strings.Contains(said, "The bridge is open.") || strings.Count(said, "EXERCISE") < 2 {
		t.Errorf("of a good file the page says %q", said)
	}
	altered := bytes.Clone(file)
	altered[len(altered)/2] ^= 1
	for name, bad := range map[string][]byte{"altered.evidence": altered, "note.txt": []byte("The bridge is open.")} {
		do(t, north, chromedp.Click(`nav a[href="/record"]`), chromedp.WaitVisible("#verify form"))
		drop(t, north, name, bad)
		do(t, north, chromedp.WaitVisible(".checked-fails"))
		if said := text(t, north, ".checked"); !strings.Contains(said, "Nothing in this file is proved.") || !strings.Contains(said, name) || strings.Contains(said, "Verified") {
			t.Errorf("of %s the page says %q", name, said)
		}
	}
	do(t, north, chromedp.Evaluate(`document.getElementById("check-form").dataset.limit = "100"`, nil))
	drop(t, north, "large.evidence", file)
	do(t, north, chromedp.WaitVisible("#check-large"))

	do(t, north, chromedp.Click(`nav a[href="/record"]`), chromedp.WaitVisible("#verify form"), chromedp.Click("#verify .button-act"), chromedp.WaitVisible("#verify .verified"))
	for _, tab := range []*Tab{north, other} {
		do(t, tab, chromedp.Poll(`document.querySelector("#verify .verified")?.textContent.includes("everything holds")`, nil))
	}
	quiet(t, north, origin)
	quiet(t, other, origin)
}
