package console

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley"
)

// "OwnCertificate reads the certificate of the console and its key from two files, and makes both where neither is there, for
// a host and this machine."
func TestOwnCertificate(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "console.crt"), filepath.Join(dir, "console.key")
	first, err := OwnCertificate(certFile, keyFile, "watch.example", storyNow, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	again, err := OwnCertificate(certFile, keyFile, "watch.example", storyNow, rand.Reader)
	if err != nil || string(again.Certificate[0]) != string(first.Certificate[0]) {
		t.Errorf("a second time it is another: %v", err)
	}
	c, err := x509.ParseCertificate(first.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"watch.example", "localhost", "127.0.0.1", "::1"} {
		if err := c.VerifyHostname(host); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	if info, _ := os.Stat(keyFile); info.Mode().Perm() != 0o600 {
		t.Errorf("the key has the mode %v", info.Mode())
	}
	if print := CertificateFingerprint(c.Raw); len(print) != 95 || strings.ToUpper(print) != print {
		t.Errorf("the fingerprint is %q", print)
	}
	here, there := net.Pipe()
	go tls.Server(here, &tls.Config{Certificates: []tls.Certificate{first}}).Handshake()
	roots := x509.NewCertPool()
	roots.AddCert(c)
	client := tls.Client(there, &tls.Config{RootCAs: roots, ServerName: "watch.example", Time: c.NotBefore.Local})
	if err := client.Handshake(); err != nil {
		t.Errorf("a browser that trusts it: %v", err)
	}
	os.WriteFile(certFile, []byte("damaged"), 0o600)
	if _, err := OwnCertificate(certFile, keyFile, "", storyNow, rand.Reader); parley.CodeOf(err) != parley.CodeBadKey {
		t.Errorf("a damaged one: %v", err)
	}
}
