// Command flood has one party send to another as fast as it can, and a stranger open handshakes as fast as he can, while
// a third party sends a FLASH each second. It prints how long each FLASH took until the other side had recorded it, and
// the most memory that the process used: all three nodes and both attackers run in it, on TLS over the loopback interface.
//
//	go run ./bench/flood [-for 5m] [-dir DIR]
//
// In the first half of the time the flooding party's own node sends valid messages of 64 KiB. In the second half its node
// is stopped, and sessions with its right key carry, in turn, frames that are none, questions, greetings, and
// attachments that are never whole.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"parley/bench/table"
)

func main() {
	length := flag.Duration("for", 5*time.Minute, "length of the flood")
	parent := flag.String("dir", "", "directory for the databases (default: a temporary one)")
	flag.Parse()
	if err := run(*length, *parent, aim{time.Second, 512}); err != nil {
		fmt.Fprintln(os.Stderr, "flood:", err)
		os.Exit(1)
	}
}

// An aim is the most that a FLASH may take, and the most memory in MiB.
type aim struct {
	time   time.Duration
	memory int
}

func run(length time.Duration, parent string, most aim) error {
	dir, err := os.MkdirTemp(parent, "parley-flood-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	t, err := table.Lay(dir, 3)
	if err != nil {
		return err
	}
	defer t.Clear()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := t.Up(ctx); err != nil {
		return err
	}
	s := &scene{t: t, victim: t.Parties[0], flooder: t.Parties[1], friend: t.Parties[2]}
	quiet, err := s.flashes(min(length/4, 10*time.Second))
	if err != nil {
		return err
	}
	fmt.Printf("%d cores; the flood lasts %v\n\n", runtime.NumCPU(), length)
	quiet.print("before the flood")
	failed := s.flood(length, most)
	s.counts()
	if failed == nil {
		failed = s.verify()
	}
	return failed
}

// A scene is who plays which part.
type scene struct {
	t                       *table.Table
	victim, flooder, friend *table.Party
	sent                    counters
}

// flood runs the attackers in two halves and the FLASH of the friend beside them.
func (s *scene) flood(length time.Duration, most aim) (failed error) {
	for _, half := range []struct {
		name   string
		attack func(context.Context)
	}{{"valid messages of 64 KiB, and handshakes", s.valid}, {"raw sessions, and handshakes", s.raw}} {
		ctx, cancel := context.WithTimeout(context.Background(), length/2)
		var all sync.WaitGroup
		all.Go(func() { half.attack(ctx) })
		all.Go(func() { s.strangers(ctx) })
		r, err := s.flashes(length / 2)
		cancel()
		all.Wait()
		if err != nil {
			return err
		}
		r.print(half.name)
		if err := r.check(most); failed == nil {
			failed = err
		}
	}
	return failed
}

// times are how long some messages took, ascending.
type times []time.Duration

func (r times) print(name string) {
	fmt.Printf("%-42s  %3d FLASH: median %v, worst %v; so far at most %d MiB, %v of processor\n", name, len(r),
		r[len(r)/2].Round(time.Millisecond), r[len(r)-1].Round(time.Millisecond), memory(), processor().Round(time.Second/10))
}

func (r times) check(most aim) error {
	if worst := r[len(r)-1]; worst > most.time {
		return fmt.Errorf("a FLASH took %v; the aim is %v", worst.Round(time.Millisecond), most.time)
	}
	if m := memory(); m > most.memory {
		return fmt.Errorf("%d MiB were used; the aim is %d", m, most.memory)
	}
	return nil
}

// flashes sends a FLASH each second and waits for each to be recorded.
func (s *scene) flashes(length time.Duration) (r times, err error) {
	for start := time.Now(); time.Since(start) < length || len(r) == 0; {
		took, err := s.flash()
		if err != nil {
			return nil, err
		}
		r = append(r, took)
		<-time.After(max(0, min(time.Second, length/8)-took))
	}
	slices.Sort(r)
	return r, nil
}
