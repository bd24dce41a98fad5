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

// A session is one association, as the node sees it: more than one where a dial began more than once, until the first data
// packet shows which of them both ends have.
type session struct {
	station *Station
	own     uint16
	peer    ed25519.PublicKey
	dialled bool

	mu      sync.Mutex
	address string
	dial    *dial                 // of the end that began
	sender  uint16                // of the other end: how the beginner names the association
	taken   *narrow.Taken         // a beginning that waits for its answer
	ends    []*narrow.Association // of this session's beginnings, newest first
	current *narrow.Association   // the one that is sent by; nil until there is one
	heard   bool                  // a data packet came: the other end has an answer
	waiting []narrow.Frame        // until there is an association, or for the answer
	frames  [][]byte
	came    chan struct{} // holds an element while frames wait
	closed  chan struct{}
	over    bool
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

// use sends by an association from now on. The mutex is held.
func (x *session) use(a *narrow.Association) {
	x.ends = append([]*narrow.Association{a}, x.ends[:min(len(x.ends), maxBegun-1)]...)
	x.current = a
}

// Answered reports whether the other end has proved to be there.
func (x *session) Answered() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.current != nil
}

// Send puts as many frames into one packet as it holds, in their order.
func (x *session) Send(frames [][]byte) error {
	var list []narrow.Frame
	for _, b := range frames {
		n := len(b) - numberSize
		if n < 1 || n > x.MaxFrame() {
			return parley.Errorf(parley.CodeTooLarge, "a frame of %d bytes, where 1 to %d are carried", n, x.MaxFrame())
		}
		list = append(list, narrow.Frame{Number: binary.BigEndian.Uint64(b), Bytes: b[numberSize:]})
	}
	if len(list) == 0 {
		return nil
	}
	x.mu.Lock()
	switch {
	case x.over:
		x.mu.Unlock()
		return net.ErrClosed
	case x.taken != nil:
		x.wait(list)
		full := x.full()
		x.mu.Unlock()
		if full {
			return x.reply()
		}
		return nil
	case x.current == nil:
		x.mu.Unlock()
		return x.beginWith(list)
	}
	x.mu.Unlock()
	return x.pack(list)
}

// maxWaiting is how many frames wait for an answer; more are lost, as on the air.
const maxWaiting = 256

// wait keeps frames until they can go. The mutex is held.
func (x *session) wait(frames []narrow.Frame) {
	for _, f := range frames {
		if len(x.waiting) < maxWaiting {
			x.waiting = append(x.waiting, narrow.Frame{Number: f.Number, Bytes: bytes.Clone(f.Bytes)})
		}
	}
}

// flush sends what waited.
func (x *session) flush() error {
	x.mu.Lock()
	frames := x.waiting
	x.waiting = nil
	x.mu.Unlock()
	if len(frames) == 0 {
		return nil
	}
	return x.pack(frames)
}

// pack sends frames in as few packets as hold them.
func (x *session) pack(frames []narrow.Frame) error {
	var packed []narrow.Frame
	size := 0
	for _, f := range frames {
		if len(packed) > 0 && size+narrow.Cost(f, packed[len(packed)-1].Number+1) > x.most() {
			if err := x.seal(packed); err != nil {
				return err
			}
			packed, size = nil, 0
		}
		if len(packed) == 0 {
			size = narrow.FirstCost + len(f.Bytes)
		} else {
			size += narrow.Cost(f, packed[len(packed)-1].Number+1)
		}
		packed = append(packed, f)
	}
	return x.seal(packed)
}

// most is how many bytes of frames, and of what stands before them, a packet holds.
func (x *session) most() int { return x.station.medium.Most() - narrow.Overhead }

func (x *session) seal(frames []narrow.Frame) error {
	x.mu.Lock()
	if x.over || x.current == nil {
		x.mu.Unlock()
		return net.ErrClosed
	}
	packet, err := x.current.Seal(frames)
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
	frames, err := x.openPacket(packet, from)
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

// openPacket opens a packet by whichever association it is of, and goes on with that.
func (x *session) openPacket(packet []byte, from string) ([]narrow.Frame, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	err := net.ErrClosed
	if x.over {
		return nil, err
	}
	for _, a := range x.ends {
		frames, failed := a.Open(packet)
		if failed != nil {
			err = failed
			continue
		}
		x.address, x.current, x.heard = from, a, true
		if x.dial != nil {
			x.dial.begun = nil
		}
		return frames, nil
	}
	return nil, err
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
		if x.dial != nil {
			x.dial.timer.Stop()
		}
	}
	x.mu.Unlock()
	x.station.forget(x.own)
}
