// Package passkeytest has tests use a real browser with an authenticator that the browser simulates. It needs Chromium,
// and certutil for a CA of one's own, which scripts/need.sh installs.
package passkeytest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// patience bounds one page.
const patience = 60 * time.Second

// A Browser is a headless Chromium with one virtual authenticator, which knows what was made in this run of it.
type Browser struct {
	t             testing.TB
	ctx           context.Context
	authenticator webauthn.AuthenticatorID
	mu            sync.Mutex // held while a page is answered
}

// Start starts a browser that trusts the CA in a PEM file besides its own, or "", and finds any host under .example on
// this machine. It ends with the test.
func Start(t testing.TB, ca string) *Browser {
	t.Helper()
	need := []string{"chromium"}
	if ca != "" {
		need = append(need, "certutil")
	}
	for _, name := range need {
		if _, err := exec.LookPath(name); err != nil {
			t.Fatalf("this test needs the program %q, which is not on the path; scripts/need.sh installs it", name)
		}
	}
	home, err := os.MkdirTemp("", "browser")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	if ca != "" {
		trust(t, home, ca)
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(filepath.Join(home, "profile")), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.Env("HOME="+home), chromedp.Flag("host-resolver-rules", "MAP *.example 127.0.0.1"), chromedp.WSURLReadTimeout(patience))
	ctx, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(func() { cancel(); end() })
	b := &Browser{t: t, ctx: ctx}
	b.do(webauthn.Enable(), chromedp.ActionFunc(b.add))
	return b
}

func (b *Browser) add(ctx context.Context) (err error) {
	b.authenticator, err = webauthn.AddVirtualAuthenticator(&webauthn.VirtualAuthenticatorOptions{Protocol: webauthn.AuthenticatorProtocolCtap2,
		Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}).Do(ctx)
	return err
}

// trust puts a CA into the profile of a home directory.
func trust(t testing.TB, home, ca string) {
	t.Helper()
	db := filepath.Join(home, ".pki", "nssdb")
	if err := os.MkdirAll(db, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-N", "--empty-password"}, {"-A", "-n", "own CA", "-t", "C,,", "-i", ca}} {
		if out, err := exec.Command("certutil", append([]string{"-d", "sql:" + db}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("certutil %v: %v: %s", args, err, out)
		}
	}
}

func (b *Browser) do(actions ...chromedp.Action) {
	b.t.Helper()
	if err := b.try(actions...); err != nil {
		b.t.Fatal(err)
	}
}

// try runs actions; the first call of all starts the browser, which must not end with a deadline.
func (b *Browser) try(actions ...chromedp.Action) error {
	if chromedp.FromContext(b.ctx).Browser == nil {
		if err := chromedp.Run(b.ctx); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// Open opens a page and reports why it could not be opened.
func (b *Browser) Open(url string) error { return b.try(chromedp.Navigate(url)) }

// Press presses the button of the page that is open and returns what it then says.
func (b *Browser) Press() (said string) {
	b.t.Helper()
	b.do(chromedp.Click("#go", chromedp.ByQuery),
		chromedp.Poll(`document.getElementById("said").textContent`, &said, chromedp.WithPollingInterval(20*time.Millisecond)))
	return said
}

// Answer opens a page and presses its button, as an officer does, one page after the other.
func (b *Browser) Answer(url string) string {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.Open(url); err != nil {
		b.t.Fatal(err)
	}
	return b.Press()
}

// Read returns the text of an element of the page that is open.
func (b *Browser) Read(selector string) (text string) {
	b.t.Helper()
	b.do(chromedp.Text(selector, &text, chromedp.ByQuery))
	return text
}

// Run returns what a script makes in the page that is open, as text.
func (b *Browser) Run(script string) (text string) {
	b.t.Helper()
	b.do(chromedp.Evaluate("String("+script+")", &text))
	return strings.TrimSpace(text)
}

// Verifies has the authenticator verify its user from now on, or fail to.
func (b *Browser) Verifies(user bool) {
	b.t.Helper()
	b.do(chromedp.ActionFunc(func(ctx context.Context) error {
		return webauthn.SetUserVerified(b.authenticator, user).Do(ctx)
	}))
}
