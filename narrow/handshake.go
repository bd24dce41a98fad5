package narrow

import (
	"encoding/binary"
	"io"

	"github.com/flynn/noise"

	"parley"
)

const (
	beginningHead = 1 + idSize + counterSize + 2
	counterSize   = 6
	answerHead    = 1 + 2
	noiseSize     = keySize + tagSize
)

// BeginningOverhead and AnswerOverhead are how many bytes these packets have besides the frames.
const (
	BeginningOverhead = beginningHead + noiseSize + macSize
	AnswerOverhead    = answerHead + noiseSize + 2 + macSize
)

// MaxCounter is the largest counter of a beginning.
const MaxCounter = 1<<48 - 1

// prologue is what both ends say before the first message, with the head of the beginning behind it [NAR-4].
const prologue = "parley narrow 1"

var suite = noise.NewCipherSuite(noise.DH25519, noise.CipherChaChaPoly, noise.HashBLAKE2s)

// An End is what one end knows before an association: its own key, the peer's, and the secret of both.
type End struct {
	Static Static
	Peer   []byte // X25519
	Secret Secret
}

func (e End) handshake(initiator bool, head []byte, random io.Reader) (*noise.HandshakeState, error) {
	h, err := noise.NewHandshakeState(noise.Config{
		CipherSuite: suite, Random: random, Pattern: noise.HandshakeKK, Initiator: initiator, Prologue: append([]byte(prologue), head...),
		PresharedKey: e.Secret.psk, PresharedKeyPlacement: 0,
		StaticKeypair: noise.DHKey{Private: e.Static.private, Public: e.Static.public}, PeerStatic: e.Peer,
	})
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBadKey, "a key exchange cannot begin")
	}
	return h, nil
}

// A Begun is an association that waits for its answer.
type Begun struct {
	secret Secret
	state  *noise.HandshakeState
	own    uint16
}

// Begin returns the packet that begins an association, with frames in it. Own is how the answer will name it. The counter
// must be higher than that of every beginning that this end made with this secret, and durable before the packet goes;
// the milliseconds since 1970 are a good one, if the last was lower [NAR-5].
func Begin(e End, counter uint64, own uint16, frames []Frame, random io.Reader) (*Begun, []byte, error) {
	if counter == 0 || counter > MaxCounter {
		return nil, nil, parley.Errorf(parley.CodeLimit, "the counter %d is no counter of a beginning", counter)
	}
	head := make([]byte, 1, beginningHead)
	head[0] = typeBeginning
	head = append(head, e.Secret.ID[:]...)
	head = append(head, binary.BigEndian.AppendUint64(nil, counter)[8-counterSize:]...)
	head = binary.BigEndian.AppendUint16(head, own)
	state, err := e.handshake(true, head, random)
	if err != nil {
		return nil, nil, err
	}
	packet, _, _, err := state.WriteMessage(head, appendFrames(nil, 0, frames))
	if err != nil {
		return nil, nil, parley.Wrap(err, parley.CodeInternal, "the beginning of an association cannot be written")
	}
	return &Begun{e.Secret, state, own}, append(packet, e.Secret.sum(packet)...), nil
}

// A Beginning is what stands in the head of a packet that says that it begins an association. Nothing of it is proved.
type Beginning struct {
	Key     KeyID
	Counter uint64
	sender  uint16
	packet  []byte
}

// ReadBeginning reads the head; ok is false for every other packet.
func ReadBeginning(packet []byte) (b Beginning, ok bool) {
	if len(packet) < BeginningOverhead || packet[0] != typeBeginning {
		return b, false
	}
	copy(b.Key[:], packet[1:])
	at := 1 + idSize
	b.Counter = binary.BigEndian.Uint64(append([]byte{0, 0}, packet[at:at+counterSize]...))
	b.sender = binary.BigEndian.Uint16(packet[at+counterSize:])
	b.packet = packet
	return b, true
}

// Authentic reports whether whoever made the beginning holds the secret. It is the first thing to be asked, and costs one
// MAC [NAR-6].
func (b Beginning) Authentic(s Secret) bool {
	_, ok := s.authentic(b.packet)
	return ok && b.Key == s.ID
}

// Sender is the number by which the beginner names the association; that of one dial stays when it begins again.
func (b Beginning) Sender() uint16 { return b.sender }

// A Taken is a beginning of somebody who holds the peer's link key. It waits for its answer.
type Taken struct {
	secret Secret
	state  *noise.HandshakeState
	sender uint16
}

// Take takes an authentic beginning whose counter is new, and returns the frames that came. Before these have any effect and
// before an answer goes, the counter has to be durable [NAR-7].
func Take(e End, b Beginning, random io.Reader) (*Taken, []Frame, error) {
	body, ok := e.Secret.authentic(b.packet)
	if !ok {
		return nil, nil, badPacket("a MAC that is not right")
	}
	state, err := e.handshake(false, body[:beginningHead], random)
	if err != nil {
		return nil, nil, err
	}
	plain, _, _, err := state.ReadMessage(nil, body[beginningHead:])
	if err != nil {
		return nil, nil, parley.Wrap(err, parley.CodeBadKey, "the beginning of an association by somebody who does not hold the peer's link key")
	}
	came, err := readFrames(plain, 0)
	if err != nil {
		return nil, nil, err
	}
	return &Taken{e.Secret, state, b.sender}, came, nil
}

// Answer ends the key exchange, once: it returns the association and the packet that answers, with frames in it. Own is how
// the peer's packets will name the association.
func (t *Taken) Answer(own uint16, frames []Frame) (*Association, []byte, error) {
	head := binary.BigEndian.AppendUint16([]byte{typeAnswer}, t.sender)
	packet, theirs, ours, err := t.state.WriteMessage(head, appendFrames(binary.BigEndian.AppendUint16(nil, own), 0, frames))
	if err != nil {
		return nil, nil, parley.Wrap(err, parley.CodeInternal, "the answer to the beginning of an association cannot be written")
	}
	a := &Association{own: own, peer: t.sender, out: ours.Cipher(), in: theirs.Cipher()}
	return a, append(packet, t.secret.sum(packet)...), nil
}

// Finish takes the answer and returns the association and the frames that came with it. A packet that is not the answer is
// an error and has no effect: the right one may still come.
func (b *Begun) Finish(packet []byte) (*Association, []Frame, error) {
	own, ok := Receiver(packet)
	if !ok || !IsAnswer(packet) || own != b.own || len(packet) < AnswerOverhead {
		return nil, nil, badPacket("no answer to this beginning in it")
	}
	body, ok := b.secret.authentic(packet)
	if !ok {
		return nil, nil, badPacket("a MAC that is not right")
	}
	plain, ours, theirs, err := b.state.ReadMessage(nil, body[answerHead:])
	if err != nil {
		return nil, nil, parley.Wrap(err, parley.CodeBadKey, "an answer by somebody who does not hold the peer's link key")
	}
	came, err := readFrames(plain[2:], 0)
	if err != nil {
		return nil, nil, err
	}
	return &Association{own: own, peer: binary.BigEndian.Uint16(plain), out: ours.Cipher(), in: theirs.Cipher()}, came, nil
}
