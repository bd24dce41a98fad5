package bearer

import (
	"crypto"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"time"

	"parley"
)

// certificate returns the least certificate that carries key: no name, no extension, no end (RFC 5280, 4.1.2.5). It is
// only the form in which TLS shows a key; nobody looks at the rest.
func certificate(key parley.Signer) (tls.Certificate, error) {
	signer := tlsSigner{key}
	blank := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotBefore:    time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(nil, blank, blank, signer.Public(), signer)
	if err != nil {
		return tls.Certificate{}, parley.Wrap(err, parley.CodeBadKey, "the link key could not sign")
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: signer}, nil
}

// tlsSigner lets TLS sign with a parley.Signer. For Ed25519 it is given the message itself and not a digest. What TLS
// signs begins with 64 spaces or is a certificate, so no signature of it can pass for one on a sheet.
type tlsSigner struct{ key parley.Signer }

func (s tlsSigner) Public() crypto.PublicKey { return s.key.Public() }

func (s tlsSigner) Sign(_ io.Reader, message []byte, _ crypto.SignerOpts) ([]byte, error) {
	return s.key.Sign(message)
}

// keyOf returns the Ed25519 key of the one certificate that the other end has shown.
func keyOf(state tls.ConnectionState) (ed25519.PublicKey, error) {
	if len(state.PeerCertificates) != 1 {
		return nil, parley.Errorf(parley.CodeBadKey, "the other end shows %d certificates, where one is wanted", len(state.PeerCertificates))
	}
	key, ok := state.PeerCertificates[0].PublicKey.(ed25519.PublicKey)
	if !ok {
		return nil, parley.Errorf(parley.CodeBadKey, "the other end's key is not Ed25519")
	}
	return key, nil
}
