package bearer

import "syscall"

const tcpQuickAck = 12 // TCP_QUICKACK, which package syscall does not name

// delayAcks has the kernel wait some 40 ms with the acknowledgement of what comes, so that it travels with an answer. It
// forgets this whenever no answer came in that time.
func delayAcks(fd uintptr) {
	syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpQuickAck, 0)
}
