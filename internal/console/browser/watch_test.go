package browser

import (
	"io"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// A wire is what a browser's connections to a console go over; it can be cut.
type wire struct {
	l    net.Listener
	to   string
	mu   sync.Mutex
	gone bool
	open map[net.Conn]bool
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{l: l, to: to, open: map[net.Conn]bool{}}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { w.carry(c) })
		}
	})
	t.Cleanup(func() { l.Close(); w.cut(true); all.Wait() })
	return w
}

// carry carries one connection until it ends or the wire is cut.
func (w *wire) carry(c net.Conn) {
	defer c.Close()
	far, err := net.Dial("tcp", w.to)
	if err != nil {
		return
	}
	defer far.Close()
	w.mu.Lock()
	if w.gone {
		w.mu.Unlock()
		return
	}
	w.open[c], w.open[far] = true, true
	w.mu.Unlock()
	var back sync.WaitGroup
	back.Go(func() { io.Copy(c, far); c.Close() })
	io.Copy(far, c)
	far.Close()
	back.Wait()
	w.mu.Lock()
	delete(w.open, c)
	delete(w.open, far)
	w.mu.Unlock()
}

// cut ends all connections and lets none through, until it is mended.
func (w *wire) cut(gone bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.gone = gone
	for c := range w.open {
		if gone {
			c.Close()
		}
	}
}

// sits signs an officer of south in, over a wire.
func (s *stage) sits(name string, w *wire) *Tab {
	s.t.Helper()
	out, err := exec.Command(s.program, "login", "--dir", s.at("south"), "--as", name).Output()
	if err != nil {
		s.t.Fatal(err)
	}
	url := strings.TrimSpace(string(out))
	_, path, _ := strings.Cut(strings.TrimPrefix(url, "http://"), "/")
	tab := open(s.t, 1280)
	do(s.t, tab, chromedp.Navigate("http://localhost:"+portOf(w.l.Addr().String())+"/"+path), chromedp.WaitVisible("#next"))
	return tab
}

func portOf(address string) string { _, port, _ := net.SplitHostPort(address); return port }

// notes has a page keep what it tells the system, and when the alarm was there, heard and named in the title.
const notes = `window.told = []; window.Notification = class { static permission = "granted"; constructor(title) { window.told.push(title); } };
window.alarmed = new Promise((done) => {
	let there = 0;
	const look = () => {
		if (!there && document.querySelector("[data-alarm]")) there = Date.now();
		if (there && document.documentElement.dataset.sound === "playing" && document.title.includes("FLASH")) done(Date.now() - there);
	};
	new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}); true`

// Two officers at one post: one takes the watch and hands it over by the sheet that the node writes, the other reads it and takes
// it. Then a FLASH: in a tab that is not in front it sounds and stands in the title within a second, and the system is told; after
// the connection was cut, it is told again; the acknowledgement ends it.
func TestHandOverAndAlarmAgain(t *testing.T) {
	s := newStage(t)
	_, origin := s.link("south")
	w := newWire(t, strings.Replace(strings.TrimPrefix(origin, "http://"), "localhost", "127.0.0.1", 1))
	ann, bob := s.sits("ann", w), s.sits("bob", w)
	front(t, ann)
	do(t, ann, chromedp.Click(`nav a[href="/watch"]`), chromedp.WaitVisible("#watch-now"), press("#watch-now .button-act"), chromedp.WaitVisible(".done"),
		press("#watch-now .button-act"), chromedp.WaitVisible("textarea"), chromedp.SendKeys("textarea", "Northland calls back at 0400Z."), press("form.compose .button-act"), chromedp.WaitVisible("#sheet"))
	if sheet := text(t, ann, "#sheet"); !strings.Contains(sheet, "Northland calls back at 0400Z.") || strings.Count(sheet, "EXERCISE") != 4 {
		t.Errorf("the sheet reads %q", sheet)
	}
	front(t, bob)
	do(t, bob, chromedp.Click(`nav a[href="/watch"]`), chromedp.WaitVisible("#watch-now"), says("#watch-now", "ann has the watch."))
	front(t, ann)
	do(t, ann, press("#hand-act .button-act"), chromedp.WaitVisible(".done"))
	front(t, bob)
	do(t, bob, says("#watch-now", "ann hands the watch over."), press("#watch-now .button-act"), chromedp.WaitVisible("#sheet"), press("#hand-act .button-act"), chromedp.WaitVisible(".done"), says("#watch-now", "You have the watch."))
	do(t, ann, says("#watch-now", "bob has the watch."), says("#watch-log", "Handed over to bob"))

	front(t, ann)
	do(t, ann, chromedp.MouseClickXY(5, 400), chromedp.Evaluate(notes, nil)) // somebody sat down at the desk
	front(t, bob)
	id := strings.TrimSpace(s.run("send", "--dir", s.at("north"), "--to", "south/duty", "--precedence", "flash", "Do not engage."))
	var took int64
	do(t, ann, chromedp.Evaluate(`window.alarmed`, &took, awaited))
	if took > 1000 {
		t.Errorf("from the bar to the sound and the title it took %d ms", took)
	}
	var told []string
	do(t, ann, chromedp.Evaluate(`window.told`, &told))
	if len(told) != 1 || !strings.HasPrefix(told[0], "EXERCISE FLASH: Northland") {
		t.Errorf("the system was told %q", told)
	}
	w.cut(true)
	do(t, ann, chromedp.WaitVisible("#link-lost"), chromedp.WaitReady(`html[data-sound="playing"]`))
	w.cut(false)
	do(t, ann, chromedp.Poll(`window.told.length === 2`, nil), chromedp.WaitNotVisible("#link-lost"))
	s.run("ack", "--dir", s.at("south"), id)
	do(t, ann, chromedp.WaitNotPresent("[data-alarm]"), chromedp.WaitReady(`html[data-sound="silent"]`))
}

// press waits for a button and presses the one that stands there then: what is live may be put in place anew between the look and the
// click of a mouse.
func press(button string) chromedp.Action {
	return chromedp.Tasks{chromedp.WaitVisible(button), chromedp.Evaluate("document.querySelector("+strconv.Quote(button)+").click()", nil)}
}
