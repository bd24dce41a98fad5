// Command overlap loads a synthetic world of notices, four invented states' exercises, firing, flights and launches of a year,
// into an index and prints how long it takes to add one more and find all that it meets or is near to, on one core; then
// the same with many in one area that all overlap in time.
//
//	go run ./bench/overlap [-notices 1000000] [-crowd 10000] [-samples 2000] [-seed 1] [-peers]
//
// -peers does the same work on PostgreSQL 15 with PostGIS in the same run, on a sphere too, with its writes not forced to disk, and
// prints the ratio. It installs postgresql-15-postgis-3 where it is missing and needs root.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"parley/bench/world"
	"parley/overlap"
)

// margins are 10 km, 1,000 feet and an hour.
var margins = overlap.Margins{Metres: 10_000, Height: 30_480, Time: world.Hour}

// What a run is told.
type plan struct {
	notices, crowd, samples int
	seed                    uint64
	peers                   bool
}

func main() {
	var p plan
	flag.IntVar(&p.notices, "notices", 1_000_000, "active notices")
	flag.IntVar(&p.crowd, "crowd", 10_000, "notices in one area that all overlap in time")
	flag.IntVar(&p.samples, "samples", 2_000, "notices that are added one by one")
	flag.Uint64Var(&p.seed, "seed", 1, "the seed of the world")
	flag.BoolVar(&p.peers, "peers", false, "do the same on PostgreSQL with PostGIS")
	flag.Parse()
	if err := run(p); err != nil {
		fmt.Fprintln(os.Stderr, "overlap:", err)
		os.Exit(1)
	}
}

func run(p plan) error {
	runtime.GOMAXPROCS(1)
	runtime.LockOSThread()
	fmt.Printf("Go %s %s, one core; %d notices, seed %d; margins %d m, %d cm, %d min\n", runtime.Version(), runtime.GOARCH, p.notices, p.seed,
		margins.Metres, margins.Height, margins.Time/world.Minute)
	w := world.New(p.seed)
	all := make([]world.Filed, p.notices)
	for i := range all {
		all[i] = w.Notice()
	}
	before := heap()
	began, spent := time.Now(), cpu()
	x := overlap.New(margins)
	if err := load(x, all); err != nil {
		return err
	}
	first, err := all[0].Located()
	if err != nil {
		return err
	}
	x.Near(&overlap.Notice{Area: first.Area}) // the first question builds it
	fmt.Printf("index built in %.1f s, %.1f s of processor; it takes %d MiB of memory\n", time.Since(began).Seconds(), (cpu() - spent).Seconds(), (heap()-before)>>20)
	added := make([]world.Filed, p.samples)
	for i := range added {
		added[i] = w.Notice()
	}
	ours, err := measure(x, added)
	if err != nil {
		return err
	}
	ours.print("adding one and finding its conflicts")
	crowd := w.Crowd(p.crowd + 20)
	y := overlap.New(margins)
	if err := load(y, crowd[:p.crowd]); err != nil {
		return err
	}
	dense, err := measure(y, crowd[p.crowd:])
	if err != nil {
		return err
	}
	dense.print(fmt.Sprintf("with %d in one area", p.crowd))
	if !p.peers {
		return nil
	}
	return compare(all, added, ours, crowd, p.crowd, dense)
}

// A result is how long each took, in order, and how many conflicts all found.
type result struct {
	wall, spent []time.Duration
	found       int
}

// load puts notices into an index.
func load(x *overlap.Index, all []world.Filed) error {
	for i := range all {
		n, err := all[i].Located()
		if err != nil {
			return err
		}
		x.Load(n)
	}
	return nil
}

func measure(x *overlap.Index, added []world.Filed) (r result, err error) {
	for i := range added {
		began, spent := time.Now(), cpu()
		n, err := added[i].Located()
		if err != nil {
			return r, err
		}
		_, now := x.Put(n)
		r.spent, r.wall = append(r.spent, cpu()-spent), append(r.wall, time.Since(began))
		r.found += len(now)
	}
	slices.Sort(r.wall)
	slices.Sort(r.spent)
	return r, nil
}

// at is the time within which so many of a hundred were done.
func at(d []time.Duration, percent int) time.Duration { return d[min(len(d)-1, len(d)*percent/100)] }

func (r *result) print(what string) {
	fmt.Printf("%s: median %v, 99th percentile %v, most %v", what, at(r.wall, 50), at(r.wall, 99), at(r.wall, 100))
	if len(r.spent) > 0 {
		fmt.Printf(" (of processor: %v, %v, %v)", at(r.spent, 50), at(r.spent, 99), at(r.spent, 100))
	}
	fmt.Printf("; %.1f conflicts each\n", float64(r.found)/float64(len(r.wall)))
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// cpu is what this thread has taken of a processor.
func cpu() time.Duration {
	var t unix.Timespec
	unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t)
	return time.Duration(t.Nano())
}
