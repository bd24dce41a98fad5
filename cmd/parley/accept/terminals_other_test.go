//go:build !linux

package accept

import "testing"

func joined(t *testing.T) (first, second string) {
	t.Helper()
	t.Fatal("this test needs the pseudo-terminals of Linux")
	return "", ""
}
