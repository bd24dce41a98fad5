package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// patience bounds how long one victim is waited for to be in a transaction.
const patience = 3 * time.Second

// kill kills one node or both, in the middle of a transaction and of an attachment where that comes to pass.
func (c *trial) kill(victims ...*side) error {
	awaitHalf(c.sides)
	for _, v := range victims {
		if catch(v, c.rnd) {
			c.met.add("of these: with a transaction open", 1)
		}
	}
	for _, v := range victims {
		v.kill()
	}
	half, err := anyHalf(c.sides, victims)
	if half {
		c.met.add("of these: with an attachment half over", 1)
	}
	return err
}

// catch stops a victim when a transaction is open in it.
func catch(v *side, rnd *rand.Rand) bool {
	for begun := time.Now(); time.Since(begun) < patience && !v.gone(); {
		v.node.Process.Signal(syscall.SIGSTOP)
		if writing(filepath.Join(v.dir, "node.db-shm"), v.node.Process.Pid) {
			return true
		}
		v.node.Process.Signal(syscall.SIGCONT)
		<-time.After(time.Duration(rnd.IntN(4000)) * time.Microsecond)
	}
	return false
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
