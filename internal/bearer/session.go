package bearer

import (
	"crypto/ed25519"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"parley"
)

// tlsSession carries each frame behind its length in two bytes, big-endian.
type tlsSession struct {
	conn    *tls.Conn
	peer    ed25519.PublicKey
	dialled bool
	address string
	frame   time.Duration // how long one frame may take
	sending sync.Mutex
}

func (s *tlsSession) Peer() ed25519.PublicKey { return s.peer }
func (s *tlsSession) Dialled() bool           { return s.dialled }
func (s *tlsSession) Kind() string            { return "tls" }
func (s *tlsSession) Address() string         { return s.address }
func (s *tlsSession) Reliable() bool          { return true }
func (s *tlsSession) MaxFrame() int           { return MaxFrame }

// Close closes the connection under TLS: a notice of the end would wait behind what the other end does not read.
func (s *tlsSession) Close() error {
	if err := s.conn.NetConn().Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

func (s *tlsSession) Send(frames [][]byte) error {
	buffer, err := join(frames)
	if err != nil {
		return err
	}
	s.sending.Lock()
	defer s.sending.Unlock()
	s.conn.SetWriteDeadline(time.Now().Add(s.frame))
	if _, err := s.conn.Write(buffer); err != nil {
		s.Close()
		return s.broken(err)
	}
	return nil
}

// join puts the frames behind their lengths into one buffer.
func join(frames [][]byte) ([]byte, error) {
	total := 0
	for _, frame := range frames {
		if err := checkFrame(len(frame), MaxFrame); err != nil {
			return nil, err
		}
		total += 2 + len(frame)
	}
	buffer := make([]byte, 0, total)
	for _, frame := range frames {
		buffer = binary.BigEndian.AppendUint16(buffer, uint16(len(frame)))
		buffer = append(buffer, frame...)
	}
	return buffer, nil
}

func (s *tlsSession) Receive() ([]byte, error) {
	frame, err := s.receive()
	if err != nil {
		s.Close()
	}
	return frame, err
}

// receive may wait for ever for the first byte of a frame, and no longer than s.frame for the rest.
func (s *tlsSession) receive() ([]byte, error) {
	var head [2]byte
	if _, err := io.ReadFull(s.conn, head[:1]); err != nil {
		return nil, s.ended(err)
	}
	s.conn.SetReadDeadline(time.Now().Add(s.frame))
	if _, err := io.ReadFull(s.conn, head[1:]); err != nil {
		return nil, s.cut(err)
	}
	n := int(binary.BigEndian.Uint16(head[:]))
	if err := checkFrame(n, MaxFrame); err != nil {
		return nil, err
	}
	frame := make([]byte, n)
	if _, err := io.ReadFull(s.conn, frame); err != nil {
		return nil, s.cut(err)
	}
	return frame, s.conn.SetReadDeadline(time.Time{})
}

// ended is what an error before the first byte of a frame means. The other end closes without a notice of TLS, so a
// connection that ends between two records has ended in order.
func (s *tlsSession) ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return io.EOF
	}
	return s.broken(err)
}

// cut is what an error inside a frame means.
func (s *tlsSession) cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return parley.Wrap(io.ErrUnexpectedEOF, parley.CodeNoPath, "the session with %s ended inside a frame", s.address)
	}
	return s.broken(err)
}

func (s *tlsSession) broken(err error) error {
	return parley.Wrap(err, parley.CodeNoPath, "the session with %s is broken", s.address)
}
