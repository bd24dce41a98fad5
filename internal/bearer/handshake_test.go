package bearer

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"testing"

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
