package main

import (
	"net"
	"sync"
	"syscall"
)

// A wire is the network between one node and one database server: TCP at both of its ends. While it is cut no packet arrives at
// either end, and none is confirmed, so that both find out as they would: by what is not answered.
type wire struct {
	listener *net.TCPListener
	target   string

	mu    sync.Mutex
	whole *sync.Cond
	out   bool
	done  bool
	conns map[*net.TCPConn]bool
}

// newWire listens at a port of its own and carries what comes there to target.
func newWire(target string) (*wire, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w := &wire{listener: l.(*net.TCPListener), target: target, conns: map[*net.TCPConn]bool{}}
	w.whole = sync.NewCond(&w.mu)
	go w.run()
	return w, nil
}

func (w *wire) port() int { return w.listener.Addr().(*net.TCPAddr).Port }

// cut pulls the wire, or puts it back.
func (w *wire) cut(out bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.out == out {
		return
	}
	w.out = out
	deafen(w.listener, out)
	for c := range w.conns {
		deafen(c, out)
	}
	w.whole.Broadcast()
}

// nothing is a filter of packets that keeps none.
var nothing = []syscall.SockFilter{{Code: syscall.BPF_RET | syscall.BPF_K, K: 0}}

// deafen has the kernel drop each packet that comes to a socket, before TCP sees it, or has it take them again.
func deafen(s syscall.Conn, deaf bool) {
	raw, err := s.SyscallConn()
	if err != nil {
		return // it is closed
	}
	raw.Control(func(fd uintptr) {
		if deaf {
			syscall.AttachLsf(int(fd), nothing)
		} else {
			syscall.DetachLsf(int(fd))
		}
	})
}

func (w *wire) run() {
	for {
		near, err := w.listener.AcceptTCP()
		if err != nil {
			return
		}
		go w.carry(near)
	}
}

// carry carries one connection until either end closes it.
func (w *wire) carry(near *net.TCPConn) {
	w.take(near)
	defer w.drop(near)
	if !w.await() {
		return
	}
	to, err := net.Dial("tcp", w.target)
	if err != nil {
		near.SetLinger(0) // reset, as a refused connection is
		return
	}
	far := to.(*net.TCPConn)
	w.take(far)
	defer w.drop(far)
	go func() {
		w.copy(far, near)
		far.Close()
	}()
	w.copy(near, far)
}

// take enters a connection.
func (w *wire) take(c *net.TCPConn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conns[c] = true
	if w.out {
		deafen(c, true)
	}
}

func (w *wire) drop(c *net.TCPConn) {
	w.mu.Lock()
	delete(w.conns, c)
	w.mu.Unlock()
	c.Close()
}

// await waits until the wire is whole. False: it was closed.
func (w *wire) await() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.out && !w.done {
		w.whole.Wait()
	}
	return !w.done
}

// copy carries one direction.
func (w *wire) copy(to, from *net.TCPConn) {
	piece := make([]byte, 32<<10)
	for {
		n, err := from.Read(piece)
		if n > 0 {
			if !w.await() {
				return
			}
			if _, err := to.Write(piece[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// close ends all that it carries.
func (w *wire) close() {
	w.listener.Close()
	w.mu.Lock()
	w.done = true
	for c := range w.conns {
		c.Close()
	}
	w.whole.Broadcast()
	w.mu.Unlock()
}
