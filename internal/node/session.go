package node

import (
	"context"
	"time"

	"parley/link"
)

// readSession hands frames to the line until the session ends.
func (n *Node) readSession(srv *server, p *peer, s *session) {
	stop := context.AfterFunc(srv.ctx, func() { s.conn.Close() })
	defer stop()
	pace := newPace(n.cfg.Limits)
	for {
		b, err := s.conn.Receive()
		if err != nil {
			break
		}
		if wait := max(pace.read(time.Now(), s.frame(b)), p.share.rest()); wait > 0 && !sleep(srv.ctx, wait) {
			break
		}
		p.hear(s)
		n.metrics.bytesIn.Add(float64(len(b)))
		select {
		case s.slots <- struct{}{}: // a peer that sends faster than its frames are used waits
			p.box.put(frameIn{s, b})
		case <-srv.ctx.Done():
		}
	}
	s.conn.Close()
	p.mu.Lock()
	last := s.way.over(s)
	state := link.StateNoNode
	switch {
	case srv.ctx.Err() != nil || !last:
	case !s.answered:
		state = link.StateNoPath
		s.way.failures++
	default:
		state = p.stateAfterSession(s)
	}
	p.mu.Unlock()
	if last {
		p.setWay(s.way, state)
		s.way.wake()
	}
	p.box.put(sessionDown{s})
	s.out.put(nil)
}

// hear notes that something came.
func (p *peer) hear(s *session) {
	p.mu.Lock()
	p.heard = time.Now()
	s.way.heard, s.way.failures = p.heard, 0
	first := !s.answered
	s.answered = true
	state := p.stateUp()
	p.mu.Unlock()
	if first {
		p.setWay(s.way, state)
	}
}

// frame returns the frame in what came.
func (s *session) frame(b []byte) []byte {
	if !s.conn.Reliable() {
		return b[min(8, len(b)):]
	}
	return b
}

// write sends what the line puts out, several frames at once where they wait together.
func (s *session) write(ctx context.Context) {
	for {
		select {
		case <-s.out.wake:
		case <-ctx.Done():
			return
		}
		var frames [][]byte
		for _, item := range s.out.take() {
			if item == nil {
				return
			}
			frames = append(frames, item.([][]byte)...)
		}
		if len(frames) == 0 {
			continue
		}
		if err := s.conn.Send(frames); err != nil {
			s.conn.Close() // the reader notices
		}
	}
}
