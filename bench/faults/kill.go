package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"parley/bench/serving"
)

// patience bounds how long one victim is waited for to be in a transaction, and an attachment to be half over.
const patience = 3 * time.Second

// A victim is a node that is to be killed, and who says whether a transaction is open in it.
type victim struct {
	*serving.Process
	writing func() bool
}

// ofSide is the node of a side that keeps its record in a file.
func ofSide(s *side) victim {
	n := s.Nodes[0]
	return victim{n, func() bool { return locked(filepath.Join(n.Dir, "node.db-shm"), n.PID()) }}
}

// kill kills nodes, in the middle of a transaction and of an attachment where that comes to pass.
func (c *trial) kill(victims ...victim) error {
	half := c.awaitHalf()
	for _, v := range victims {
		if v.catch(c.rnd) {
			c.met.add("of these: with a transaction open", 1)
		}
	}
	for _, v := range victims {
		v.Kill()
	}
	if half {
		c.met.add("of these: with an attachment half over", 1)
	}
	c.met.add(killed, len(victims))
	return nil
}

// catch stops a victim when a transaction is open in it.
func (v victim) catch(rnd *rand.Rand) bool {
	for begun := time.Now(); time.Since(begun) < patience && !v.Gone(); {
		v.Signal(syscall.SIGSTOP)
		if v.writing() {
			return true
		}
		v.Signal(syscall.SIGCONT)
		<-time.After(time.Duration(rnd.IntN(4000)) * time.Microsecond)
	}
	return false
}

// writeLock is the byte of SQLite's shared memory that a connection locks while it writes (WAL_WRITE_LOCK).
const writeLock = 120

// locked reports whether the process holds the lock of a writer.
func locked(shm string, pid int) bool {
	f, err := os.OpenFile(shm, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	l := syscall.Flock_t{Type: syscall.F_WRLCK, Start: writeLock, Len: 1}
	err = syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &l)
	return err == nil && l.Type != syscall.F_UNLCK && int(l.Pid) == pid
}
