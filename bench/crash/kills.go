package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// A toll counts what the kills met.
type toll struct {
	kills, both  int
	transactions int // victims that had a transaction open
	victims      int
	halves       int // kills with an attachment half over, on either side
	stops        int // how often a victim was stopped to look
}

// killProcesses kills nodes under traffic, and looks at what is left.
func killProcesses(parent, disk, tags string, kills int, seed uint64) error {
	dir := filepath.Join(parent, "kills"+tags)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	program := filepath.Join(dir, "parley")
	build := exec.Command("go", "build", "-tags", tags, "-o", program, "parley/cmd/parley")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("cannot build parley: %w", err)
	}
	sides, err := lay(dir, program)
	if err != nil {
		return err
	}
	for _, s := range sides {
		defer s.relay.Close()
		if err := s.serve(); err != nil {
			return err
		}
		defer s.kill()
		if err := s.ready(); err != nil {
			return err
		}
	}
	start := time.Now()
	t := startTraffic(sides)
	tl, err := killAll(sides, kills, rand.New(rand.NewPCG(seed, 9)))
	t.end()
	if err != nil {
		return err
	}
	fmt.Printf("\n%s: %d kills in %v, %d of them of both nodes at once\n", disk, tl.kills, time.Since(start).Round(time.Second), tl.both)
	fmt.Printf("  a transaction open in %d of %d victims, an attachment half over at %d of %d kills\n", tl.transactions, tl.victims, tl.halves, tl.kills)
	return account(sides)
}

func killAll(sides []*side, kills int, rnd *rand.Rand) (tl toll, err error) {
	for range kills {
		<-time.After(time.Duration(rnd.IntN(300)) * time.Millisecond)
		awaitHalf(sides)
		victims := sides[rnd.IntN(2):][:1]
		if rnd.IntN(3) == 0 {
			victims = sides
			tl.both++
		}
		for _, v := range victims {
			tl.catch(v, rnd)
		}
		for _, v := range victims {
			v.kill()
		}
		tl.kills++
		if half, err := anyHalf(sides, victims); err != nil {
			return tl, err
		} else if half {
			tl.halves++
		}
		for _, v := range victims {
			if err := v.serve(); err != nil {
				return tl, err
			}
		}
	}
	return tl, nil
}

// patience bounds how long one victim is waited for to be in a transaction.
const patience = 3 * time.Second

// catch stops a victim when a transaction is open in it.
func (tl *toll) catch(v *side, rnd *rand.Rand) {
	tl.victims++
	for begun := time.Now(); time.Since(begun) < patience; {
		v.node.Process.Signal(syscall.SIGSTOP)
		tl.stops++
		if writing(filepath.Join(v.dir, "node.db-shm"), v.node.Process.Pid) {
			tl.transactions++
			return
		}
		v.node.Process.Signal(syscall.SIGCONT)
		<-time.After(time.Duration(rnd.IntN(4000)) * time.Microsecond)
	}
}

// writeLock is the byte of SQLite's shared memory that a connection locks while it writes (WAL_WRITE_LOCK).
const writeLock = 120

// writing reports whether the process holds the lock of a writer.
func writing(shm string, pid int) bool {
	f, err := os.OpenFile(shm, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	l := syscall.Flock_t{Type: syscall.F_WRLCK, Start: writeLock, Len: 1}
	err = syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &l)
	return err == nil && l.Type != syscall.F_UNLCK && int(l.Pid) == pid
}

// account has both sides hand over again what was not answered for, waits until all is recorded, and counts.
func account(sides []*side) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	for i, s := range sides {
		if err := s.settle(ctx, sides[1-i]); err != nil {
			return err
		}
	}
	total := 0
	for i, s := range sides {
		n, err := s.arrivedOnce(ctx, sides[1-i])
		if err != nil {
			return err
		}
		total += n
	}
	for _, s := range sides {
		if _, err := s.parley("record", "verify", "--dir", s.dir); err != nil {
			return err
		}
	}
	fmt.Printf("  %d messages were answered for; each arrived, each once, the attachments whole; both records verify\n", total)
	return nil
}
