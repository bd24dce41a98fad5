package node

import (
	"io"
	"testing"
	"testing/synctest"

	"parley/internal/bearer"
)

// A mute is a session on which nothing comes.
type mute struct {
	bearer.Session
	dialled, reliable bool
	closed            chan struct{}
}

func (m *mute) Dialled() bool            { return m.dialled }
func (m *mute) Reliable() bool           { return m.reliable }
func (m *mute) MaxFrame() int            { return 1000 }
func (m *mute) Address() string          { return "elsewhere" }
func (m *mute) Send([][]byte) error      { return nil }
func (m *mute) Receive() ([]byte, error) { <-m.closed; return nil, io.EOF }
func (m *mute) Close() error {
	select {
	case <-m.closed:
	default:
		close(m.closed)
	}
	return nil
}

func (m *mute) ended() bool {
	select {
	case <-m.closed:
		return true
	default:
		return false
	}
}

// [LINK-64] "Where two sessions of one line over a bearer that is not reliable begin at once, the one that is not to stay MUST be
// closed by the end that dialled it alone". Over a reliable one nothing came in the first packet, and either end closes it.
func TestTheOneThatDoesNotStay(t *testing.T) {
	for _, reliable := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 76, true, "north", "south")
			defer w.stopAll()
			w.withRadio(nil)
			n := w.start("north")
			p, srv := n.allPeers()[0], n.server()
			hf := p.ways[1]
			stays := &mute{dialled: true, reliable: reliable, closed: make(chan struct{})}
			other := &mute{reliable: reliable, closed: make(chan struct{})}
			n.attach(srv, hf.bearer, p, stays)
			n.attach(srv, hf.bearer, p, other)
			synctest.Wait()
			if stays.ended() || other.ended() != reliable {
				t.Errorf("reliable %v: that of the first party ended %v, that of the second %v", reliable, stays.ended(), other.ended())
			}
			stays.Close()
			synctest.Wait()
			p.mu.Lock()
			defer p.mu.Unlock()
			if left := hf.session != nil; left == reliable || hf.spare != nil {
				t.Errorf("reliable %v: once it ended, a session is left %v", reliable, left)
			}
		})
	}
}
