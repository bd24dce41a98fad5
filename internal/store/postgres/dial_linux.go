package postgres

import (
	"context"
	"net"
	"syscall"
	"time"
)

// outOfReach is how long a server may leave what was sent to it unacknowledged before the connection counts as lost.
const outOfReach = 8 * time.Second

// tcpUserTimeout is TCP_USER_TIMEOUT (RFC 5482), which package syscall does not name.
const tcpUserTimeout = 18

// dial connects to a server so that a cut is noticed in seconds: the system would try for a quarter of an hour.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 2 * time.Second, Interval: 2 * time.Second, Count: 3}}
	d.Control = func(network, _ string, c syscall.RawConn) error {
		if network == "unix" {
			return nil
		}
		var failed error
		err := c.Control(func(fd uintptr) {
			failed = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(outOfReach.Milliseconds()))
		})
		if err == nil {
			err = failed
		}
		return err
	}
	return d.DialContext(ctx, network, address)
}
