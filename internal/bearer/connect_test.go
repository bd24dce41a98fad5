package bearer

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// [LINK-105] A connection over TCP that is not answered within 4 seconds MUST be given up and begun anew, and the fourth be given 8.
// A refusal ends it at once, and so does the end of the time that it has.
func TestConnectBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back, begun := time.Now().Add(7*time.Second), 0
		dial := func(ctx context.Context) (net.Conn, error) {
			begun++
			if time.Now().Before(back) { // it would ask again much later
				<-ctx.Done()
				return nil, ctx.Err()
			}
			here, _ := net.Pipe()
			return here, nil
		}
		start := time.Now()
		if conn, err := connect(t.Context(), dial); err != nil || conn == nil || time.Since(start) != 8*time.Second || begun != 3 {
			t.Fatalf("%v after %v, %d begun", err, time.Since(start), begun)
		}
		refused := errors.New("refused")
		start = time.Now()
		if _, err := connect(t.Context(), func(context.Context) (net.Conn, error) { return nil, refused }); err != refused || time.Since(start) > 0 {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		back, begun, start = time.Now().Add(time.Hour), 0, time.Now()
		if _, err := connect(t.Context(), dial); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 20*time.Second || begun != 4 {
			t.Errorf("%v after %v, %d begun", err, time.Since(start), begun)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start = time.Now()
		if _, err := connect(ctx, dial); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}
