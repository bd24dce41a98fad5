package passkey

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"net"
	"net/url"
	"slices"

	"parley"
	"parley/officer"
	"parley/wire"
)

// A Desk is where an officer's browser is asked: on the origin http://localhost with a port, on this machine alone, or at
// an https origin, at Address and under a certificate that the officer's browser trusts.
type Desk struct {
	Origin  string      // as the passkey's extra names it: http://localhost:7480, https://desk.north.example:7480
	Address string      // where an https origin is served; for localhost it is 127.0.0.1 and the port
	TLS     *tls.Config // of an https origin
	Show    func(url string)
}

// listen makes the listener of the origin.
func (d Desk) listen() (net.Listener, error) {
	at, err := url.Parse(d.Origin)
	if err != nil || at.Scheme == "http" && (at.Hostname() != "localhost" || at.Port() == "") || at.Scheme == "https" && (d.TLS == nil || d.Address == "") ||
		at.Scheme != "http" && at.Scheme != "https" {
		return nil, parley.Errorf(parley.CodeUsage, "a page for a passkey is at http://localhost with a port, or at an https origin with a certificate: not %.80q", d.Origin)
	}
	address := d.Address
	if at.Scheme == "http" {
		address = net.JoinHostPort("127.0.0.1", at.Port())
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBusy, "nothing can be served at %s", address)
	}
	if at.Scheme == "https" {
		l = tls.NewListener(l, d.TLS)
	}
	return l, nil
}

// run serves a page until it is answered.
func (d Desk) run(ctx context.Context, title, text, button string, a ask, take func(answer) error) error {
	l, err := d.listen()
	if err != nil {
		return err
	}
	p, err := newPage(d.Origin, title, text, button, a, take)
	if err != nil {
		l.Close()
		return err
	}
	d.Show(p.url())
	return p.serve(ctx, l)
}

// A Passkey is a key with what the browser needs to find it. Nothing of it is secret.
type Passkey struct {
	Key        officer.Key
	Credential []byte // its id, as the browser knows it
}

// Enrol has the browser make a new passkey for rpID. What is asked of its signatures stands in extra, which the roster
// act will name: rp id, origins with this desk's among them, whether the user is verified.
func (d Desk) Enrol(ctx context.Context, name string, extra officer.Extra) (p Passkey, err error) {
	var random [48]byte
	if _, err := rand.Read(random[:]); err != nil {
		return p, parley.Wrap(err, parley.CodeInternal, "no random bytes for a new passkey")
	}
	if !slices.Contains(extra.Origins, d.Origin) {
		return p, parley.Errorf(parley.CodeUsage, "the page's origin %s is not among those of the passkey", d.Origin)
	}
	a := ask{Create: true, Challenge: random[:32], User: random[32:], RP: extra.RPID, Name: name, Verified: extra.Verified}
	err = d.run(ctx, "A new passkey", "For "+name+", at "+extra.RPID, "Make it", a, func(got answer) error {
		public, err := newKey(got, extra, a.Challenge)
		if err != nil {
			return err
		}
		p = Passkey{officer.Key{Kind: officer.KindPasskey, Public: public, Extra: &extra}, got.ID}
		return p.Key.Check()
	})
	return p, err
}

// newKey takes the public key out of the authenticator data of a new credential (WebAuthn, section 6.1): the hash of the
// rp id, flags, counter, 16 bytes that name the model, the id with its length, and the key, which goes to the end.
func newKey(got answer, extra officer.Extra, challenge []byte) ([]byte, error) {
	bad := parley.Errorf(parley.CodeBadKey, "the browser made no passkey that can be enrolled")
	var client struct{ Type, Challenge, Origin string }
	if err := json.Unmarshal(got.Client, &client); err != nil || client.Type != "webauthn.create" || client.Challenge != base64.RawURLEncoding.EncodeToString(challenge) ||
		!slices.Contains(extra.Origins, client.Origin) {
		return nil, bad
	}
	const fixed = 37 + 16 + 2
	b, rp := got.Authenticator, sha256.Sum256([]byte(extra.RPID))
	if len(b) < fixed || string(b[:32]) != string(rp[:]) || b[32]&0x40 == 0 || b[32]&0x80 != 0 {
		return nil, bad
	}
	n := int(b[fixed-2])<<8 | int(b[fixed-1])
	if n == 0 || n > len(b)-fixed || string(b[fixed:fixed+n]) != string(got.ID) {
		return nil, bad
	}
	return slices.Clone(b[fixed+n:]), nil
}

// A Signer signs with a passkey through a desk, one page for each signature. It implements officer.Signer.
type Signer struct {
	Passkey Passkey
	Desk    Desk
	Text    string          // what the page shows of what is signed
	Context context.Context // ends the wait
}

var _ officer.Signer = Signer{}

// Key returns the public half.
func (s Signer) Key() officer.Key { return s.Passkey.Key }

// Sign asks the browser, and returns when it has given a signature that counts. CodeNotYet: it did not until the context
// ended.
func (s Signer) Sign(use string, scope, payload []byte) (sig wire.Signature, err error) {
	k := s.Passkey.Key
	if k.Kind != officer.KindPasskey || k.Check() != nil || !slices.Contains(k.Extra.Origins, s.Desk.Origin) {
		return sig, parley.Errorf(parley.CodeUsage, "the key %s is no passkey that can be asked at %.80q", k.ID(), s.Desk.Origin)
	}
	a := ask{Challenge: k.Request(use, scope, payload).Challenge, RP: k.Extra.RPID, ID: s.Passkey.Credential, Verified: k.Extra.Verified}
	err = s.Desk.run(s.Context, "To be signed", s.Text, "Sign", a, func(got answer) (err error) {
		if sig, err = k.FromPasskey(got.Authenticator, got.Client, got.Signature); err != nil {
			return err
		}
		return k.Verify(sig, use, scope, payload)
	})
	return sig, err
}
