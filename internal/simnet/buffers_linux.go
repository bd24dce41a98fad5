package simnet

import "syscall"

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
