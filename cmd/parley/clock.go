package main

import (
	"os"
	"sync"
	"time"

	"parley"
)

// testNow is the environment variable that shifts the clock of this process for tests: the instant, in RFC 3339, that
// it has at start.
const testNow = "PARLEY_TEST_NOW"

// checkTestNow refuses a value of PARLEY_TEST_NOW that would silently mean the real clock.
func checkTestNow() error {
	v := os.Getenv(testNow)
	if _, err := time.Parse(time.RFC3339, v); v != "" && err != nil {
		return parley.Errorf(parley.CodeUsage, "%s is %q, which is no instant in RFC 3339", testNow, v)
	}
	return nil
}

// shift is how far the process clock is moved.
var shift = sync.OnceValue(func() time.Duration {
	at, err := time.Parse(time.RFC3339, os.Getenv(testNow))
	if err != nil {
		return 0
	}
	return time.Until(at)
})

// now is the clock of all verbs and of the node that serves. It is the one place from which they take the time, so that a
// test lets a year pass in a moment.
var now = func() time.Time { return time.Now().Add(shift()) }

// checkedNow is now, unless it is an instant before 2020.
func checkedNow() (parley.Millis, error) {
	m := parley.MillisOf(now())
	if m < parley.EarliestMillis {
		return 0, parley.Errorf(parley.CodeClock, "this machine's clock says %s, which cannot be right; set it first", m)
	}
	return m, nil
}
