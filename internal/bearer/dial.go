package bearer

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"parley"
)

// DialTLS makes a session with the node at addr, "host:port", which must hold the private half of peer. It tries for
// at most 20 s to connect and 20 s to shake hands, or until ctx is done. An error is CodeNoPath if nothing answers,
// CodeNoNode if what answers is no node, CodeBadKey if it holds another key.
func DialTLS(ctx context.Context, addr string, key parley.Signer, peer ed25519.PublicKey) (Session, error) {
	if len(peer) != ed25519.PublicKeySize {
		return nil, parley.Errorf(parley.CodeBadKey, "the key expected at %s is not an Ed25519 key", addr)
	}
	config, err := configure(key, peer)
	if err != nil {
		return nil, err
	}
	dialer := net.Dialer{KeepAliveConfig: keepAlive}
	raw, err := connect(ctx, func(ctx context.Context) (net.Conn, error) { return dialer.DialContext(ctx, "tcp", addr) })
	if err != nil {
		return nil, dialError(addr, err)
	}
	return dialHandshake(ctx, raw, addr, config, handshakeTime)
}

func dialHandshake(ctx context.Context, raw net.Conn, addr string, config *tls.Config, most time.Duration) (Session, error) {
	tune(raw)
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	conn := tls.Client(raw, config)
	if err := conn.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, handshakeError(addr, err)
	}
	key, err := keyOf(conn.ConnectionState())
	if err != nil {
		raw.Close()
		return nil, err
	}
	return &tlsSession{conn: conn, peer: key, dialled: true, address: addr, frame: frameTime, answers: newAnswering(raw)}, nil
}

// dialError is what an error before the first byte means.
func dialError(addr string, err error) error {
	if errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) {
		return parley.Wrap(err, parley.CodeNoNode, "no node runs at %s", addr)
	}
	return parley.Wrap(err, parley.CodeNoPath, "there is no path to %s", addr)
}

// handshakeError is what an error in the handshake means. Errors of verify pass as they are.
func handshakeError(addr string, err error) error {
	var known *parley.Error
	switch {
	case errors.As(err, &known):
		return parley.Wrap(err, known.Code, "at %s: %s", addr, known.Sentence)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.Is(err, os.ErrDeadlineExceeded):
		return parley.Wrap(err, parley.CodeNoPath, "the handshake with %s was not done in time", addr)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return parley.Wrap(err, parley.CodeNoNode, "%s closed the connection during the handshake", addr)
	}
	return parley.Wrap(err, parley.CodeNoNode, "what answers at %s is no node", addr)
}
