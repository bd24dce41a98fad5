// Package bearer carries frames between two nodes. A bearer knows nothing of charters or messages: it proves who holds
// the key at the other end, keeps frames apart, and bounds what a stranger can take.
//
// The one bearer so far is TLS 1.3 over TCP between two pinned keys: ListenTLS and DialTLS. Errors are of package
// parley: CodeNoPath where nothing answers, CodeNoNode where something answers that is no node, CodeBadKey where the
// other end holds another key than expected, CodeTooLarge and CodeBadEncoding for frames that break the rules.
package bearer

import (
	"crypto/ed25519"
	"time"

	"parley"
	"parley/wire"
)

// MaxFrame is the longest frame of any bearer, in bytes; the shortest is 1.
const MaxFrame = wire.MaxFrame

// A Session is one connection to one other node, its key proved. Send, Receive and Close may be called at the same
// time by different goroutines; Close ends the calls that wait in the others.
type Session interface {
	// Send carries frames in their order, each of 1 to MaxFrame bytes, in one write. It waits as long as the bearer
	// takes no more. After an error the session is closed, unless a frame has a wrong size: then nothing was sent. The
	// bearer does not keep the slices.
	Send(frames [][]byte) error
	// Receive waits for the next frame and returns it in a slice of its own. It returns io.EOF when the session ended
	// between two frames, an error that is net.ErrClosed when this end closed it, and another when it was cut or the
	// other end broke the rules. After any error the session is closed.
	Receive() ([]byte, error)
	// Peer returns the key whose private half the other end has proved to hold. Whose it is, the node decides.
	Peer() ed25519.PublicKey
	// Dialled reports whether this end made the session.
	Dialled() bool
	// Kind names the bearer: "tls".
	Kind() string
	// Address is where the other end is: as it was dialled, or as it came in.
	Address() string
	// Reliable reports whether frames arrive whole, once, and in order while the session lives. On an unreliable bearer
	// what is sent and received is a packet: the packet number in 8 bytes, big-endian, then the frame.
	Reliable() bool
	// MaxFrame is the longest frame that fits, the packet number not counted.
	MaxFrame() int
	// Close ends the session, without waiting for the other end, and may be called again.
	Close() error
}

// A Listener waits for sessions.
type Listener interface {
	// Accept returns the next session whose handshake is done. After Close it returns net.ErrClosed.
	Accept() (Session, error)
	// Addr is the address that is listened on, with the port that was chosen.
	Addr() string
	// Close ends all handshakes under way and waits for them; accepted sessions live on.
	Close() error
}

// Limits bounds what those who have proved nothing yet can take of a listener. A zero field stands for its default.
type Limits struct {
	Handshakes int                             // handshakes at a time; further connections are closed at once; 64
	PerHost    int                             // of these, from one IP address; 16
	Rate       int                             // handshakes that may begin in a second, after the first eight seconds' worth; 200
	HostRate   int                             // of these, from one IPv4 address or IPv6 network of 64 bits; 20
	Handshake  time.Duration                   // how long one handshake may take; 20 s
	Frame      time.Duration                   // how long a frame may take from its first byte to its last; 2 min
	Refused    func(address string, err error) // if not nil, told of each connection that did not become a session
}

const (
	defaultHandshakes = 64
	defaultPerHost    = 16
	defaultRate       = 200
	defaultHostRate   = 20
	handshakeTime     = 20 * time.Second
	frameTime         = 2 * time.Minute
)

func (l Limits) withDefaults() Limits {
	if l.Handshakes <= 0 {
		l.Handshakes = defaultHandshakes
	}
	if l.PerHost <= 0 {
		l.PerHost = defaultPerHost
	}
	if l.Rate <= 0 {
		l.Rate = defaultRate
	}
	if l.HostRate <= 0 {
		l.HostRate = defaultHostRate
	}
	if l.Handshake <= 0 {
		l.Handshake = handshakeTime
	}
	if l.Frame <= 0 {
		l.Frame = frameTime
	}
	if l.Refused == nil {
		l.Refused = func(string, error) {}
	}
	return l
}

// checkFrame reports why a frame of n bytes cannot be carried.
func checkFrame(n, most int) error {
	switch {
	case n == 0:
		return parley.Errorf(parley.CodeBadEncoding, "a frame of no bytes")
	case n > most:
		return parley.Errorf(parley.CodeTooLarge, "a frame of %d bytes, where %d is the most", n, most)
	}
	return nil
}
