package bearer

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// [LINK-105] A connection over TCP that is not answered MUST be begun anew every 2 seconds beside it, and the first that is
// answered is used. A refusal ends it at once, and so does the end of the time that it has.
func TestConnectBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back := time.Now().Add(7 * time.Second)
		begun, given := 0, 0
		dial := func(ctx context.Context) (net.Conn, error) {
			begun++
			if time.Now().Before(back) { // it would ask again much later
				<-ctx.Done()
				given++
				return nil, ctx.Err()
			}
			here, _ := net.Pipe()
			return here, nil
		}
		start := time.Now()
		conn, err := connect(t.Context(), dial)
		if err != nil || conn == nil || time.Since(start) != 8*time.Second || begun != 5 {
			t.Fatalf("%v, %v after %v, %d begun", conn, err, time.Since(start), begun)
		}
		synctest.Wait()
		if given != 4 {
			t.Errorf("%d given up", given)
		}
		refused := errors.New("refused")
		start = time.Now()
		if _, err := connect(t.Context(), func(context.Context) (net.Conn, error) { return nil, refused }); err != refused || time.Since(start) > 0 {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		back = time.Now().Add(time.Hour)
		if _, err := connect(ctx, dial); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		synctest.Wait()
	})
}
