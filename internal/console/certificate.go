package console

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"net"
	"os"
	"strings"
	"time"

	"parley"
)

// certificateLife is how long an own certificate is good for. Browsers compare its fingerprint, not its age.
const certificateLife = 10 * 365 * 24 * time.Hour

// OwnCertificate reads the certificate of the console and its key from two files, and makes both where neither is there,
// for a host and this machine.
func OwnCertificate(certFile, keyFile, host string, now time.Time, random io.Reader) (tls.Certificate, error) {
	_, missing := os.Stat(keyFile)
	if errors.Is(missing, fs.ErrNotExist) {
		if err := makeCertificate(certFile, keyFile, host, now, random); err != nil {
			return tls.Certificate{}, parley.Wrap(err, parley.CodeStorage, "the certificate of the console cannot be made")
		}
	}
	cert, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return cert, parley.Wrap(err, parley.CodeBadKey, "the certificate of the console, %s, or its key cannot be used; remove both, and new ones are made", certFile)
	}
	return cert, nil
}

// makeCertificate writes the certificate first: a key without one would be taken for whole.
func makeCertificate(certFile, keyFile, host string, now time.Time, random io.Reader) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), random)
	if err != nil {
		return err
	}
	serial := make([]byte, 16)
	if _, err := io.ReadFull(random, serial); err != nil {
		return err
	}
	names := []string{"localhost"}
	addresses := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	if ip := net.ParseIP(host); ip != nil {
		addresses = append(addresses, ip)
	} else if host != "" && host != names[0] {
		names = append(names, host)
	}
	template := &x509.Certificate{SerialNumber: new(big.Int).SetBytes(serial), Subject: pkix.Name{CommonName: "Parley console"}, NotBefore: now.Add(-time.Hour),
		NotAfter: now.Add(certificateLife), KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, DNSNames: names, IPAddresses: addresses}
	cert, err := x509.CreateCertificate(random, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := replace(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})); err != nil {
		return err
	}
	return replace(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))
}

// CertificateFingerprint is what browsers show of a certificate: the SHA-256 of its bytes, in pairs of digits.
func CertificateFingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}
