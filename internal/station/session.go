package station

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"net"
	"slices"
	"sync"

	"parley"
	"parley/narrow"
)

const (
	numberSize = 8    // of the packet number before a frame, on the node's side
	maxHeld    = 4096 // frames that wait for Receive; more are lost, as on the air
)

// A session is one association, as the node sees it.
type session struct {
	station *Station
	own     uint16
	peer    ed25519.PublicKey
	dialled bool

	mu          sync.Mutex
	address     string
	association *narrow.Association // nil until the handshake is done
	frames      [][]byte
	came        chan struct{} // holds an element while frames wait
	closed      chan struct{}
	over        bool
}

func newSession(s *Station, own uint16, peer ed25519.PublicKey, address string, dialled bool) *session {
	return &session{station: s, own: own, peer: peer, address: address, dialled: dialled, came: make(chan struct{}, 1), closed: make(chan struct{})}
}

func (x *session) Peer() ed25519.PublicKey { return slices.Clone(x.peer) }
func (x *session) Dialled() bool           { return x.dialled }
func (x *session) Kind() string            { return x.station.medium.Kind() }
func (x *session) Reliable() bool          { return false }
func (x *session) MaxFrame() int           { return x.most() - narrow.FirstCost }

func (x *session) Address() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.address
}

// from notes where the last good packet came from: what is sent goes there.
func (x *session) from(address string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.address = address
}

func (x *session) begin(a *narrow.Association) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.association = a
}

// Send puts as many frames into one packet as it holds, in their order.
func (x *session) Send(frames [][]byte) error {
	var packed []narrow.Frame
	size := 0
	for _, b := range frames {
		n := len(b) - numberSize
		if n < 1 || n > x.MaxFrame() {
			return parley.Errorf(parley.CodeTooLarge, "a frame of %d bytes, where 1 to %d are carried", n, x.MaxFrame())
		}
		f := narrow.Frame{Number: binary.BigEndian.Uint64(b), Bytes: b[numberSize:]}
		if len(packed) > 0 && size+narrow.Cost(f, packed[len(packed)-1].Number+1) > x.most() {
			if err := x.seal(packed); err != nil {
				return err
			}
			packed, size = nil, 0
		}
		if len(packed) == 0 {
			size = narrow.FirstCost + n
		} else {
			size += narrow.Cost(f, packed[len(packed)-1].Number+1)
		}
		packed = append(packed, f)
	}
	if len(packed) == 0 {
		return nil
	}
	return x.seal(packed)
}

// most is how many bytes of frames, and of what stands before them, a packet holds.
func (x *session) most() int { return x.station.medium.Most() - narrow.Overhead }

func (x *session) seal(frames []narrow.Frame) error {
	x.mu.Lock()
	if x.over || x.association == nil {
		x.mu.Unlock()
		return net.ErrClosed
	}
	packet, err := x.association.Seal(frames)
	to := x.address
	x.mu.Unlock()
	if err != nil {
		x.Close()
		return err
	}
	return x.station.medium.Send(packet, to)
}

// take opens a packet. One that is not of this association, or came before, has no effect.
func (x *session) take(packet []byte, from string) {
	x.mu.Lock()
	if x.over || x.association == nil {
		x.mu.Unlock()
		return
	}
	frames, err := x.association.Open(packet)
	if err == nil {
		x.address = from
	}
	x.mu.Unlock()
	if err != nil {
		x.station.log.Debug("a packet was dropped", "address", from, "error", err)
		return
	}
	if len(frames) == 0 {
		x.end()
		return
	}
	x.put(frames)
}

// put keeps frames for Receive.
func (x *session) put(frames []narrow.Frame) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, f := range frames {
		if len(x.frames) < maxHeld {
			x.frames = append(x.frames, append(binary.BigEndian.AppendUint64(nil, f.Number), bytes.Clone(f.Bytes)...))
		}
	}
	if len(x.frames) > 0 {
		select {
		case x.came <- struct{}{}:
		default:
		}
	}
}

// Receive returns the next frame that came, behind its number.
func (x *session) Receive() ([]byte, error) {
	for {
		if frame := x.next(); frame != nil {
			return frame, nil
		}
		select {
		case <-x.came:
		case <-x.closed:
			return nil, net.ErrClosed
		}
	}
}

func (x *session) next() []byte {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.frames) == 0 {
		return nil
	}
	frame := x.frames[0]
	x.frames = x.frames[1:]
	return frame
}

// Close ends the association, and tells the other end, once: if that is lost, the other end learns it by silence.
func (x *session) Close() error {
	x.seal(nil)
	x.end()
	return nil
}

// end forgets the association.
func (x *session) end() {
	x.mu.Lock()
	if !x.over {
		x.over = true
		close(x.closed)
	}
	x.mu.Unlock()
	x.station.forget(x.own)
}
