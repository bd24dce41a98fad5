package simnet

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"parley"
)

// A Relay passes TCP connections on to a target at the pace of a slow modem: each direction carries so many bits a
// second over all its connections together, and the relay itself holds back at most 2 KiB, the kernel's buffers before
// it a few KiB. Headers of TCP are not counted.
type Relay struct {
	tcp     net.Listener
	target  string
	pacers  [2]pacer // towards the target, and back
	carried [2]atomic.Int64
	cables  [2]cable        // the two wires of the cable, as pacers
	ctx     context.Context // ends with Close
	end     context.CancelFunc
	running sync.WaitGroup
}

// NewRelay listens at an address, "host:port", and relays each connection to target at bitsPerSecond. An error is
// CodeBusy if the port is taken and CodeUsage if the rate is not positive.
func NewRelay(listen, target string, bitsPerSecond int) (*Relay, error) {
	if bitsPerSecond <= 0 {
		return nil, parley.Errorf(parley.CodeUsage, "a relay of %d bit/s", bitsPerSecond)
	}
	config := net.ListenConfig{Control: smallBuffers}
	tcp, err := config.Listen(context.Background(), "tcp", listen)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBusy, "the relay cannot listen at %s", listen)
	}
	r := &Relay{tcp: tcp, target: target, pacers: [2]pacer{{rate: bitsPerSecond}, {rate: bitsPerSecond}}}
	r.ctx, r.end = context.WithCancel(context.Background())
	r.running.Go(r.run)
	return r, nil
}

// Addr is the address that is listened on, with the port that was chosen.
func (r *Relay) Addr() string { return r.tcp.Addr().String() }

// Cut pulls the cable, or puts it back. While it is out nothing passes and nobody is told: connections stay, and new
// ones are taken but lead nowhere. What had been taken passes afterwards, as TCP would send it again.
func (r *Relay) Cut(out bool) {
	r.CutOneWay(0, out)
	r.CutOneWay(1, out)
}

// CutOneWay does so with one wire of it: 0 carries towards the target, 1 back.
func (r *Relay) CutOneWay(direction int, out bool) { r.cables[direction].set(out) }

// Bytes returns how many bytes have passed towards the target, and back.
func (r *Relay) Bytes() (a2b, b2a int64) { return r.carried[0].Load(), r.carried[1].Load() }

// Close ends all connections and waits for them.
func (r *Relay) Close() error {
	r.end()
	err := r.tcp.Close()
	r.running.Wait()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func (r *Relay) run() {
	for {
		near, err := r.tcp.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			r.pause(100 * time.Millisecond)
			continue
		}
		r.running.Go(func() { r.relay(near) })
	}
}

// relay carries one connection until either side ends it.
func (r *Relay) relay(near net.Conn) {
	defer near.Close()
	if !r.cables[0].wait(r.ctx) {
		return
	}
	dialer := net.Dialer{Control: smallBuffers}
	far, err := dialer.DialContext(r.ctx, "tcp", r.target)
	if err != nil {
		near.(*net.TCPConn).SetLinger(0) // reset, as a refused connection is
		return
	}
	defer far.Close()
	stop := context.AfterFunc(r.ctx, func() { near.Close(); far.Close() })
	defer stop()
	var both sync.WaitGroup
	both.Go(func() { r.carry(0, near, far) })
	both.Go(func() { r.carry(1, far, near) })
	both.Wait()
}

// carry passes one direction of a connection on, in pieces that each wait for their turn on the line. A piece that was
// there at once, when the one before it had gone, is given to the line without a gap, however late this goroutine is.
func (r *Relay) carry(direction int, from, to net.Conn) {
	pacer := &r.pacers[direction]
	piece := make([]byte, pacer.piece())
	for first := true; ; first = false {
		n, waited, err := read(from, piece)
		if n > 0 && !r.pass(direction, to, piece[:n], pacer.turn(time.Now(), n, waited || first)) {
			from.Close()
			to.Close()
			return
		}
		if err != nil {
			r.finish(direction, err, from, to)
			return
		}
	}
}

// pass writes a piece when it has left the line. Who has received a byte finds it counted.
func (r *Relay) pass(direction int, to net.Conn, piece []byte, left time.Time) bool {
	if !r.pause(time.Until(left)) || !r.cables[direction].wait(r.ctx) {
		return false
	}
	r.carried[direction].Add(int64(len(piece)))
	_, err := to.Write(piece)
	return err == nil
}

// finish passes the end of one direction on: an orderly end as one, anything else as a reset.
func (r *Relay) finish(direction int, err error, from, to net.Conn) {
	if !r.cables[direction].wait(r.ctx) {
		return
	}
	if errors.Is(err, io.EOF) {
		to.(*net.TCPConn).CloseWrite()
		return
	}
	to.(*net.TCPConn).SetLinger(0)
	to.Close()
	from.Close()
}

// pause returns false when Close came first.
func (r *Relay) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.ctx.Done():
		return false
	}
}
