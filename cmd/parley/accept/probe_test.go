package accept

import (
	"os"
	"sync/atomic"
	"testing"
	"time"
)

// A probe measures the machine, which other tests use too: how late a timer fires and how long a small write takes to
// reach the disk. A FLASH on its way does both several times.
type probe struct{ longest atomic.Int64 }

const probeEvery = 20 * time.Millisecond

// newProbe measures with a file of its own until the test ends.
func newProbe(t *testing.T, file string) *probe {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	p, quit, done := new(probe), make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(quit); <-done; f.Close() })
	go func() {
		defer close(done)
		for {
			begin := time.Now()
			select {
			case <-time.After(probeEvery):
			case <-quit:
				return
			}
			f.WriteAt(make([]byte, 4096), 0)
			f.Sync()
			p.longest.Store(max(p.longest.Load(), int64(time.Since(begin)-probeEvery)))
		}
	}()
	return p
}

// take returns the longest time since the last take.
func (p *probe) take() time.Duration { return time.Duration(p.longest.Swap(0)) }
