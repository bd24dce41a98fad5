// Command throughput measures durable messages a second, end to end: signed by an officer's key, checked, stored and
// forced to disk on both sides, entered in both records, and receipted. Two whole nodes run in this process, on TLS over
// the loopback interface. The machine's own limits are measured in the same run, and the ratio to them is printed.
//
//	go run ./bench/throughput [-for 10s] [-dir DIR] [-profile FILE] [-agent] [-postgres]
//
// With -postgres it is measured again with both records on a PostgreSQL server, which is started for it.
//
// With -agent it is measured again with the log and cosigner keys with parley agent, as root under another account, and the
// ratio of the two is printed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"sync"
	"time"

	"parley"
	"parley/bench/table"
	"parley/internal/node"
)

func main() {
	length := flag.Duration("for", 10*time.Second, "length of each measurement")
	dir := flag.String("dir", "", "directory for the databases (default: a temporary one)")
	profile := flag.String("profile", "", "write CPU profiles of the runs with 1 and with 64 senders to `FILE`.1 and FILE.64")
	outside := flag.Bool("agent", false, "measure also with the log and cosigner keys with parley agent, under another account where this one may")
	server := flag.Bool("postgres", false, "measure also with the records on a PostgreSQL server")
	flag.Parse()
	if err := run(*length, *dir, *profile, *outside, *server); err != nil {
		fmt.Fprintln(os.Stderr, "throughput:", err)
		os.Exit(1)
	}
}

func run(length time.Duration, parent, profile string, outside, server bool) error {
	dir, err := os.MkdirTemp(parent, "parley-throughput-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Printf("%d cores, Go %s; each figure over %v\n\n", runtime.NumCPU(), runtime.Version(), length)
	limits, err := measureLimits(dir, length/5)
	if err != nil {
		return err
	}
	limits.print()
	files, err := measure(filepath.Join(dir, "files"), length, limits, profile, func(*table.Party) {})
	if err == nil && server {
		err = onServer(dir, length, limits, files)
	}
	if err != nil || !outside {
		return err
	}
	a, err := newAgents(filepath.Join(dir, "agents"))
	if err != nil {
		return err
	}
	defer a.end()
	fmt.Printf("\nthe same with the log and cosigner keys of each party with parley agent, %s\n", a.account())
	agents, err := measure(filepath.Join(dir, "outside"), length, limits, "", a.prepare)
	if err != nil {
		return err
	}
	compare(files, agents)
	return nil
}

// compare prints the one kind of run beside the other.
func compare(files, agents [2]result) {
	fmt.Printf("\nkeys with an agent under another account, beside keys in files\n")
	for i, f := range files {
		a := agents[i]
		fmt.Printf("  %2d senders  %7.0f beside %.0f messages/s: ratio %.2f; median %v beside %v\n", f.senders, a.rate(), f.rate(), a.rate()/f.rate(),
			a.median().Round(10*time.Microsecond), f.median().Round(10*time.Microsecond))
	}
}

// measure has two parties in dir, each prepared, do what is measured, with one sender and with many.
func measure(dir string, length time.Duration, limits limits, profile string, prepare func(*table.Party)) (r [2]result, err error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return r, err
	}
	t, err := table.LayWith(dir, 2, prepare)
	if err != nil {
		return r, err
	}
	defer t.Clear()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := t.Up(ctx); err != nil {
		return r, err
	}
	if r[0], err = profiled(t, 1, length, profile); err != nil {
		return r, err
	}
	if r[1], err = profiled(t, 64, length, profile); err != nil {
		return r, err
	}
	report(limits, r[0], r[1])
	return r, verify(t)
}

// profiled is senders, with a CPU profile beside it where one is asked for.
func profiled(t *table.Table, n int, length time.Duration, profile string) (result, error) {
	if profile == "" {
		return senders(t, n, length)
	}
	f, err := os.Create(fmt.Sprintf("%s.%d", profile, n))
	if err != nil {
		return result{}, err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return result{}, err
	}
	defer pprof.StopCPUProfile()
	return senders(t, n, length)
}

// A result is what some senders got done.
type result struct {
	senders  int
	messages int
	took     time.Duration
	cpu      time.Duration   // of both nodes and the senders
	each     []time.Duration // from submit to recorded by the other side, ascending
}

func (r result) rate() float64         { return float64(r.messages) / r.took.Seconds() }
func (r result) median() time.Duration { return r.each[len(r.each)/2] }

// senders has n senders submit, each one message after the other, and wait for its receipt.
func senders(t *table.Table, n int, length time.Duration) (result, error) {
	r := result{senders: n}
	var mu sync.Mutex
	var all sync.WaitGroup
	var failed error
	from, to := t.Parties[0], t.Parties[1]
	start, busy := time.Now(), table.CPU()
	for s := range n {
		all.Go(func() {
			for i := 0; time.Since(start) < length; i++ {
				took, err := one(t, from, to, fmt.Sprintf("Sender %d reports position %d. Nothing further.", s, i))
				mu.Lock()
				if err != nil {
					failed = err
				}
				r.each = append(r.each, took)
				stop := failed != nil
				mu.Unlock()
				if stop {
					return
				}
			}
		})
	}
	all.Wait()
	r.took, r.cpu, r.messages = time.Since(start), table.CPU()-busy, len(r.each)
	slices.Sort(r.each)
	return r, failed
}

// one sends one message and waits until it is recorded.
func one(t *table.Table, from, to *table.Party, text string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	start := time.Now()
	envelope, err := t.Seal(from, parley.Priority, text, to.ID)
	if err != nil {
		return 0, err
	}
	s, err := from.Node.Submit(ctx, envelope, node.Who{User: "throughput"})
	if err != nil {
		return 0, err
	}
	err = from.Node.Wait(ctx, s.ID, "recorded")
	return time.Since(start), err
}

func report(l limits, one, many result) {
	fmt.Printf("\nend to end, each message signed, stored and forced to disk on both sides, receipted\n")
	for _, r := range []result{one, many} {
		fmt.Printf("  %2d senders  %7.0f messages/s   median %v, worst %v, %d messages, %.3f ms of processor time each\n", r.senders, r.rate(),
			r.median().Round(10*time.Microsecond), r.each[len(r.each)-1].Round(10*time.Microsecond), r.messages,
			1000*r.cpu.Seconds()/float64(r.messages))
	}
	two := 2 * l.commit
	fmt.Printf("\nratios\n")
	fmt.Printf("  one message at a time takes %.2f x two commits (%v); the aim is 3\n", one.median().Seconds()/two.Seconds(), two.Round(10*time.Microsecond))
	fmt.Printf("  64 senders: %.0f messages/s; the aim is 2000\n", many.rate())
	fmt.Printf("  64 senders: %.1f messages for each commit that this disk could make in that time\n", many.rate()*l.commit.Seconds())
	crypto := l.sign + 2*l.verify
	fmt.Printf("  64 senders: %.1f %% of what one core could do if a message cost only its signature and two checks (%v)\n",
		100*many.rate()*crypto.Seconds(), crypto.Round(time.Microsecond))
}

// verify holds both records to every promise, so that nothing was measured that was not done.
func verify(t *table.Table) error {
	for _, p := range t.Parties {
		v, err := p.Node.VerifyRecord(context.Background())
		if err != nil {
			return err
		}
		if !v.OK {
			return fmt.Errorf("the records that %s holds do not verify", p.ID)
		}
	}
	fmt.Println("\nboth records verify")
	return nil
}
