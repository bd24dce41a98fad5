package simnet

import (
	"io"
	"net"
	"syscall"
)

const (
	segment = 536     // bytes of a TCP segment: small, or one would not fit into the buffer
	buffer  = 4 << 10 // bytes that the kernel may hold each way
)

// smallBuffers keeps the kernel from being the long queue that a modem does not have.
func smallBuffers(_, _ string, c syscall.RawConn) error {
	return c.Control(func(fd uintptr) {
		syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, segment)
		syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, buffer)
		syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_SNDBUF, buffer)
	})
}

// read reads what there is, and says whether it had to wait for it.
func read(from net.Conn, piece []byte) (n int, waited bool, err error) {
	raw, err := from.(*net.TCPConn).SyscallConn()
	if err != nil {
		return 0, false, err
	}
	var result error
	err = raw.Read(func(fd uintptr) bool {
		n, result = syscall.Read(int(fd), piece)
		for result == syscall.EINTR {
			n, result = syscall.Read(int(fd), piece)
		}
		waited = waited || result == syscall.EAGAIN
		return result != syscall.EAGAIN
	})
	switch {
	case err != nil:
		return 0, waited, err
	case result != nil:
		return 0, waited, result
	case n == 0:
		return 0, waited, io.EOF
	}
	return n, waited, nil
}
