package station

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"parley"
	"parley/internal/bearer"
	"parley/narrow"
)

// An ether carries packets between two ends, and does to them what the test says.
type ether struct {
	mu   sync.Mutex
	ends map[string]*antenna
	fate func(from string, packet []byte) (copies int) // nil: each comes once
	sent [][]byte
}

type antenna struct {
	ether  *ether
	name   string
	came   chan heard
	closed chan struct{}
	once   sync.Once
}

type heard struct {
	packet []byte
	from   string
}

func (e *ether) antenna(name string) *antenna {
	e.mu.Lock()
	defer e.mu.Unlock()
	a := &antenna{ether: e, name: name, came: make(chan heard, 1000), closed: make(chan struct{})}
	if e.ends == nil {
		e.ends = map[string]*antenna{}
	}
	e.ends[name] = a
	return a
}

func (a *antenna) Most() int    { return 300 }
func (a *antenna) Kind() string { return "ether" }
func (a *antenna) Addr() string { return a.name }
func (a *antenna) Close() error {
	a.once.Do(func() { close(a.closed) })
	return nil
}

func (a *antenna) Send(packet []byte, to string) error {
	if len(packet) > a.Most() {
		panic("a packet that is too long")
	}
	a.ether.mu.Lock()
	defer a.ether.mu.Unlock()
	a.ether.sent = append(a.ether.sent, bytes.Clone(packet))
	copies := 1
	if a.ether.fate != nil {
		copies = a.ether.fate(a.name, packet)
	}
	for range copies {
		if end := a.ether.ends[to]; end != nil {
			end.came <- heard{bytes.Clone(packet), a.name}
		}
	}
	return nil
}

func (a *antenna) Receive() ([]byte, string, error) {
	select {
	case h := <-a.came:
		return h.packet, h.from, nil
	case <-a.closed:
		return nil, "", net.ErrClosed
	}
}

// A ring for tests, which forgets nothing while it lives, and fails where it is told to.
type ring struct {
	mu      sync.Mutex
	held    []Held
	counter uint64
	taken   uint64
	takes   int
	proved  []narrow.KeyID
	fail    error
}

func (r *ring) Named(id narrow.KeyID) (out []Held) {
	for _, h := range r.held {
		if h.Secret.ID == id {
			out = append(out, h)
		}
	}
	return out
}

func (r *ring) Order(peer ed25519.PublicKey) (out []Held, err error) {
	for _, h := range r.held {
		if h.Peer.Equal(peer) {
			out = append(out, h)
		}
	}
	return out, nil
}

func (r *ring) Proved(h Held) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.proved = append(r.proved, h.Secret.ID)
}

func (r *ring) Counter(Held) (uint64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counter++
	return r.counter, r.fail
}

func (r *ring) New(_ Held, c uint64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return c > r.taken
}

func (r *ring) Take(_ Held, c uint64) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.takes++
	if r.fail != nil || c <= r.taken {
		return false, r.fail
	}
	r.taken = c
	return true, nil
}

func linkKey(n byte) ed25519.PrivateKey  { return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, 32)) }
func publicKey(n byte) ed25519.PublicKey { return linkKey(n).Public().(ed25519.PublicKey) }

func newRing(t testing.TB, peer byte) *ring {
	t.Helper()
	secret, err := narrow.SecretOf(bytes.Repeat([]byte{7}, narrow.SecretSize))
	if err != nil {
		t.Fatal(err)
	}
	return &ring{held: []Held{{publicKey(peer), secret}}}
}

func newStation(t testing.TB, m Medium, own byte, r *ring) *Station {
	t.Helper()
	s, err := New(m, linkKey(own), r, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// pair is two stations over one ether, north and south.
func pair(t *testing.T) (*ether, *Station, *Station, *ring, *ring) {
	e := &ether{}
	a, b := newRing(t, 2), newRing(t, 1)
	return e, newStation(t, e.antenna("north"), 1, a), newStation(t, e.antenna("south"), 2, b), a, b
}

func dialled(t *testing.T, from, to *Station, address string, peer byte) (near, far bearer.Session) {
	t.Helper()
	near, err := from.Dial(context.Background(), address, publicKey(peer))
	if err != nil {
		t.Fatal(err)
	}
	if err := near.Send([][]byte{frame(1000, 1)}); err != nil {
		t.Fatal(err)
	}
	if far, err = to.Accept(); err != nil {
		t.Fatal(err)
	}
	far.Receive()
	far.Send([][]byte{frame(1000, 1)})
	near.Receive()
	near.Send([][]byte{frame(1001, 1)}) // from now on both know that both know
	far.Receive()
	return near, far
}

func frame(number uint64, size int) []byte {
	return append(binary.BigEndian.AppendUint64(nil, number), bytes.Repeat([]byte{byte(number) + 1}, size)...)
}

// exchange expects frames to come as they went.
func exchange(t *testing.T, from, to bearer.Session, frames ...[]byte) {
	t.Helper()
	if err := from.Send(frames); err != nil {
		t.Fatal(err)
	}
	for _, want := range frames {
		if got, err := to.Receive(); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%x, not %x, %v", got, want, err)
		}
	}
}

// "An association is a session in the sense of chapter 4, and not reliable": both ends know each other, and frames that go
// together share packets.
func TestSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, north, south, _, _ := pair(t)
		a, b := dialled(t, north, south, "south", 2)
		if !a.Peer().Equal(publicKey(2)) || !b.Peer().Equal(publicKey(1)) || !a.Dialled() || b.Dialled() || a.Reliable() || b.Address() != "north" || a.Kind() != "ether" {
			t.Errorf("%+v %+v", a, b)
		}
		before := len(e.sent)
		exchange(t, a, b, frame(5, 40), frame(1, 50), frame(2, 60), frame(3, a.MaxFrame()), frame(4, 1), frame(1<<60, 1))
		exchange(t, b, a, frame(1, 1))
		if n := len(e.sent) - before; n != 4 {
			t.Errorf("%d packets", n)
		}
		for _, bad := range [][]byte{frame(1, 0), frame(1, a.MaxFrame()+1)} {
			if err := a.Send([][]byte{bad}); parley.CodeOf(err) != parley.CodeTooLarge {
				t.Error(err)
			}
		}
		a.Close()
		if _, err := b.Receive(); err == nil {
			t.Error("the other end does not learn that the association ended")
		}
	})
}

// [NAR-7] "A beginning whose counter is not higher than that of every other that this end took from the other with this secret
// MUST have no effect": a recorded one that comes again makes no session and gets no answer, also where the counter cannot be
// written down.
func TestReplayedBeginning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, north, south, _, r := pair(t)
		dialled(t, north, south, "south", 2)
		beginning := e.sent[0]
		before := len(e.sent)
		south.take(beginning, "elsewhere")
		if len(e.sent) != before || len(south.sessions) != 1 || r.takes != 1 {
			t.Errorf("%d packets, %d sessions, %d counters taken", len(e.sent)-before, len(south.sessions), r.takes)
		}
		r.taken, r.fail = 0, fmt.Errorf("the disk is full")
		south.take(beginning, "elsewhere")
		if len(e.sent) != before || len(south.sessions) != 1 {
			t.Error("a counter that is not durable is answered")
		}
	})
}

// [NAR-2] Two ends of a session over TLS take the same secret from it, and another from the next session.
func TestSecretOfTLS(t *testing.T) {
	l, err := bearer.ListenTLS("127.0.0.1:0", signer(linkKey(2)), bearer.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var all [][]byte
	for range 2 {
		near, err := bearer.DialTLS(t.Context(), l.Addr(), signer(linkKey(1)), publicKey(2))
		if err != nil {
			t.Fatal(err)
		}
		far, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		a, err := near.(bearer.Exporter).Export(narrow.ExporterLabel, narrow.SecretSize)
		if err != nil {
			t.Fatal(err)
		}
		b, err := far.(bearer.Exporter).Export(narrow.ExporterLabel, narrow.SecretSize)
		if err != nil || !bytes.Equal(a, b) || len(a) != narrow.SecretSize {
			t.Errorf("%x %x %v", a, b, err)
		}
		all = append(all, a)
		near.Close()
		far.Close()
	}
	if bytes.Equal(all[0], all[1]) {
		t.Error("two sessions give the same secret")
	}
}

// "A stranger's packet so costs a look-up, and one that was recorded and comes again a MAC; none leaves a trace": 200,000
// packets, random and replayed.
func TestStrangers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, north, south, _, r := pair(t)
		a, b := dialled(t, north, south, "south", 2)
		exchange(t, a, b, frame(1, 40))
		recorded := slices.Clone(e.sent)
		random := make([]byte, 300)
		rng := uint64(1)
		for i := range 200_000 {
			packet := random[:1+i%300]
			for j := range packet {
				rng ^= rng << 13
				rng ^= rng >> 7
				rng ^= rng << 17
				packet[j] = byte(rng)
			}
			packet[0] = byte(i % 4)
			if i%4 == 0 {
				packet = recorded[i/4%len(recorded)]
			}
			south.take(packet, "stranger")
		}
		if len(south.sessions) != 1 || b.Address() != "north" || len(e.sent) != len(recorded) || r.taken != 1 {
			t.Errorf("%d sessions, the peer is at %s, %d packets went out", len(south.sessions), b.Address(), len(e.sent)-len(recorded))
		}
		exchange(t, a, b, frame(2, 40))
		exchange(t, b, a, frame(3, 40))
	})
}

// "An association belongs to no address": what comes from elsewhere, and is good, is answered there.
func TestPeerMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, north, south, _, _ := pair(t)
		a, b := dialled(t, north, south, "south", 2)
		a.Send([][]byte{frame(1, 10)})
		b.Receive()
		elsewhere := e.antenna("elsewhere")
		a.Send([][]byte{frame(2, 10)})
		b.Receive()
		packet := e.sent[len(e.sent)-1]
		south.take(packet, "elsewhere") // replayed from there: no effect
		if b.Address() != "north" {
			t.Error("a replayed packet moves the peer")
		}
		sealed, err := a.(*session).current.Seal([]narrow.Frame{{Number: 3, Bytes: []byte{1}}})
		if err != nil {
			t.Fatal(err)
		}
		south.take(sealed, "elsewhere")
		b.Receive()
		if b.Send([][]byte{frame(1, 10)}); b.Address() != "elsewhere" || len(elsewhere.came) != 1 {
			t.Errorf("the peer is at %s", b.Address())
		}
	})
}

// Over a real socket.
func TestUDP(t *testing.T) {
	var ends [2]*UDP
	for i := range ends {
		u, err := ListenUDP("127.0.0.1:0", 0, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		ends[i] = u
	}
	north, south := newStation(t, ends[0], 1, newRing(t, 2)), newStation(t, ends[1], 2, newRing(t, 1))
	a, b := dialled(t, north, south, south.Addr(), 2)
	exchange(t, a, b, frame(1, 10), frame(2, a.MaxFrame()))
	exchange(t, b, a, frame(1, b.MaxFrame()))
	if _, err := ListenUDP(south.Addr(), 0, slog.New(slog.DiscardHandler)); parley.CodeOf(err) != parley.CodeBusy {
		t.Error(err)
	}
}

// terminals are the two ends of a pseudo-terminal, raw.
func terminals(t *testing.T) (*os.File, string) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { master.Close() })
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	return master, fmt.Sprintf("/dev/pts/%d", n)
}

// Over a pair of pseudo-terminals, with noise between the packets.
func TestSerial(t *testing.T) {
	master1, name1 := terminals(t)
	master2, name2 := terminals(t)
	for _, pair := range [][2]*os.File{{master1, master2}, {master2, master1}} {
		go func() {
			buffer := make([]byte, 100)
			for {
				n, err := pair[0].Read(buffer)
				if err != nil {
					return
				}
				pair[1].Write(buffer[:n])
			}
		}()
	}
	first, err := OpenSerial(name1+",9600", 0)
	if err != nil {
		t.Fatal(err)
	}
	second, err := OpenSerial(name2, 0)
	if err != nil {
		t.Fatal(err)
	}
	north, south := newStation(t, first, 1, newRing(t, 2)), newStation(t, second, 2, newRing(t, 1))
	a, b := dialled(t, north, south, "", 2)
	exchange(t, a, b, frame(1, 10), frame(2, a.MaxFrame()))
	master2.Write([]byte("noise on the line, and a zero\x00more noise"))
	a.Send([][]byte{frame(3, 20)}) // the noise before it spoils it, while the line is not silent
	exchange(t, a, b, frame(4, 20))
	exchange(t, b, a, frame(1, 300))
	for _, bad := range []string{"/nowhere", name1 + ",12x", name1 + ",0"} {
		if _, err := OpenSerial(bad, 0); parley.CodeOf(err) != parley.CodeUsage {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// [NAR-12] A zero stands nowhere but behind a packet, and each packet is read as it was.
func TestStuffing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		packet := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 255}), 1, 900).Draw(t, "packet")
		if rapid.Bool().Draw(t, "long run") {
			packet = append(packet, bytes.Repeat([]byte{7}, rapid.IntRange(250, 520).Draw(t, "run"))...)
		}
		b := stuff(packet)
		got, ok := unstuff(b)
		if !ok || !bytes.Equal(got, packet) || bytes.IndexByte(b, 0) >= 0 || len(b) > len(packet)+len(packet)/254+1 {
			t.Fatalf("%x is stuffed to %x and read as %x", packet, b, got)
		}
	})
}

// What is taken is what stuff makes of it.
func FuzzUnstuff(f *testing.F) {
	f.Add([]byte{2, 1, 1, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		if bytes.IndexByte(b, 0) >= 0 || len(b) == 0 {
			return
		}
		packet, ok := unstuff(b)
		if again := stuff(packet); ok && !bytes.Equal(again, b) {
			t.Errorf("%x is read as %x, which is %x", b, packet, again)
		}
	})
}

type signer ed25519.PrivateKey

func (s signer) Public() ed25519.PublicKey {
	return ed25519.PrivateKey(s).Public().(ed25519.PublicKey)
}
func (s signer) Sign(message []byte) ([]byte, error) {
	return ed25519.Sign(ed25519.PrivateKey(s), message), nil
}
