// Command map measures how smooth the map of the console is: it serves the page with a synthetic world of notices to a headless
// Chromium, moves the slider of its time step by step, and prints how long each step takes from the input to after the frame
// that shows it.
//
//	go run ./bench/map [-notices 10000] [-steps 200] [-seed 1] [-shot FILE]
//
// The notices all stand within the next 42 days; what comes near what is found by package overlap, as a node does. The node
// behind the console is a stand-in that holds them in memory.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"parley/internal/console/browser"
)

// A plan is what a run is told.
type plan struct {
	notices, steps int
	seed           uint64
	shot           string
}

func main() {
	var p plan
	flag.IntVar(&p.notices, "notices", 10_000, "notices within 42 days, at most 10,000")
	flag.IntVar(&p.steps, "steps", 200, "steps of the slider")
	flag.Uint64Var(&p.seed, "seed", 1, "the seed of the world")
	flag.StringVar(&p.shot, "shot", "", "write a picture of the page to `FILE`")
	flag.Parse()
	if err := run(p); err != nil {
		fmt.Fprintln(os.Stderr, "map:", err)
		os.Exit(1)
	}
}

func run(p plan) error {
	began := time.Now()
	held, err := newHeld(p.seed, p.notices, time.Now())
	if err != nil {
		return err
	}
	fmt.Printf("%d cores, Go %s; %d notices, %d conflicts among them, made in %v\n", runtime.NumCPU(), runtime.Version(), len(held.active), len(held.conflicts), time.Since(began).Round(time.Millisecond))
	s, err := serve(held)
	if err != nil {
		return err
	}
	defer s.close()
	b, err := browser.Start(context.Background())
	if err != nil {
		return err
	}
	defer b.Close()
	tab, err := b.Tab(1280, 900)
	if err != nil {
		return err
	}
	if err := tab.Do(chromedp.Navigate(s.signIn)); err != nil {
		return err
	}
	for _, window := range []struct{ name, days string }{{"the next 42 days", "42"}, {"the next 24 hours", "1"}} {
		if err := measure(tab, s, window.name, window.days, p.steps); err != nil {
			return err
		}
	}
	if p.shot != "" {
		png, err := tab.Shot()
		if err != nil {
			return err
		}
		if err := os.WriteFile(p.shot, png, 0o644); err != nil {
			return err
		}
	}
	if faults := tab.Faults(); len(faults) > 0 {
		return fmt.Errorf("the page's console says: %s", strings.Join(faults, "; "))
	}
	return nil
}

// stepping moves the slider so often over its whole length, waits each time until the frame after the input is through, and
// returns the milliseconds of each step and how many places it showed.
const stepping = `(async (steps) => {
	const slider = document.getElementById("map-at"), out = [];
	const begin = Number(slider.min), end = Number(slider.max);
	for (let i = 0; i < steps; i++) {
		await new Promise((done) => setTimeout(done, 20));
		const at = performance.now();
		slider.value = begin + (end - begin) * i / steps;
		slider.dispatchEvent(new Event("input", { bubbles: true }));
		await new Promise((done) => requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); }));
		out.push([performance.now() - at, Number(document.getElementById("map-said").textContent.match(/: (\d+)/)[1])]);
	}
	return out;
})`

// whole shows everything of the time at once, some times, and returns how long that took.
const whole = `(async (times) => {
	const out = [];
	for (let i = 0; i < times; i++) {
		await new Promise((done) => setTimeout(done, 20));
		const at = performance.now();
		document.getElementById("map-all").click();
		await new Promise((done) => requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); }));
		out.push([performance.now() - at, Number(document.getElementById("map-said").textContent.match(/: (\d+)/)[1])]);
	}
	return out;
})`

// measure opens the page for one time and moves its slider.
func measure(tab *browser.Tab, s *served, name, days string, steps int) error {
	began := time.Now()
	if err := tab.Do(chromedp.Navigate(s.link("/map?days="+days)), chromedp.WaitVisible("#map-time")); err != nil {
		return err
	}
	opened := time.Since(began)
	fmt.Printf("%s: the page stands after %v\n", name, opened.Round(time.Millisecond))
	for _, x := range []struct {
		what, script string
		times        int
	}{{"each step of the slider", stepping, steps}, {"all of the time at once", whole, 20}} {
		var out [][2]float64
		before, err := spent(tab)
		if err == nil {
			err = tab.Do(chromedp.Evaluate(fmt.Sprintf("%s(%d)", x.script, x.times), &out, awaits))
		}
		if err != nil {
			return err
		}
		after, err := spent(tab)
		if err != nil {
			return err
		}
		tell(x.what, out, (after-before)*1000/float64(len(out)))
	}
	return nil
}

// spent is the processor time of the page's main thread in seconds, which a machine that is busy with other things does not lengthen.
func spent(tab *browser.Tab) (seconds float64, err error) {
	err = tab.Do(chromedp.ActionFunc(func(ctx context.Context) error {
		if err := performance.Enable().WithTimeDomain(performance.EnableTimeDomainThreadTicks).Do(ctx); err != nil {
			return err
		}
		list, err := performance.GetMetrics().Do(ctx)
		for _, m := range list {
			if m.Name == "TaskDuration" {
				seconds = m.Value
			}
		}
		return err
	}))
	return seconds, err
}

// tell prints milliseconds and how many places each time showed.
func tell(what string, out [][2]float64, mean float64) {
	var took, shown []float64
	slowest := 0
	for i, x := range out {
		took, shown = append(took, x[0]), append(shown, x[1])
		if x[0] > out[slowest][0] {
			slowest = i
		}
	}
	slices.Sort(took)
	slices.Sort(shown)
	at := func(percent int) float64 { return took[min(len(took)-1, len(took)*percent/100)] }
	fmt.Printf("  %s, %d times, %.0f to %.0f places: median %.1f ms, 95th percentile %.1f ms, 99th %.1f ms, most %.1f ms (the %d. of them) from the input to after its frame (aim: 50 ms); %.1f ms of processor each\n",
		what, len(took), shown[0], shown[len(shown)-1], at(50), at(95), at(99), at(100), slowest+1, mean)
}
