//go:build !linux

package simnet

import (
	"net"
	"syscall"
	"time"
)

func smallBuffers(string, string, syscall.RawConn) error { return nil }

// read reads what there is, and says whether it had to wait for it, as far as the time it took tells.
func read(from net.Conn, piece []byte) (n int, waited bool, err error) {
	start := time.Now()
	n, err = from.Read(piece)
	return n, time.Since(start) > time.Millisecond, err
}
