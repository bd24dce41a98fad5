package narrow

import (
	"encoding/binary"

	"github.com/flynn/noise"

	"parley"
)

// The first byte of a packet.
const (
	typeBeginning = 1
	typeAnswer    = 2
	typeData      = 3
)

const dataHead = 1 + 2 + 2

// maxCounter ends an association: long before a nonce would come again.
const maxCounter = 1 << 48

// An Association is two ends that know each other, until one forgets it. It is not for several goroutines.
type Association struct {
	own, peer uint16 // by which each end's packets name it
	out, in   noise.Cipher
	counter   uint64
	window    window
}

// Own is the number by which the peer's packets name this association.
func (a *Association) Own() uint16 { return a.own }

// Seal returns a data packet with frames; without frames it says that the association ends [NAR-11].
func (a *Association) Seal(frames []Frame) ([]byte, error) {
	if a.counter >= maxCounter {
		return nil, parley.Errorf(parley.CodeLimit, "this association has sent as many packets as it may")
	}
	c := a.counter
	a.counter++
	head := make([]byte, dataHead, dataHead+tagSize+size(frames))
	head[0] = typeData
	binary.BigEndian.PutUint16(head[1:], a.peer)
	binary.BigEndian.PutUint16(head[3:], uint16(c))
	return a.out.Encrypt(head, c, head, appendFrames(nil, c, frames)), nil
}

// size returns about how many bytes frames take.
func size(frames []Frame) (n int) {
	for _, f := range frames {
		n += FirstCost + len(f.Bytes)
	}
	return n
}

// Open returns the frames of a data packet of this association. A packet that is none, that was changed on its way or came
// before is an error and has no effect [NAR-8, NAR-9].
func (a *Association) Open(packet []byte) ([]Frame, error) {
	if len(packet) < Overhead || packet[0] != typeData || binary.BigEndian.Uint16(packet[1:]) != a.own {
		return nil, badPacket("another association's name, or none")
	}
	c := a.window.full(binary.BigEndian.Uint16(packet[3:]))
	if c >= maxCounter || !a.window.fresh(c) {
		return nil, badPacket("a counter that came before")
	}
	plain, err := a.in.Decrypt(nil, c, packet[:dataHead], packet[dataHead:])
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBadEncoding, "a packet that was changed on its way")
	}
	a.window.take(c)
	return readFrames(plain, c)
}

// Receiver returns the association that a data packet or an answer names.
func Receiver(packet []byte) (own uint16, ok bool) {
	if len(packet) < 3 || packet[0] != typeData && packet[0] != typeAnswer {
		return 0, false
	}
	return binary.BigEndian.Uint16(packet[1:]), true
}

// IsAnswer reports whether a packet says of itself that it answers a beginning.
func IsAnswer(packet []byte) bool { return len(packet) > 0 && packet[0] == typeAnswer }
