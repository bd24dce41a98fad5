package passkey_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/internal/passkey"
	"parley/internal/passkey/passkeytest"
	"parley/officer"
	"parley/wire"
)

// madeUp makes a CA and a certificate of it for a host, and the file of the former.
func madeUp(t *testing.T, host string) (file string, config *tls.Config) {
	t.Helper()
	now := time.Now()
	template := func(serial int64, name string) *x509.Certificate {
		return &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour)}
	}
	key := func() *ecdsa.PrivateKey {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	caKey, leafKey := key(), key()
	ca := template(1, "Northland internal CA")
	ca.IsCA, ca.BasicConstraintsValid, ca.KeyUsage = true, true, x509.KeyUsageCertSign
	leaf := template(2, host)
	leaf.DNSNames, leaf.ExtKeyUsage = []string{host}, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, caKey.Public(), caKey)
	if err != nil {
		t.Fatal(err)
	}
	leafDER, err := x509.CreateCertificate(rand.Reader, leaf, ca, leafKey.Public(), caKey)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER}), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{leafDER}, PrivateKey: leafKey}}}
}

// A page under a certificate of the organisation's own CA is a secure context for a browser that trusts the CA, and makes
// passkeys and signatures for that host; a browser that does not trust it does not open the page.
func TestOwnCA(t *testing.T) {
	const host = "desk.north.example"
	ca, config := madeUp(t, host)
	port := freePort(t)
	d := passkey.Desk{Origin: "https://" + host + ":" + port, Address: "127.0.0.1:" + port, TLS: config}
	b := passkeytest.Start(t, ca)
	p := enrolled(t, b, d, officer.Extra{RPID: "north.example", Origins: []string{d.Origin}, Verified: true})
	stranger := passkeytest.Start(t, "")
	refused := make(chan error, 1)
	d.Show = func(url string) {
		go func() {
			refused <- stranger.Open(url)
			b.Answer(url)
		}()
	}
	s, err := passkey.Signer{Passkey: p, Desk: d, Text: "A line", Context: t.Context()}.Sign(wire.UseMessage, edition[:], []byte("payload"))
	if err != nil || p.Key.Verify(s, wire.UseMessage, edition[:], []byte("payload")) != nil {
		t.Error(err)
	}
	if err := <-refused; err == nil || !strings.Contains(err.Error(), "ERR_CERT_AUTHORITY_INVALID") {
		t.Errorf("a browser that does not trust the CA: %v", err)
	}
}
