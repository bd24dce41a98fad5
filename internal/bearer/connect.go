package bearer

import (
	"context"
	"net"
	"time"
)

// connectTimes is how long a connection is given to be answered before the next is begun, 20 seconds together: the kernel asks again
// more and more seldom, and a path that comes back meanwhile would wait for that [LINK-105]. The last serves a very long path.
var connectTimes = []time.Duration{4 * time.Second, 4 * time.Second, 4 * time.Second, 8 * time.Second}

// connect begins a connection, and another each time that one was not answered. It dials in the goroutine that calls it.
func connect(ctx context.Context, dial func(context.Context) (net.Conn, error)) (conn net.Conn, err error) {
	for _, most := range connectTimes {
		attempt, cancel := context.WithTimeout(ctx, most)
		conn, err = dial(attempt)
		late := attempt.Err() != nil
		cancel()
		if err == nil || !late || ctx.Err() != nil {
			return conn, err
		}
	}
	return nil, err
}
