package bearer

import "syscall"

const tcpNotSentLowAt = 25 // TCP_NOTSENT_LOWAT, which package syscall does not name

func limitUnsent(fd uintptr, n int) {
	syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpNotSentLowAt, n)
}
