// Package station carries sessions of the narrow bearer (spec/8-narrow.md) over one medium that takes packets: a UDP socket,
// or a modem or radio at a serial device. It is to package narrow what bearer.ListenTLS and DialTLS are to TLS.
package station

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"sync"

	"parley"
	"parley/internal/bearer"
	"parley/narrow"
)

// A Medium takes packets and gives those that came, whole or not at all.
type Medium interface {
	// Send gives a packet to the medium. An address is what Receive said, or what a sheet or the operator wrote.
	Send(packet []byte, to string) error
	// Receive waits for a packet, in a slice of its own. After Close, and after an error for good, it returns an error.
	Receive() (packet []byte, from string, err error)
	Most() int    // bytes of the longest packet
	Kind() string // "udp", "serial"
	Addr() string // of this end
	Close() error
}

// A Ring holds the secrets of the lines, durably. It may be asked by several goroutines.
type Ring interface {
	// Named returns the secrets of that id, whichever line they belong to: nearly always none or one.
	Named(id narrow.KeyID) []Held
	// Order returns the secrets of the line to a peer in the order in which beginnings are to try them [NAR-3].
	Order(peer ed25519.PublicKey) ([]Held, error)
	// Proved says that something of the other end was authentic under a secret.
	Proved(Held)
	// Counter returns a counter for a beginning that no beginning with this secret had, once that is durable [NAR-5].
	Counter(Held) (uint64, error)
	// New reports whether the counter of a peer's beginning is higher than every one before; it is asked first, and cheap.
	New(Held, uint64) bool
	// Take, which says that the secret is proved, too, reports whether the counter of a peer's beginning is higher than every one before, once it is durable [NAR-7].
	Take(Held, uint64) (fresh bool, err error)
}

// A Held secret is one of the line to the peer that has this link key.
type Held struct {
	Peer   ed25519.PublicKey
	Secret narrow.Secret
}

// A Station is this node on one medium. It is a bearer.Listener, and dials.
type Station struct {
	medium Medium
	ring   Ring
	random io.Reader
	log    *slog.Logger

	ready   chan bearer.Session
	ctx     context.Context // ends with Close
	end     context.CancelFunc
	running sync.WaitGroup
	once    sync.Once

	mu       sync.Mutex
	static   narrow.Static
	sessions map[uint16]*session
}

// backlog is how many sessions may wait for Accept.
const backlog = 16

// New returns the station of the node with that link key, and takes over the medium.
func New(medium Medium, link ed25519.PrivateKey, ring Ring, log *slog.Logger) (*Station, error) {
	static, err := narrow.StaticOf(link)
	if err != nil {
		return nil, err
	}
	s := &Station{medium: medium, static: static, ring: ring, random: rand.Reader, log: log, ready: make(chan bearer.Session, backlog),
		sessions: map[uint16]*session{}}
	s.ctx, s.end = context.WithCancel(context.Background())
	s.running.Go(s.listen)
	return s, nil
}

// Use goes on with another link key of this node; associations that there are stay.
func (s *Station) Use(link ed25519.PrivateKey) error {
	static, err := narrow.StaticOf(link)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.static = static
	return nil
}

// Addr is the address of this end.
func (s *Station) Addr() string { return s.medium.Addr() }

// Accept returns the next session that a peer began.
func (s *Station) Accept() (bearer.Session, error) {
	select {
	case x := <-s.ready:
		return x, nil
	case <-s.ctx.Done():
		return nil, net.ErrClosed
	}
}

// Close ends every session and gives the medium back.
func (s *Station) Close() error {
	var err error
	s.once.Do(func() { err = s.close() })
	return err
}

func (s *Station) close() error {
	s.mu.Lock()
	var all []*session
	for _, x := range s.sessions {
		all = append(all, x)
	}
	s.mu.Unlock()
	for _, x := range all {
		x.Close()
	}
	s.end()
	err := s.medium.Close()
	s.running.Wait()
	return err
}

// listen takes packets until the medium ends.
func (s *Station) listen() {
	defer s.end()
	for {
		packet, from, err := s.medium.Receive()
		if err != nil {
			if s.ctx.Err() == nil {
				s.log.Error("the medium ended", "kind", s.medium.Kind(), "address", s.medium.Addr(), "error", err)
			}
			return
		}
		s.take(packet, from)
	}
}

// take is called for each packet, and keeps nothing of one that proves nothing.
func (s *Station) take(packet []byte, from string) {
	if head, ok := narrow.ReadBeginning(packet); ok {
		s.greet(head, from)
		return
	}
	own, ok := narrow.Receiver(packet)
	if !ok {
		return
	}
	s.mu.Lock()
	x := s.sessions[own]
	s.mu.Unlock()
	switch {
	case x == nil:
	case narrow.IsAnswer(packet):
		x.answered(packet, from)
	default:
		x.take(packet, from)
	}
}

func (s *Station) endOf(held Held) (narrow.End, error) {
	public, err := narrow.PublicOf(held.Peer)
	s.mu.Lock()
	defer s.mu.Unlock()
	return narrow.End{Static: s.static, Peer: public, Secret: held.Secret}, err
}

// maxSessions bounds the associations of a station; each is with somebody who holds a secret.
const maxSessions = 1024

// open finds a number for a session that begins.
func (s *Station) open(peer ed25519.PublicKey, address string, dialled bool) (*session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sessions) >= maxSessions {
		return nil, parley.Errorf(parley.CodeLimit, "%d sessions are open over %s", maxSessions, s.medium.Kind())
	}
	for {
		var b [2]byte
		if _, err := io.ReadFull(s.random, b[:]); err != nil {
			return nil, parley.Wrap(err, parley.CodeInternal, "there are no random numbers")
		}
		own := binary.BigEndian.Uint16(b[:])
		if s.sessions[own] == nil {
			x := newSession(s, own, peer, address, dialled)
			s.sessions[own] = x
			return x, nil
		}
	}
}

func (s *Station) forget(own uint16) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, own)
}
