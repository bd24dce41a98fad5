package bearer

import (
	"crypto/ed25519"
	"crypto/tls"

	"parley"
)

// protocol is the ALPN name that both ends must offer; another wire version would have another name.
const protocol = "parley/1"

// configure returns the one TLS configuration: TLS 1.3, X25519MLKEM768, no tickets, no authority. If pin is not nil,
// the other end must hold its private half.
func configure(key parley.Signer, pin ed25519.PublicKey) (*tls.Config, error) {
	cert, err := certificate(key)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		Certificates:                []tls.Certificate{cert},
		MinVersion:                  tls.VersionTLS13,
		MaxVersion:                  tls.VersionTLS13,
		CurvePreferences:            []tls.CurveID{tls.X25519MLKEM768},
		NextProtos:                  []string{protocol},
		ClientAuth:                  tls.RequireAnyClientCert,
		InsecureSkipVerify:          true, // there is no authority: verify compares the key itself
		VerifyConnection:            func(state tls.ConnectionState) error { return verify(state, pin) },
		SessionTicketsDisabled:      true,
		DynamicRecordSizingDisabled: true, // a frame is one record
	}, nil
}

// verify is called in each handshake, before it ends.
func verify(state tls.ConnectionState, pin ed25519.PublicKey) error {
	key, err := keyOf(state)
	switch {
	case err != nil:
		return err
	case state.Version != tls.VersionTLS13 || state.CurveID != tls.X25519MLKEM768 || state.DidResume:
		return parley.Errorf(parley.CodeNoNode, "the other end does not use TLS 1.3 with X25519MLKEM768")
	case state.NegotiatedProtocol != protocol:
		return parley.Errorf(parley.CodeNoNode, "the other end does not speak %s", protocol)
	case pin != nil && !pin.Equal(key):
		return parley.Errorf(parley.CodeBadKey, "the other end holds the key %s, where %s is expected", parley.KeyIDOf(key), parley.KeyIDOf(pin))
	}
	return nil
}
