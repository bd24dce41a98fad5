package main

import "testing"

// Seven parties on TLS over the loopback interface, with databases forced to disk: a FLASH to all, and every record even.
func TestSeven(t *testing.T) {
	if err := run(7, 1, t.TempDir(), ""); err != nil {
		t.Fatal(err)
	}
}
