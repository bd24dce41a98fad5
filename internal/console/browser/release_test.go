package browser

import (
	"bufio"
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// An officerAt is an officer of north before a browser of his own, which holds his passkey.
type officerAt struct {
	*Tab
	id string
}

// enrols has a browser make a passkey for a console, and enters its officer in the roster of north.
func (s *stage) enrols(id, rights, origin string) *officerAt {
	s.t.Helper()
	o := &officerAt{open(s.t, 1280), id}
	do(s.t, o.Tab, webauthn.Enable(), chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := webauthn.AddVirtualAuthenticator(&webauthn.VirtualAuthenticatorOptions{Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}).Do(ctx)
		return err
	}))
	file, desk := s.at(id+".passkey"), "http://localhost:"+strings.Split(free(s.t), ":")[1]
	o.answers(s, "officer", "passkey", file, "--origin", desk, "--origin", origin)
	o.answers(s, "officer", "add", id, "--dir", s.at("north"), "--post", "duty="+rights, "--key", file)
	return o
}

// answers runs a verb that asks the officer's browser.
func (o *officerAt) answers(s *stage, args ...string) {
	s.t.Helper()
	c := exec.Command(s.program, args...)
	asks, err := c.StderrPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		s.t.Fatal(err)
	}
	said := bufio.NewScanner(asks)
	said.Scan()
	_, url, ok := strings.Cut(said.Text(), "open in a browser of this machine: ")
	if !ok {
		s.t.Fatalf("parley %q says %q", args, said.Text())
	}
	front(s.t, o.Tab)
	do(s.t, o.Tab, chromedp.Navigate(url), chromedp.Click("#go"), chromedp.Poll(`document.getElementById("said").textContent === "Done. This page can be closed."`, nil))
	for said.Scan() {
	}
	if err := c.Wait(); err != nil {
		s.t.Fatalf("parley %q: %v", args, err)
	}
}

// signsIn signs the officer in by a touch.
func (o *officerAt) signsIn(t *testing.T, origin string) {
	t.Helper()
	front(t, o.Tab)
	do(t, o.Tab, chromedp.Navigate(origin+"/"), chromedp.WaitVisible("form[data-passkey] button"))
	o.Faults() // 401, which the browser notes
	var asks int
	do(t, o.Tab, chromedp.Evaluate(`new Promise((done) => {
		let asks = 0;
		const fetched = window.fetch;
		window.fetch = (...what) => { asks++; return fetched(...what); };
		for (const button of ["pointerdown", "pointerup"]) document.body.dispatchEvent(new Event(button, { bubbles: true }));
		setTimeout(() => { window.fetch = fetched; done(asks); }, 200);
	})`, &asks, awaited))
	if asks != 0 {
		t.Error("the page on which one signs in asks for what stands around every page")
	}
	o.mu.Lock()
	o.asked = nil // what was asked of the pages on which the passkey was made
	o.mu.Unlock()
	do(t, o.Tab, chromedp.Click("form[data-passkey] button"), chromedp.WaitVisible("#next"))
}

// hands writes a FLASH and hands it over; it returns the path of the draft.
func (o *officerAt) hands(t *testing.T, words string) (path string) {
	t.Helper()
	front(t, o.Tab)
	do(t, o.Tab, chromedp.Click(`nav a[href="/compose"]`), chromedp.WaitVisible("#text"), chromedp.Click(`input[name=precedence][value=flash]`), chromedp.SendKeys("#text", words),
		chromedp.Click("form.compose .button-act"), chromedp.WaitVisible(".consequence-flash"), chromedp.Click(".acts .button-act"), chromedp.WaitVisible("#draft-now"),
		chromedp.Evaluate(`location.pathname`, &path))
	return path
}

const twoPersons = "rules:\n  - name: \"two persons\"\n    draft: 1\n    release: 1\n"

// "two-person release with two virtual passkeys"; "two officers acting at once" and "expired session": each ends in a clear
// state, and no draft is lost.
func TestTwoPersonRelease(t *testing.T) {
	s := newStage(t)
	_, origin := s.link("north")
	begun := time.Now()
	ann, bo := s.enrols("ann", "watch,draft,release", origin), s.enrols("bo", "watch,draft,release", origin)
	s.write("north/policy.yaml", twoPersons)
	s.run("policy", "check", "--dir", s.at("north"))
	ann.signsIn(t, origin)
	bo.signsIn(t, origin)
	t.Logf("two officers are enrolled and signed in after %s", time.Since(begun).Round(time.Millisecond))

	const words = "Two aircraft north of the river."
	path := ann.hands(t, words)
	if says := text(t, ann.Tab, "#draft-now"); !strings.Contains(says, "Nobody has signed it yet.") || !strings.Contains(says, "Release:") {
		t.Errorf("the new draft says %q", says)
	}
	front(t, bo.Tab)
	do(t, bo.Tab, chromedp.Navigate(origin+path), chromedp.WaitVisible("form.sign button"))
	front(t, ann.Tab)
	do(t, ann.Tab, chromedp.Click("form.sign .button-act"), chromedp.WaitVisible(".done"))
	front(t, bo.Tab)
	do(t, bo.Tab, chromedp.WaitVisible("#draft-stale")) // bo looked at it before ann signed
	var disabled bool
	do(t, bo.Tab, chromedp.Evaluate(`[...document.querySelectorAll("form.sign button")].every((b) => b.disabled)`, &disabled))
	if !disabled {
		t.Error("what was signed meanwhile can be signed on a page that is behind")
	}
	do(t, bo.Tab, chromedp.Evaluate(`document.querySelector("form.sign button").disabled = false; true`, nil), chromedp.Click("form.sign button"), chromedp.WaitVisible(".fault"))
	if says := text(t, bo.Tab, ".fault"); !strings.Contains(says, "another officer signed it meanwhile") {
		t.Errorf("who comes second reads %q", says)
	}
	do(t, bo.Tab, chromedp.Evaluate(`new Promise((done) => {
		let placed = 0; // the alarm, and the draft: the answer is not asked for under the address to which the form went
		document.addEventListener("parley:placed", () => { if (++placed === 2) done(true); });
		for (const button of ["pointerdown", "pointerup"]) document.body.dispatchEvent(new Event(button, { bubbles: true }));
	})`, nil, awaited))
	if faults := bo.Faults(); len(faults) != 1 || !strings.Contains(faults[0], "409") {
		t.Errorf("the browser notes %q", faults)
	}
	do(t, bo.Tab, chromedp.Click(`nav a[href="/drafts"]`), chromedp.WaitVisible(".pending a"), chromedp.Click(".pending a"), chromedp.WaitVisible("form.sign .button-act"))
	if says := text(t, bo.Tab, "main"); !strings.Contains(says, words) || !strings.Contains(says, "Signed by ann as its author.") || strings.Count(says, "EXERCISE") < 2 {
		t.Errorf("bo reads %q", says)
	}
	do(t, bo.Tab, chromedp.Click("form.sign .button-act"), chromedp.WaitVisible(".letter"), chromedp.WaitVisible(".steps"))
	s.received("south", words)
	front(t, ann.Tab)
	do(t, ann.Tab, chromedp.Navigate(origin+path), chromedp.WaitVisible("#draft-now .done"))
	quiet(t, bo.Tab, origin)

	s.endsWhileWriting(ann, origin)
}

// received waits until a node has a message that begins so.
func (s *stage) received(party, words string) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(s.run("inbox", "--dir", s.at(party)), words); {
		if time.Now().After(deadline) {
			s.t.Fatalf("%s has no message %q", party, words)
		}
	}
}

// endsWhileWriting ends the session of an officer who writes, and signs him in again in another window.
func (s *stage) endsWhileWriting(o *officerAt, origin string) {
	s.t.Helper()
	do(s.t, o.Tab, chromedp.Click(`nav a[href="/compose"]`), chromedp.WaitVisible("#text"), chromedp.SendKeys("#text", "Half a sentence"), kept(true))
	url := strings.TrimSpace(s.run("login", "--dir", s.at("north"), "--as", "clerk"))
	admin := open(s.t, 1280)
	do(s.t, admin, chromedp.Navigate(url), chromedp.WaitVisible("#next"), chromedp.Navigate(origin+"/about"), chromedp.WaitVisible(`button[aria-label^="End the session of `+o.id+`"]`),
		chromedp.Click(`button[aria-label^="End the session of `+o.id+`"]`), chromedp.WaitVisible(".done"))
	front(s.t, o.Tab)
	do(s.t, o.Tab, chromedp.SendKeys("#text", ", and the rest"), kept(false))
	again, _ := s.link("north")
	do(s.t, o.Tab, chromedp.Evaluate(`fetch("`+again+`").then(() => true)`, nil, awaited), kept(true), chromedp.WaitNotVisible("#signed-out"))
	do(s.t, o.Tab, chromedp.Navigate(origin+"/drafts"), chromedp.WaitVisible("#kept-title"))
	if says := text(s.t, o.Tab, "main"); !strings.Contains(says, "Half a sentence, and the rest") {
		s.t.Errorf("kept is %q", says)
	}
}

// kept waits until the page says that what is written is kept, or that it is not.
func kept(yes bool) chromedp.Action {
	says := map[bool]string{true: "Draft kept.", false: "Not kept"}[yes]
	return chromedp.Poll(`document.getElementById("draft-state").textContent.startsWith("`+says+`")`, nil)
}
