package bearer

import (
	"context"
	"net"
	"time"
)

// connectAgain is how long a connection is given to be answered before another is begun beside it: the kernel asks again after 1,
// 3, 7 and 15 seconds, and a path that comes back meanwhile would wait for that [LINK-105].
const connectAgain = 2 * time.Second

// connect begins a connection every connectAgain until one is answered or refused, or ctx ends. The others are given up.
func connect(ctx context.Context, dial func(context.Context) (net.Conn, error)) (net.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		conn net.Conn
		err  error
	}
	results, begun := make(chan result), 0
	begin := func() {
		begun++
		go func() {
			conn, err := dial(ctx)
			results <- result{conn, err}
		}()
	}
	again := time.NewTicker(connectAgain)
	defer again.Stop()
	begin()
	for {
		select {
		case r := <-results:
			cancel()
			go func() { // what else is answered now is too late
				for range begun - 1 {
					if late := <-results; late.conn != nil {
						late.conn.Close()
					}
				}
			}()
			return r.conn, r.err
		case <-again.C:
			begin()
		}
	}
}
