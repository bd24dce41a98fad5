package passkey_test

import (
	"context"
	"net"
	"strings"
	"testing"

	"parley"
	"parley/internal/passkey"
	"parley/internal/passkey/passkeytest"
	"parley/officer"
	"parley/wire"
)

var edition = parley.Sum([]byte("an edition"))

// freePort is one of this machine that nobody uses.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// local is a desk on this machine.
func local(t testing.TB) passkey.Desk { return passkey.Desk{Origin: "http://localhost:" + freePort(t)} }

// enrolled has a browser make a passkey at a desk.
func enrolled(t testing.TB, b *passkeytest.Browser, d passkey.Desk, extra officer.Extra) passkey.Passkey {
	t.Helper()
	said := make(chan string, 1)
	d.Show = func(url string) { go func() { said <- b.Answer(url) }() }
	p, err := d.Enrol(t.Context(), "lea", extra)
	if err != nil {
		t.Fatal(err)
	}
	if s := <-said; s != "Done. This page can be closed." {
		t.Errorf("the page says %q", s)
	}
	return p
}

// [OFF-11] What a passkey signs is the authenticator data and the hash of the client data; [OFF-12] whose challenge is the
// hash of the Sig_structure. A browser with an authenticator makes a passkey in the page, and signatures that count; none
// that counts for another use or payload.
func TestBrowserSigns(t *testing.T) {
	b, d := passkeytest.Start(t, ""), local(t)
	for _, verified := range []bool{true, false} {
		p := enrolled(t, b, d, officer.Extra{RPID: "localhost", Origins: []string{d.Origin}, Verified: verified})
		desk := d
		said := make(chan string, 1)
		desk.Show = func(url string) {
			go func() {
				if err := b.Open(url); err != nil {
					said <- err.Error()
					return
				}
				if got := b.Read("#text"); got != "EXERCISE\nA line & <b>more</b>" {
					t.Errorf("the page shows %q", got)
				}
				said <- b.Press()
			}()
		}
		s := passkey.Signer{Passkey: p, Desk: desk, Text: "EXERCISE\nA line & <b>more</b>", Context: t.Context()}
		sig, err := s.Sign(wire.UseMessage, edition[:], []byte("payload"))
		if err != nil || <-said != "Done. This page can be closed." {
			t.Fatal(err)
		}
		k := p.Key
		if err := k.Verify(sig, wire.UseMessage, edition[:], []byte("payload")); err != nil {
			t.Error(err)
		}
		if k.Verify(sig, wire.UseReview, edition[:], []byte("payload")) == nil || k.Verify(sig, wire.UseMessage, edition[:], []byte("another")) == nil {
			t.Error("it counts for something else")
		}
	}
}

// What the browser gives that does not count is refused with a sentence on the page, which stays for another try: an
// authenticator that does not verify its user where the enrolment asks for it.
func TestBrowserWithoutVerification(t *testing.T) {
	b, d := passkeytest.Start(t, ""), local(t)
	p := enrolled(t, b, d, officer.Extra{RPID: "localhost", Origins: []string{d.Origin}, Verified: false})
	p.Key.Extra.Verified = true
	b.Verifies(false)
	desk := d
	said := make(chan [2]string, 1)
	desk.Show = func(url string) {
		go func() {
			first := b.Answer(url)
			b.Verifies(true)
			said <- [2]string{first, b.Press()}
		}()
	}
	_, err := passkey.Signer{Passkey: p, Desk: desk, Context: t.Context()}.Sign(wire.UseMessage, edition[:], nil)
	if got := <-said; err != nil || !strings.HasPrefix(got[0], "Nothing was made: ") || !strings.HasPrefix(got[1], "Done.") {
		t.Errorf("%v; the page said %q", err, got)
	}
}

// What is no desk of a passkey is refused before anything is served; a page that nobody answers ends with its context.
func TestDesks(t *testing.T) {
	show := func(string) { t.Error("a page is shown") }
	for _, origin := range []string{"", "http://desk.north.example:1", "http://localhost", "https://desk.north.example", "ftp://localhost:1", "http://127.0.0.1:1", ":"} {
		_, err := passkey.Desk{Origin: origin, Show: show}.Enrol(t.Context(), "lea", officer.Extra{RPID: "localhost", Origins: []string{origin}})
		if parley.CodeOf(err) != parley.CodeUsage {
			t.Errorf("%q: %v", origin, err)
		}
	}
	d := local(t)
	d.Show = show
	if _, err := d.Enrol(t.Context(), "lea", officer.Extra{RPID: "localhost", Origins: []string{"http://localhost:1"}}); parley.CodeOf(err) != parley.CodeUsage {
		t.Errorf("a desk that is not among the origins: %v", err)
	}
	if _, err := (passkey.Signer{Desk: d, Context: t.Context()}).Sign(wire.UseMessage, nil, nil); parley.CodeOf(err) != parley.CodeUsage {
		t.Errorf("no passkey: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	d.Show = func(string) { cancel() }
	if _, err := d.Enrol(ctx, "lea", officer.Extra{RPID: "localhost", Origins: []string{d.Origin}}); parley.CodeOf(err) != parley.CodeNotYet {
		t.Errorf("nobody answers: %v", err)
	}
}
