// Package browser drives a Chromium without a window over the pages of the console: for tests, and for pictures.
package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// programs are the names under which a Chromium is found.
var programs = []string{"chromium", "chromium-browser", "google-chrome"}

// A Browser is one Chromium; each Tab of it has cookies of its own.
type Browser struct {
	ctx  context.Context
	stop func()
}

// Start starts a Chromium. Flags are further ones of its command line, as "name" or "name=value".
func Start(ctx context.Context, flags ...string) (*Browser, error) {
	path := ""
	for _, name := range programs {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		return nil, fmt.Errorf("no Chromium is installed: on Debian, apt-get install chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Flag("lang", "en"), chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("hide-scrollbars", true))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	for _, f := range flags {
		name, value, ok := strings.Cut(f, "=")
		if ok {
			options = append(options, chromedp.Flag(name, value))
		} else {
			options = append(options, chromedp.Flag(name, true))
		}
	}
	ctx, stopAll := chromedp.NewExecAllocator(ctx, options...)
	ctx, stop := chromedp.NewContext(ctx)
	if err := chromedp.Run(ctx); err != nil {
		stop()
		stopAll()
		return nil, err
	}
	return &Browser{ctx, func() { stop(); stopAll() }}, nil
}

// Close ends the Chromium.
func (b *Browser) Close() { b.stop() }

// A Tab is a page with cookies of its own. It notes what its console says and what it asks for.
type Tab struct {
	ctx  context.Context
	stop func()

	mu     sync.Mutex
	faults []string
	asked  []string
}

// Tab opens a page of a size in CSS pixels.
func (b *Browser) Tab(width, height int64) (*Tab, error) {
	id, err := b.window()
	if err != nil {
		return nil, err
	}
	ctx, stop := chromedp.NewContext(b.ctx, chromedp.WithTargetID(id))
	t := &Tab{ctx: ctx, stop: stop}
	chromedp.ListenTarget(ctx, t.note)
	return t, chromedp.Run(ctx, network.Enable(), log.Enable(), runtime.Enable(), chromedp.EmulateViewport(width, height))
}

// window opens an empty page that shares no cookie with others. It has to be a window of its own: a tab has none to be in.
func (b *Browser) window() (id target.ID, err error) {
	err = chromedp.Run(b.ctx, chromedp.ActionFunc(func(ctx context.Context) error {
		ctx = cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)
		own, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(ctx)
		if err == nil {
			id, err = target.CreateTarget("about:blank").WithBrowserContextID(own).WithNewWindow(true).Do(ctx)
		}
		return err
	}))
	return id, err
}

// note keeps what went wrong and what was asked for.
func (t *Tab) note(event any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		t.faults = append(t.faults, e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			t.faults = append(t.faults, fmt.Sprintf("console.%s %s", e.Type, e.Args[0].Value))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError || e.Entry.Level == log.LevelWarning {
			t.faults = append(t.faults, e.Entry.Text+" "+e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		t.asked = append(t.asked, e.Request.URL)
	}
}

// Faults are the errors and warnings of the page's console since the last time.
func (t *Tab) Faults() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.faults
	t.faults = nil
	return out
}

// Asked are the addresses that were asked for.
func (t *Tab) Asked() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.asked...)
}

// patience is how long actions may take together: what waits for something that does not come is to fail.
const patience = 30 * time.Second

// Do runs actions one after the other.
func (t *Tab) Do(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// Front brings the page before all others: a click on one that lies behind them is not answered.
func (t *Tab) Front() error { return t.Do(page.BringToFront()) }

// Close closes the page.
func (t *Tab) Close() { t.stop() }

// Shot returns a picture of the whole page as PNG.
func (t *Tab) Shot() (png []byte, err error) { return png, t.Do(chromedp.FullScreenshot(&png, 100)) }
