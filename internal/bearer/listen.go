package bearer

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"

	"parley"
)

// ListenTLS waits for sessions at addr, "host:port", and proves in each to hold key. It accepts whoever proves to hold
// any Ed25519 key: Session.Peer tells which. An error is CodeBusy if the port is taken.
func ListenTLS(addr string, key parley.Signer, limits Limits) (Listener, error) {
	config, err := configure(key, nil)
	if err != nil {
		return nil, err
	}
	lc := net.ListenConfig{KeepAliveConfig: keepAlive}
	tcp, err := lc.Listen(context.Background(), "tcp", addr)
	if err != nil {
		return nil, listenError(addr, err)
	}
	return listen(tcp, config, limits), nil
}

func listenError(addr string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return parley.Wrap(err, parley.CodeBusy, "the address %s is in use by another process", addr)
	}
	return parley.Wrap(err, parley.CodeUsage, "this machine cannot listen at %s", addr)
}

type tlsListener struct {
	tcp     net.Listener
	config  *tls.Config
	limits  Limits
	gate    *gate
	held    *heldBack
	ready   chan Session
	ctx     context.Context // ends with Close
	end     context.CancelFunc
	running sync.WaitGroup
}

func listen(tcp net.Listener, config *tls.Config, limits Limits) *tlsListener {
	l := &tlsListener{tcp: tcp, config: config, limits: limits.withDefaults(), ready: make(chan Session), held: newHeldBack()}
	l.gate = newGate(l.limits.Handshakes, l.limits.PerHost, newRates(l.limits.Rate, l.limits.HostRate))
	l.ctx, l.end = context.WithCancel(context.Background())
	l.running.Go(l.run)
	return l
}

func (l *tlsListener) Addr() string { return l.tcp.Addr().String() }

func (l *tlsListener) Accept() (Session, error) {
	select {
	case s := <-l.ready:
		return s, nil
	case <-l.ctx.Done():
		return nil, net.ErrClosed
	}
}

func (l *tlsListener) Close() error {
	l.end()
	err := l.tcp.Close()
	l.running.Wait()
	l.held.end()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// run takes connections until Close. Any other error of the listening socket passes (too many open files, a connection
// that was reset before it was taken), so it waits a little and goes on.
func (l *tlsListener) run() {
	for {
		raw, err := l.tcp.Accept()
		if err == nil {
			l.admit(raw)
			continue
		}
		if errors.Is(err, net.ErrClosed) {
			return
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-l.ctx.Done():
			return
		}
	}
}

// admit begins a handshake, if there is room for one.
func (l *tlsListener) admit(raw net.Conn) {
	address := raw.RemoteAddr().String()
	host := hostOf(address)
	if err := l.gate.enter(host); err != nil {
		l.held.close(raw)
		l.limits.Refused(address, err)
		return
	}
	l.running.Go(func() {
		defer l.gate.leave(host)
		if err := l.welcome(raw, address); err != nil {
			raw.Close()
			l.limits.Refused(address, err)
		}
	})
}

// welcome shakes hands and gives the session to Accept. The time for the handshake also bounds the wait for Accept.
func (l *tlsListener) welcome(raw net.Conn, address string) error {
	tune(raw)
	ctx, cancel := context.WithTimeout(l.ctx, l.limits.Handshake)
	defer cancel()
	conn := tls.Server(raw, l.config)
	if err := conn.HandshakeContext(ctx); err != nil {
		return handshakeError(address, err)
	}
	key, err := keyOf(conn.ConnectionState())
	if err != nil {
		return err
	}
	select {
	case l.ready <- &tlsSession{conn: conn, peer: key, address: address, frame: l.limits.Frame, answers: newAnswering(raw)}:
		return nil
	case <-ctx.Done():
		return parley.Wrap(ctx.Err(), parley.CodeLimit, "the session with %s was not taken up", address)
	}
}
