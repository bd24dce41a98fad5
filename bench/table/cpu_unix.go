//go:build unix

package table

import (
	"syscall"
	"time"
)

// CPU returns how long this process has kept processors busy, in its own code and in the system's for it.
func CPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
