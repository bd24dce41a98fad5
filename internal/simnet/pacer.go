package simnet

import (
	"context"
	"sync"
	"time"
)

const (
	pieceTime = 20 * time.Millisecond // how long a piece takes on the line, at most
	maxPiece  = 1 << 10               // bytes of one piece, at most
	catchUp   = time.Second           // how much lateness of this process is made up for, at most
)

// pacer gives the pieces of one direction their turns, first come, first served.
type pacer struct {
	rate int // bit/s
	mu   sync.Mutex
	free time.Time // when the line is free again
}

// piece is how many bytes are read at a time.
func (p *pacer) piece() int {
	return max(1, min(maxPiece, int(int64(p.rate)*int64(pieceTime)/8/int64(time.Second))))
}

// turn returns when n bytes have left the line: given to it now if they are fresh, and otherwise when it became free.
func (p *pacer) turn(now time.Time, n int, fresh bool) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	earliest := now
	if !fresh {
		earliest = now.Add(-catchUp)
	}
	if p.free.Before(earliest) {
		p.free = earliest
	}
	p.free = p.free.Add(sendTime(n, p.rate))
	return p.free
}

// cable is out or in; the zero cable is in.
type cable struct {
	mu   sync.Mutex
	back chan struct{} // not nil while it is out; closed when it is put back
}

func (c *cable) set(out bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case out && c.back == nil:
		c.back = make(chan struct{})
	case !out && c.back != nil:
		close(c.back)
		c.back = nil
	}
}

// wait returns true once the cable is in, and false if ctx ends first.
func (c *cable) wait(ctx context.Context) bool {
	for {
		c.mu.Lock()
		back := c.back
		c.mu.Unlock()
		if back == nil {
			return ctx.Err() == nil
		}
		select {
		case <-back:
		case <-ctx.Done():
			return false
		}
	}
}
