//go:build !linux

package postgres

import (
	"context"
	"net"
	"time"
)

// dial connects to a server; a cut of an idle connection is noticed in seconds.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 2 * time.Second, Interval: 2 * time.Second, Count: 3}}
	return d.DialContext(ctx, network, address)
}
