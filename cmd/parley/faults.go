//go:build faults

package main

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"parley/internal/faultdisk"
)

// A program built with this tag is for the fault campaign. The file that PARLEY_FAULTS names says what is wrong with the
// machine, a word and a number in each line: "clock" and the seconds by which its clock is wrong, "fail" and the share of
// accesses to the database's files that fail, 0 to 1, and "sync" and the milliseconds that each fsync of them takes longer.
func init() {
	faultdisk.Use()
	disk, clock := faultdisk.Watch("/", 0), now
	var off atomic.Int64
	now = func() time.Time { return clock().Add(time.Duration(off.Load())) }
	take := func(text string) {
		var seconds, milliseconds int64
		var share float64
		for line := range strings.Lines(text) {
			fmt.Sscanf(line, "clock %d", &seconds)
			fmt.Sscanf(line, "fail %g", &share)
			fmt.Sscanf(line, "sync %d", &milliseconds)
		}
		off.Store(seconds * int64(time.Second))
		disk.Fail(share)
		disk.Slow(time.Duration(milliseconds) * time.Millisecond)
	}
	look := func() {
		b, _ := os.ReadFile(os.Getenv("PARLEY_FAULTS"))
		take(string(b))
	}
	look()
	go func() {
		for range time.Tick(20 * time.Millisecond) {
			look()
		}
	}()
}
