package bearer

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"parley"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testKey signs with the fixed key of a name.
type testKey struct{ private ed25519.PrivateKey }

func newKey(name string) testKey {
	seed := sha256.Sum256([]byte("parley test key " + name))
	return testKey{ed25519.NewKeyFromSeed(seed[:])}
}

func (k testKey) Public() ed25519.PublicKey           { return k.private.Public().(ed25519.PublicKey) }
func (k testKey) Sign(message []byte) ([]byte, error) { return ed25519.Sign(k.private, message), nil }

var north, south, east = newKey("north link"), newKey("south link"), newKey("east link")

// refusals collects what a listener says of connections that became no session.
type refusals chan error

func (r refusals) add(_ string, err error) { r <- err }

func (r refusals) next(t *testing.T) error {
	t.Helper()
	select {
	case err := <-r:
		return err
	case <-time.After(10 * time.Second):
		t.Fatal("the listener has refused nothing within 10 s")
		return nil
	}
}

// listenSouth listens with the key of south and closes at the end of the test.
func listenSouth(t *testing.T, limits Limits) (Listener, refusals) {
	t.Helper()
	refused := make(refusals, 100)
	limits.Refused = refused.add
	l, err := ListenTLS("127.0.0.1:0", south, limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l, refused
}

// meet makes a session from north to south and returns both ends.
func meet(t *testing.T, l Listener) (dialled, accepted Session) {
	t.Helper()
	dialled, err := DialTLS(t.Context(), l.Addr(), north, south.Public())
	if err != nil {
		t.Fatal(err)
	}
	accepted, err = l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dialled.Close(); accepted.Close() })
	return dialled, accepted
}

// within fails the test if what it is given takes longer than 10 s.
func within(t *testing.T, what string, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); do() }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatalf("%s hangs", what)
	}
}

// wants fails the test unless err has the code and its sentence the words.
func wants(t *testing.T, err error, code parley.Code, words string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %s: %s", code, words)
	}
	if parley.CodeOf(err) != code || !strings.Contains(err.Error(), words) {
		t.Errorf("%s: %v; want %s: ... %s ...", parley.CodeOf(err), err, code, words)
	}
}

func TestSession(t *testing.T) {
	l, _ := listenSouth(t, Limits{})
	a, b := meet(t, l)
	if !a.Peer().Equal(south.Public()) || !b.Peer().Equal(north.Public()) {
		t.Error("the keys are not those of north and south")
	}
	if !a.Dialled() || b.Dialled() || a.Kind() != "tls" || !b.Reliable() || b.MaxFrame() != 16384 || a.Address() != l.Addr() {
		t.Errorf("%v %v %s %v %d %s", a.Dialled(), b.Dialled(), a.Kind(), b.Reliable(), b.MaxFrame(), a.Address())
	}
	frames := [][]byte{{1}, bytes.Repeat([]byte{2}, MaxFrame), []byte("three"), bytes.Repeat([]byte{4}, 1200)}
	for _, way := range [][2]Session{{a, b}, {b, a}} {
		if err := way[0].Send(frames); err != nil {
			t.Fatal(err)
		}
		for i, want := range frames {
			got, err := way[1].Receive()
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("frame %d: %d bytes, %v", i, len(got), err)
			}
		}
	}
}

func TestSendAtOnceKeepsFramesWhole(t *testing.T) {
	l, _ := listenSouth(t, Limits{})
	a, b := meet(t, l)
	var senders sync.WaitGroup
	for i := range 8 {
		senders.Go(func() {
			for range 50 {
				if err := a.Send([][]byte{bytes.Repeat([]byte{byte(i)}, 100+i), bytes.Repeat([]byte{byte(i)}, 100+i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 800 {
		frame, err := b.Receive()
		if err != nil || len(frame) != 100+int(frame[0]) || bytes.Count(frame, frame[:1]) != len(frame) {
			t.Fatalf("a frame of %d bytes, %v", len(frame), err)
		}
	}
	senders.Wait()
}

func TestSendRefusesFramesOfWrongSize(t *testing.T) {
	l, _ := listenSouth(t, Limits{})
	a, b := meet(t, l)
	wants(t, a.Send([][]byte{{1}, nil}), parley.CodeBadEncoding, "no bytes")
	wants(t, a.Send([][]byte{{1}, make([]byte, MaxFrame+1)}), parley.CodeTooLarge, "16385 bytes")
	if err := a.Send([][]byte{[]byte("after")}); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Receive(); err != nil || string(got) != "after" {
		t.Errorf("received %q, %v: a part of what was refused was sent", got, err)
	}
}

func TestCloseEndsWhatWaits(t *testing.T) {
	l, _ := listenSouth(t, Limits{})
	a, b := meet(t, l)
	var waiting sync.WaitGroup
	waiting.Go(func() {
		if _, err := a.Receive(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Receive at the end that closes: %v", err)
		}
	})
	waiting.Go(func() { // more than any buffers on the way hold
		batch := slices.Repeat([][]byte{make([]byte, MaxFrame)}, 2048)
		if err := a.Send(batch); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Send at the end that closes: %v", err)
		}
	})
	if _, err := b.Receive(); err != nil { // so the sending has begun, and now comes to wait
		t.Fatal(err)
	}
	within(t, "Close", func() { a.Close(); waiting.Wait(); a.Close() })
	within(t, "Receive at the other end", func() {
		for {
			if _, err := b.Receive(); err != nil {
				return
			}
		}
	})
}

func TestCloseIsSeenAsTheEnd(t *testing.T) {
	l, _ := listenSouth(t, Limits{})
	a, b := meet(t, l)
	a.Send([][]byte{[]byte("last")})
	a.Close()
	if got, err := b.Receive(); err != nil || string(got) != "last" {
		t.Fatalf("%q, %v", got, err)
	}
	if _, err := b.Receive(); err != io.EOF {
		t.Errorf("%v, want io.EOF", err)
	}
	wants(t, b.Send([][]byte{{1}}), parley.CodeNoPath, "is broken")
}

func TestListenerCloses(t *testing.T) {
	l, _ := listenSouth(t, Limits{})
	a, b := meet(t, l)
	var accepting sync.WaitGroup
	accepting.Go(func() {
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Accept: %v", err)
		}
	})
	stalled, err := net.Dial("tcp", l.Addr()) // a handshake under way
	if err != nil {
		t.Fatal(err)
	}
	defer stalled.Close()
	within(t, "Close", func() { l.Close(); accepting.Wait(); l.Close() })
	a.Send([][]byte{[]byte("still")})
	if got, err := b.Receive(); err != nil || string(got) != "still" {
		t.Errorf("the accepted session ended with its listener: %v", err)
	}
	_, err = DialTLS(t.Context(), l.Addr(), north, south.Public())
	wants(t, err, parley.CodeNoNode, "no node runs at "+l.Addr())
}

func TestListenRefuses(t *testing.T) {
	l, _ := listenSouth(t, Limits{})
	_, err := ListenTLS(l.Addr(), north, Limits{})
	wants(t, err, parley.CodeBusy, "in use by another process")
	_, err = ListenTLS("192.0.2.1:7000", north, Limits{}) // a documentation address, on no machine
	wants(t, err, parley.CodeUsage, "cannot listen at 192.0.2.1:7000")
	_, err = ListenTLS("127.0.0.1:0", brokenKey{}, Limits{})
	wants(t, err, parley.CodeBadKey, "the link key could not sign")
}

// brokenKey is a device that was pulled out.
type brokenKey struct{}

func (brokenKey) Public() ed25519.PublicKey   { return north.Public() }
func (brokenKey) Sign([]byte) ([]byte, error) { return nil, errors.New("no device") }

func TestDialRefusesWithoutAPeer(t *testing.T) {
	for _, peer := range []ed25519.PublicKey{nil, make([]byte, 31)} {
		_, err := DialTLS(context.Background(), "127.0.0.1:1", north, peer)
		wants(t, err, parley.CodeBadKey, "is not an Ed25519 key")
	}
}
