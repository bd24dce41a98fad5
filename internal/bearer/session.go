package bearer

import (
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"

	"parley"
)

// tlsSession is a session over an established TLS connection.
type tlsSession struct {
	conn    *tls.Conn
	peer    ed25519.PublicKey
	dialled bool
	address string
	frame   time.Duration // how long one frame may take
	answers *answering
	closed  atomic.Bool
}

func (s *tlsSession) Peer() ed25519.PublicKey { return s.peer }
func (s *tlsSession) Dialled() bool           { return s.dialled }
func (s *tlsSession) Kind() string            { return "tls" }
func (s *tlsSession) Address() string         { return s.address }
func (s *tlsSession) Reliable() bool          { return true }
func (s *tlsSession) MaxFrame() int           { return MaxFrame }

// Close closes the connection under TLS: a notice of the end would wait behind what the other end does not read.
func (s *tlsSession) Close() error {
	s.closed.Store(true)
	s.answers.stop()
	if err := s.conn.NetConn().Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// Send leaves it to TLS, which writes one buffer at a time, to keep apart what several goroutines send.
func (s *tlsSession) Send(frames [][]byte) error {
	buffer, err := join(frames)
	if err != nil {
		return err
	}
	s.conn.SetWriteDeadline(time.Now().Add(s.frame))
	if _, err := s.conn.Write(buffer); err != nil {
		s.Close()
		return s.broken(err)
	}
	return nil
}

// Receive asks whether the session is closed by itself: TLS may still hold bytes that came before.
func (s *tlsSession) Receive() ([]byte, error) {
	if s.closed.Load() {
		return nil, s.broken(net.ErrClosed)
	}
	frame, err := s.receive()
	if err != nil {
		s.Close()
	}
	return frame, err
}

// receive may wait for ever for the first byte of a frame, and no longer than s.frame for the rest. The other end
// closes without a notice of TLS, so io.EOF says that the connection ended between two frames, not who ended it.
func (s *tlsSession) receive() ([]byte, error) {
	frame, err := split(s.conn, func() { s.conn.SetReadDeadline(time.Now().Add(s.frame)) })
	var known *parley.Error
	switch {
	case err == nil:
		s.conn.SetReadDeadline(time.Time{})
		s.answers.received()
		return frame, nil
	case err == io.EOF || errors.As(err, &known):
		return nil, err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, parley.Wrap(err, parley.CodeNoPath, "the session with %s ended inside a frame", s.address)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, parley.Wrap(err, parley.CodeNoPath, "a frame from %s did not go on for %v", s.address, s.frame)
	}
	return nil, s.broken(err)
}

func (s *tlsSession) broken(err error) error {
	return parley.Wrap(err, parley.CodeNoPath, "the session with %s is broken", s.address)
}

// An Exporter is a session from which both ends may take a secret that nobody else has.
type Exporter interface {
	// Export returns length bytes that belong to this session and the label: the exporter of RFC 8446, 7.5.
	Export(label string, length int) ([]byte, error)
}

func (s *tlsSession) Export(label string, length int) ([]byte, error) {
	state := s.conn.ConnectionState()
	b, err := state.ExportKeyingMaterial(label, nil, length)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeInternal, "the session with %s gives no secret", s.address)
	}
	return b, nil
}
