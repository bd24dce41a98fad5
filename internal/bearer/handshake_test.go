package bearer

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"io"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"parley"
)

// mustConfigure is the configuration of an end that judges nothing, for tests to spoil.
func mustConfigure(t *testing.T, key parley.Signer) *tls.Config {
	t.Helper()
	config, err := configure(key, nil)
	if err != nil {
		t.Fatal(err)
	}
	config.VerifyConnection = nil
	return config
}

// ecdsaCertificate shows a key that is not Ed25519.
func ecdsaCertificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	blank := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, blank, blank, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// spoiled are the ways in which an end is no good, with what the other end then says.
var spoiled = []struct {
	name  string
	spoil func(t *testing.T, config *tls.Config)
	words string
	code  parley.Code
}{
	{"no certificate", func(_ *testing.T, c *tls.Config) { c.Certificates = nil }, "certificate", parley.CodeNoNode},
	{"TLS 1.2", func(_ *testing.T, c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS12, tls.VersionTLS12 }, "version", parley.CodeNoNode},
	{"no hybrid", func(_ *testing.T, c *tls.Config) { c.CurvePreferences = []tls.CurveID{tls.X25519} }, "tls: no key exchanges supported by both", parley.CodeNoNode},
	{"no protocol named", func(_ *testing.T, c *tls.Config) { c.NextProtos = nil }, "does not speak parley/1", parley.CodeNoNode},
	{"another protocol", func(_ *testing.T, c *tls.Config) { c.NextProtos = []string{"h2"} }, "", parley.CodeNoNode},
	{"a key that is not Ed25519", func(t *testing.T, c *tls.Config) { c.Certificates = []tls.Certificate{ecdsaCertificate(t)} },
		"not Ed25519", parley.CodeBadKey},
	{"two certificates", func(_ *testing.T, c *tls.Config) {
		c.Certificates[0].Certificate = append(c.Certificates[0].Certificate, c.Certificates[0].Certificate[0])
	}, "2 certificates", parley.CodeBadKey},
	{"another's certificate", func(_ *testing.T, c *tls.Config) { c.Certificates[0].PrivateKey = thief{east} }, "signature", parley.CodeNoNode},
}

// thief shows the certificate of north and signs with a key of its own.
type thief struct{ own testKey }

func (thief) Public() crypto.PublicKey { return north.Public() }

func (k thief) Sign(_ io.Reader, m []byte, _ crypto.SignerOpts) ([]byte, error) { return k.own.Sign(m) }

func TestListenerRefusesSpoiledClients(t *testing.T) {
	l, refused := listenSouth(t, Limits{})
	for _, c := range spoiled {
		t.Run(c.name, func(t *testing.T) {
			config := mustConfigure(t, north)
			c.spoil(t, config)
			within(t, "the client", func() { shake(t, l.Addr(), config) })
			wants(t, refused.next(t), c.code, c.words)
		})
	}
	meet(t, l) // and the listener still takes a good one: the first that Accept sees
}

// shake connects as a client does and waits for the end.
func shake(t *testing.T, addr string, config *tls.Config) {
	raw, err := net.Dial("tcp", addr)
	if err != nil {
		t.Error(err)
		return
	}
	defer raw.Close()
	conn := tls.Client(raw, config)
	if err := conn.Handshake(); err != nil {
		return
	}
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("the listener has answered")
	}
}

func TestDialRefusesSpoiledServers(t *testing.T) {
	for _, c := range spoiled {
		t.Run(c.name, func(t *testing.T) {
			config := mustConfigure(t, north)
			c.spoil(t, config)
			addr := serve(t, func(raw net.Conn) {
				conn := tls.Server(raw, config)
				conn.Handshake()
				io.Copy(io.Discard, conn)
			})
			within(t, "DialTLS", func() {
				_, err := DialTLS(t.Context(), addr, south, north.Public())
				if c.name == "no certificate" || c.name == "another protocol" || c.name == "TLS 1.2" || c.name == "no hybrid" {
					wants(t, err, c.code, addr) // it is the server that says what is wrong
					return
				}
				wants(t, err, c.code, c.words)
			})
		})
	}
}

// serve runs a server that is no node, for one connection at a time.
func serve(t *testing.T, one func(net.Conn)) (addr string) {
	t.Helper()
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			raw, err := tcp.Accept()
			if err != nil {
				return
			}
			one(raw)
			raw.Close()
		}
	}()
	t.Cleanup(func() { tcp.Close(); <-done })
	return tcp.Addr().String()
}

func TestDialRefusesTheWrongKey(t *testing.T) {
	l, refused := listenSouth(t, Limits{})
	_, err := DialTLS(t.Context(), l.Addr(), north, east.Public())
	wants(t, err, parley.CodeBadKey, "holds the key "+parley.KeyIDOf(south.Public()).String()+", where "+parley.KeyIDOf(east.Public()).String()+" is expected")
	if !strings.Contains(parley.SentenceOf(err), l.Addr()) {
		t.Errorf("the sentence does not say where: %s", parley.SentenceOf(err))
	}
	wants(t, refused.next(t), parley.CodeNoNode, "")
}

func TestDialRefusesWhatIsNoNode(t *testing.T) {
	for name, one := range map[string]func(net.Conn){
		"closes at once": func(net.Conn) {},
		"resets":         func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) },
		"speaks HTTP":    func(c net.Conn) { c.Read(make([]byte, 99)); io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") },
		"talks nonsense": func(c net.Conn) { c.Write(make([]byte, 4096)) },
		"echoes":         func(c net.Conn) { io.CopyN(c, c, 600) },
	} {
		t.Run(name, func(t *testing.T) {
			addr := serve(t, one)
			within(t, "DialTLS", func() {
				_, err := DialTLS(t.Context(), addr, north, south.Public())
				wants(t, err, parley.CodeNoNode, addr)
			})
		})
	}
}

func TestDialGivesUp(t *testing.T) {
	addr := serve(t, func(c net.Conn) { io.Copy(io.Discard, c) }) // takes everything, says nothing
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	within(t, "DialTLS", func() {
		_, err := DialTLS(ctx, addr, north, south.Public())
		wants(t, err, parley.CodeNoPath, "was not done in time")
	})
	config := mustConfigure(t, north)
	raw, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	within(t, "a handshake without a context that ends", func() {
		_, err := dialHandshake(context.Background(), raw, addr, config, 100*time.Millisecond)
		wants(t, err, parley.CodeNoPath, "was not done in time")
	})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = DialTLS(gone, addr, north, south.Public())
	wants(t, err, parley.CodeNoPath, "there is no path to "+addr)
}

func TestListenerGivesUpOnThoseWhoStall(t *testing.T) {
	hello := firstFlight(t)
	for name, c := range map[string]struct {
		bytes []byte
		words string
	}{
		"silence":         {nil, "was not done in time"},
		"half a hello":    {hello[:len(hello)/2], "was not done in time"},
		"a hello, no end": {hello, "was not done in time"},
		"garbage":         {[]byte(strings.Repeat("garbage\n", 100)), "is no node"},
		"HTTP":            {[]byte("GET / HTTP/1.1\r\nHost: example\r\n\r\n"), "is no node"},
		"a spoiled hello": {append(append([]byte{}, hello[:20]...), make([]byte, len(hello)-20)...), "is no node"},
	} {
		t.Run(name, func(t *testing.T) {
			l, refused := listenSouth(t, Limits{Handshake: 200 * time.Millisecond})
			raw, err := net.Dial("tcp", l.Addr())
			if err != nil {
				t.Fatal(err)
			}
			defer raw.Close()
			raw.Write(c.bytes)
			err = refused.next(t)
			if !strings.Contains(err.Error(), c.words) {
				t.Errorf("%v, want %q", err, c.words)
			}
			within(t, "the connection", func() { io.Copy(io.Discard, raw) })
		})
	}
}

// firstFlight is what a good client sends first.
func firstFlight(t *testing.T) []byte {
	near, far := net.Pipe()
	defer near.Close()
	go func() { tls.Client(far, mustConfigure(t, north)).Handshake(); far.Close() }()
	head := make([]byte, 5)
	if _, err := io.ReadFull(near, head); err != nil {
		t.Fatal(err)
	}
	body := make([]byte, int(head[3])<<8|int(head[4]))
	if _, err := io.ReadFull(near, body); err != nil {
		t.Fatal(err, hex.EncodeToString(head))
	}
	return append(head, body...)
}

func TestListenerBoundsHandshakes(t *testing.T) {
	for name, limits := range map[string]Limits{
		"in all":   {Handshakes: 3, PerHost: 100, Handshake: time.Minute},
		"per host": {Handshakes: 100, PerHost: 3, Handshake: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			l, refused := listenSouth(t, limits)
			var stalled []net.Conn
			for range 3 {
				raw, err := net.Dial("tcp", l.Addr())
				if err != nil {
					t.Fatal(err)
				}
				defer raw.Close()
				stalled = append(stalled, raw)
			}
			_, err := DialTLS(t.Context(), l.Addr(), north, south.Public())
			wants(t, err, parley.CodeNoNode, l.Addr())
			wants(t, refused.next(t), parley.CodeLimit, "which is the most")
			stalled[0].Close()
			wants(t, refused.next(t), parley.CodeNoNode, "closed the connection during the handshake")
			within(t, "the next", func() {
				for { // the place is free a moment after its refusal is told
					s, err := DialTLS(t.Context(), l.Addr(), north, south.Public())
					if err == nil {
						s.Close()
						return
					}
				}
			})
		})
	}
}

// A session that nobody accepts does not live for ever.
func TestSessionNotTakenUpEnds(t *testing.T) {
	l, refused := listenSouth(t, Limits{Handshake: 300 * time.Millisecond})
	s, err := DialTLS(t.Context(), l.Addr(), north, south.Public())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	wants(t, refused.next(t), parley.CodeLimit, "was not taken up")
	within(t, "Receive", func() {
		if _, err := s.Receive(); err == nil {
			t.Error("a frame came")
		}
	})
}

// Each handshake stands by itself: also a client that would resume a session gets no ticket.
func TestNoResumption(t *testing.T) {
	l, _ := listenSouth(t, Limits{})
	config := mustConfigure(t, north)
	config.ServerName = "south"
	config.ClientSessionCache = tls.NewLRUClientSessionCache(1)
	for range 2 {
		raw, err := net.Dial("tcp", l.Addr())
		if err != nil {
			t.Fatal(err)
		}
		defer raw.Close()
		conn := tls.Client(raw, config)
		if err := conn.Handshake(); err != nil {
			t.Fatal(err)
		}
		s, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.Send([][]byte{{1}})
		if _, err := conn.Read(make([]byte, 3)); err != nil { // a ticket would come before the frame
			t.Fatal(err)
		}
		if _, held := config.ClientSessionCache.Get("south"); held || conn.ConnectionState().DidResume {
			t.Fatal("the listener has handed out a ticket")
		}
	}
}

// What the configuration already excludes is looked at once more in the finished handshake.
func TestVerify(t *testing.T) {
	config := mustConfigure(t, south)
	cert, err := x509.ParseCertificate(config.Certificates[0].Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	good := tls.ConnectionState{
		Version: tls.VersionTLS13, CurveID: tls.X25519MLKEM768, NegotiatedProtocol: protocol, PeerCertificates: []*x509.Certificate{cert},
	}
	if err := verify(good, south.Public()); err != nil {
		t.Fatal(err)
	}
	if err := verify(good, nil); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*tls.ConnectionState){
		"version":     func(s *tls.ConnectionState) { s.Version = tls.VersionTLS12 },
		"group":       func(s *tls.ConnectionState) { s.CurveID = tls.X25519 },
		"resumed":     func(s *tls.ConnectionState) { s.DidResume = true },
		"protocol":    func(s *tls.ConnectionState) { s.NegotiatedProtocol = "" },
		"certificate": func(s *tls.ConnectionState) { s.PeerCertificates = nil },
	} {
		state := good
		spoil(&state)
		if err := verify(state, south.Public()); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	wants(t, verify(good, north.Public()), parley.CodeBadKey, "is expected")
}
