package station

import "syscall"

// keepWhole has the system refuse what a path does not take in one piece, where it knows that, and not cut it up.
func keepWhole(fd uintptr) {
	syscall.SetsockoptInt(int(fd), syscall.IPPROTO_IP, syscall.IP_MTU_DISCOVER, syscall.IP_PMTUDISC_DO)
	syscall.SetsockoptInt(int(fd), syscall.IPPROTO_IPV6, syscall.IPV6_MTU_DISCOVER, syscall.IPV6_PMTUDISC_DO)
}
