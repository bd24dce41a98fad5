package bearer

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"slices"
	"testing"
	"time"

	"parley"
)

// hybrid is X25519MLKEM768 by its number.
const hybrid = tls.CurveID(4588)

// byHand is what another implementation would begin with: a configuration made from the chapter alone. It offers more
// than the chapter allows, so that the other end has to choose.
func byHand(t *testing.T, key testKey, template, parent *x509.Certificate, issuer testKey) *tls.Config {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), issuer.private)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{
		Certificates:       []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key.private}},
		NextProtos:         []string{"h2", "parley/1", "parley/2"},
		CurvePreferences:   []tls.CurveID{tls.X25519, hybrid, tls.CurveP256},
		MinVersion:         tls.VersionTLS12,
		ClientAuth:         tls.RequestClientCert,
		InsecureSkipVerify: true,
		ServerName:         "resumable",
		ClientSessionCache: tls.NewLRUClientSessionCache(4),
	}
}

// certificates are ones that say the most different things about the same key.
var certificates = []struct {
	name             string
	template, parent x509.Certificate
	issuer           testKey
}{
	{"plain", x509.Certificate{SerialNumber: big.NewInt(7)}, x509.Certificate{}, north},
	{"of another name, long over", x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "south"}, DNSNames: []string{"south.example"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1e9, 0)}, x509.Certificate{}, north},
	{"of an authority, for other uses, signed by another", x509.Certificate{SerialNumber: big.NewInt(9), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCRLSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}}, x509.Certificate{Subject: pkix.Name{CommonName: "east"}}, east},
}

// [LINK-30] Both ends MUST shake hands by TLS 1.3 with the group X25519MLKEM768 and the ALPN protocol name parley/1. No
// session is resumed.
// [LINK-31] Each end MUST show exactly one certificate, for its link key. Nothing else in the certificate counts.
// [LINK-33] Each frame MUST stand behind its length as 2 bytes, big-endian.
func TestDialledByHand(t *testing.T) {
	l, _ := listenSouth(t, Limits{})
	for _, c := range certificates {
		config := byHand(t, north, &c.template, &c.parent, c.issuer)
		for range 2 { // the second would resume, if there were tickets
			raw, err := net.Dial("tcp", l.Addr())
			if err != nil {
				t.Fatal(err)
			}
			conn := tls.Client(raw, config)
			if err := conn.Handshake(); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			s := accepted(t, l)
			speak(t, c.name, conn, s, north, south)
			s.Close()
		}
	}
}

// [LINK-30] [LINK-31] [LINK-32] [LINK-33] A node dials another implementation in the same way.
func TestDialsByHand(t *testing.T) {
	for _, c := range certificates {
		config := byHand(t, north, &c.template, &c.parent, c.issuer)
		var offered *tls.ClientHelloInfo
		config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) { offered = hello; return nil, nil }
		conns := make(chan *tls.Conn, 1)
		addr := serve(t, func(raw net.Conn) {
			conn := tls.Server(raw, config)
			if conn.Handshake() == nil {
				conns <- conn
				<-t.Context().Done()
			}
		})
		s, err := DialTLS(t.Context(), addr, south, north.Public())
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		speak(t, c.name, <-conns, s, north, south)
		s.Close()
		if !slices.Equal(offered.SupportedVersions, []uint16{tls.VersionTLS13}) || !slices.Equal(offered.SupportedCurves, []tls.CurveID{hybrid}) ||
			!slices.Equal(offered.SupportedProtos, []string{"parley/1"}) || !slices.Contains(offered.SignatureSchemes, tls.Ed25519) {
			t.Errorf("it offers versions %x, groups %v, protocols %v", offered.SupportedVersions, offered.SupportedCurves, offered.SupportedProtos)
		}
	}
}

// accepted is the session of whoever has dialled l.
func accepted(t *testing.T, l Listener) (s Session) {
	t.Helper()
	within(t, "Accept", func() { s, _ = l.Accept() })
	if s == nil {
		t.Fatal("the listener has ended")
	}
	return s
}

// speak holds what was agreed on between hand, which holds the key of own, and s, which holds that of other, and passes
// frames both ways.
func speak(t *testing.T, name string, hand *tls.Conn, s Session, own, other testKey) {
	t.Helper()
	state := hand.ConnectionState()
	key, err := keyOf(state)
	if err != nil || !key.Equal(other.Public()) || !s.Peer().Equal(own.Public()) {
		t.Errorf("%s: the keys are not those of the two: %v", name, err)
	}
	if state.Version != 0x0304 || state.CurveID != hybrid || state.NegotiatedProtocol != "parley/1" || state.DidResume {
		t.Errorf("%s: agreed on %x, %v, %q, resumed %v", name, state.Version, state.CurveID, state.NegotiatedProtocol, state.DidResume)
	}
	hand.Write(append([]byte{0, 5, 'h', 'e', 'l', 'l', 'o', 0x40, 0}, make([]byte, 16384)...))
	for _, n := range []int{5, 16384} {
		if frame, err := s.Receive(); err != nil || len(frame) != n {
			t.Fatalf("%s: %d bytes of %d, %v", name, len(frame), n, err)
		}
	}
	if err := s.Send([][]byte{[]byte("good"), bytes.Repeat([]byte{'a'}, 300)}); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 6+302)
	if _, err := io.ReadFull(hand, got); err != nil || string(got[:10]) != "\x00\x04good\x01\x2caa" {
		t.Errorf("%s: %q, %v", name, got, err)
	}
}

// [LINK-30] Each end MUST refuse every other version, group and name.
// [LINK-31] An end MUST refuse a handshake in which the other shows none, more than one or another kind of key, or does
// not prove to hold it.
// [LINK-32] The end that dials MUST end the handshake unless the key is the one that it expects.
// [LINK-33] A reader ends the session at a length of 0 or of more than 16,384.
func TestRefusedByHand(t *testing.T) {
	plain := func(key testKey) *tls.Config {
		return byHand(t, key, &x509.Certificate{SerialNumber: big.NewInt(1)}, &x509.Certificate{}, key)
	}
	for name, spoil := range map[string]func(*tls.Config){
		"no later than TLS 1.2": func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 },
		"other groups": func(c *tls.Config) {
			c.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP256, tls.SecP256r1MLKEM768}
		},
		"no protocol":              func(c *tls.Config) { c.NextProtos = nil },
		"another protocol":         func(c *tls.Config) { c.NextProtos = []string{"parley/2"} },
		"no certificate":           func(c *tls.Config) { c.Certificates = nil },
		"two certificates":         func(c *tls.Config) { x := &c.Certificates[0].Certificate; *x = append(*x, (*x)[0]) },
		"another kind of key":      func(c *tls.Config) { c.Certificates = []tls.Certificate{ecdsaCertificate(t)} },
		"a key that it lacks":      func(c *tls.Config) { c.Certificates[0].PrivateKey = thief{east} },
		"the key of a third party": func(c *tls.Config) { c.Certificates = plain(east).Certificates },
	} {
		config := plain(north)
		spoil(config)
		addr := serve(t, func(raw net.Conn) { conn := tls.Server(raw, config); conn.Handshake(); io.Copy(io.Discard, conn) })
		if s, err := DialTLS(t.Context(), addr, south, north.Public()); err == nil {
			t.Errorf("dialling, %s: taken", name)
			s.Close()
		}
		if name == "the key of a third party" {
			continue // the end that is dialled takes it, and decides by the key
		}
		l, refused := listenSouth(t, Limits{})
		within(t, name, func() { shake(t, l.Addr(), config) })
		if parley.CodeOf(refused.next(t)) == "" {
			t.Errorf("dialled, %s: refused without a reason", name)
		}
	}
	for name, b := range map[string][]byte{"no bytes": {0, 0, 0, 1, 1}, "16,385 bytes": append([]byte{0x40, 1}, make([]byte, 16385)...)} {
		l, _ := listenSouth(t, Limits{})
		raw, err := net.Dial("tcp", l.Addr())
		if err != nil {
			t.Fatal(err)
		}
		defer raw.Close()
		conn := tls.Client(raw, plain(north))
		if err := conn.Handshake(); err != nil {
			t.Fatal(err)
		}
		s := accepted(t, l)
		conn.Write(b)
		if _, err := s.Receive(); err == nil {
			t.Errorf("a frame of %s: taken", name)
		}
		within(t, "the other end", func() { io.Copy(io.Discard, conn) })
	}
}
