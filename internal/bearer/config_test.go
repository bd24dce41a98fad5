package bearer

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"testing"

	"parley"
)

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
