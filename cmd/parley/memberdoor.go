package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"time"

	"parley"
	"parley/internal/store/postgres"
)

// doorTimeout is how long another node of the party may take to answer.
const doorTimeout = 5 * time.Second

// doorTLS lets in who holds the key that seed gives, and nobody else: the nodes that read it from the database which they share.
func doorTLS(seed []byte) (*tls.Config, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, parley.Errorf(parley.CodeStorage, "the node that leads has no door for others: is it an older version?")
	}
	key := ed25519.NewKeyFromSeed(seed)
	blank := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)}
	der, err := x509.CreateCertificate(rand.Reader, blank, blank, key.Public(), key)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeInternal, "the door to the other nodes of the party cannot be made")
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		ClientAuth: tls.RequireAnyClientCert, InsecureSkipVerify: true, // the key itself is looked at
		VerifyConnection: func(c tls.ConnectionState) error {
			if len(c.PeerCertificates) == 1 && key.Public().(ed25519.PublicKey).Equal(c.PeerCertificates[0].PublicKey) {
				return nil
			}
			return parley.Errorf(parley.CodeBadKey, "the other end is no node of this party that shares the database")
		},
	}, nil
}

// openDoor listens for the other nodes of the party.
func openDoor(address string, seed []byte) (net.Listener, error) {
	c, err := doorTLS(seed)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, cannotListen(address, err)
	}
	return tls.NewListener(l, c), nil
}

// doorOf is the way to the node that leads.
func doorOf(l postgres.Leader) dialer {
	return func(ctx context.Context) (net.Conn, error) {
		c, err := doorTLS(l.Door)
		if err != nil {
			return nil, err
		}
		ctx, cancel := context.WithTimeout(ctx, doorTimeout)
		defer cancel()
		conn, err := (&tls.Dialer{Config: c}).DialContext(ctx, "tcp", l.Address)
		if err != nil {
			return nil, parley.Wrap(err, parley.CodeNotRunning, "%s leads the nodes of this party, and cannot be reached from here at %s: %s", l.Name, l.Address, reason(err))
		}
		return conn, nil
	}
}

// nobody is the way to no node.
func nobody(why string) dialer {
	return func(context.Context) (net.Conn, error) {
		return nil, parley.Errorf(parley.CodeNotRunning, "no node of this party leads at the moment: %s", why)
	}
}
