package simnet

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"parley"
)

// relayed makes a relay to a target, and returns it with both ends of each of so many connections over it.
func relayed(t *testing.T, rate, connections int) (r *Relay, near, far []net.Conn) {
	t.Helper()
	target, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { target.Close() })
	r, err = NewRelay("127.0.0.1:0", target.Addr().String(), rate)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	for range connections {
		a, err := net.Dial("tcp", r.Addr())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { a.Close() })
		b, err := target.Accept()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { b.Close() })
		near, far = append(near, a), append(far, b)
	}
	return r, near, far
}

func TestRelayPassesBytesOn(t *testing.T) {
	r, near, far := relayed(t, 100_000_000, 1)
	sent := make([]byte, 300_000)
	rand.NewChaCha8([32]byte{}).Read(sent)
	for _, way := range [][2]net.Conn{{near[0], far[0]}, {far[0], near[0]}} {
		go way[0].Write(sent)
		got := make([]byte, len(sent))
		if _, err := io.ReadFull(way[1], got); err != nil || !bytes.Equal(got, sent) {
			t.Fatalf("other bytes, %v", err)
		}
	}
	if a2b, b2a := r.Bytes(); a2b != 300_000 || b2a != 300_000 {
		t.Errorf("%d and %d bytes counted", a2b, b2a)
	}
	near[0].(*net.TCPConn).CloseWrite()
	if _, err := far[0].Read(sent); err != io.EOF {
		t.Errorf("half of the connection closed: %v", err)
	}
	far[0].Write([]byte("last"))
	far[0].Close()
	if got, err := io.ReadAll(near[0]); err != nil || string(got) != "last" {
		t.Errorf("%q, %v", got, err)
	}
}

// Each direction has the rate, over both connections together.
func TestRelayRate(t *testing.T) {
	for _, rate := range []int{2400, 9600, 128_000, 1_000_000} {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			_, near, far := relayed(t, rate, 2)
			var bits [2]float64
			var measuring sync.WaitGroup
			for direction, ways := range [][2][]net.Conn{{near, far}, {far, near}} {
				for i := range ways[0] {
					go ways[0][i].Write(make([]byte, rate)) // eight seconds' worth
				}
				measuring.Go(func() { bits[direction] = measure(ways[1], 2*time.Second) })
			}
			measuring.Wait()
			t.Logf("%d bit/s: measured %.0f and %.0f", rate, bits[0], bits[1])
			for _, got := range bits {
				if got < 0.9*float64(rate) || got > 1.1*float64(rate) {
					t.Errorf("%.0f bit/s, want %d within a tenth", got, rate)
				}
			}
		})
	}
}

// measure returns how many bits a second come in over all connections, from the first arrival on.
func measure(from []net.Conn, most time.Duration) float64 {
	var mu sync.Mutex
	var first, last time.Time
	total := 0
	end := time.Now().Add(most)
	var readers sync.WaitGroup
	for _, c := range from {
		readers.Go(func() {
			c.SetReadDeadline(end)
			for piece := make([]byte, 4096); ; {
				n, err := c.Read(piece)
				if err != nil {
					return
				}
				mu.Lock()
				if last = time.Now(); first.IsZero() {
					first, n = last, 0
				}
				total += n
				mu.Unlock()
			}
		})
	}
	readers.Wait()
	return float64(total) * 8 / last.Sub(first).Seconds()
}

// A small write behind others on its own connection arrives when all of them have had their time on the line, and not
// before. As the machine may be late: the best of ten is not much longer, half of them are not shorter.
func TestRelaySmallWriteBehindBulk(t *testing.T) {
	const rate = 128_000
	_, near, far := relayed(t, rate, 1)
	var waits []time.Duration
	for range 10 {
		start := time.Now()
		near[0].Write(make([]byte, 1980))
		near[0].Write(make([]byte, 20))
		if _, err := io.ReadFull(far[0], make([]byte, 2000)); err != nil {
			t.Fatal(err)
		}
		waits = append(waits, time.Since(start))
	}
	slices.Sort(waits)
	t.Logf("2000 bytes at %d bit/s: best %v, median %v", rate, waits[0], waits[5])
	if waits[0] > 140*time.Millisecond || waits[5] < 120*time.Millisecond {
		t.Errorf("2000 bytes took %v at best and %v in the middle, want 125 ms", waits[0], waits[5])
	}
}

// On a connection of its own a small write waits for the pieces before it and not for what others have in store.
func TestRelaySmallWriteBesideBulk(t *testing.T) {
	const rate = 64_000
	_, near, far := relayed(t, rate, 2)
	go near[0].Write(make([]byte, 1<<20))
	go io.Copy(io.Discard, far[0])
	var waits []time.Duration
	for range 20 {
		start := time.Now()
		near[1].Write(make([]byte, 20))
		if _, err := io.ReadFull(far[1], make([]byte, 20)); err != nil {
			t.Fatal(err)
		}
		waits = append(waits, time.Since(start))
	}
	slices.Sort(waits)
	t.Logf("beside bulk: best quarter %v, median %v, worst %v", waits[5], waits[10], waits[19])
	if most := 50 * time.Millisecond; waits[5] > most { // a piece of 20 ms under way, another in line, and 2.5 ms
		t.Errorf("%v, want at most %v", waits[5], most)
	}
}

// The relay and the kernel's buffers around it hold no more than a slow modem would.
func TestRelayHoldsLittle(t *testing.T) {
	r, near, _ := relayed(t, 9600, 1)
	r.Cut(true)
	near[0].(*net.TCPConn).SetWriteBuffer(4 << 10)
	near[0].SetWriteDeadline(time.Now().Add(500 * time.Millisecond))
	n, err := near[0].Write(make([]byte, 1<<20))
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%v", err)
	}
	t.Logf("%d bytes fit, those in the sender's own buffer included", n)
	if n > 16<<10 {
		t.Errorf("%d bytes fit before a write waits", n)
	}
}

func TestRelayCut(t *testing.T) {
	r, near, far := relayed(t, 1_000_000, 1)
	r.Cut(true)
	r.Cut(true)
	near[0].Write([]byte("held"))
	far[0].SetReadDeadline(time.Now().Add(200 * time.Millisecond))
	if n, err := far[0].Read(make([]byte, 9)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%d bytes, %v, through a cut cable", n, err)
	}
	if a2b, _ := r.Bytes(); a2b != 0 {
		t.Errorf("%d bytes counted", a2b)
	}
	late, err := net.Dial("tcp", r.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer late.Close()
	r.Cut(false)
	r.Cut(false)
	far[0].SetReadDeadline(time.Now().Add(10 * time.Second))
	got := make([]byte, 4)
	if _, err := io.ReadFull(far[0], got); err != nil || string(got) != "held" {
		t.Errorf("%q, %v", got, err)
	}
}

// A cable that is cut one way carries on the other way.
func TestRelayCutOneWay(t *testing.T) {
	r, near, far := relayed(t, 1_000_000, 1)
	r.CutOneWay(0, true)
	near[0].Write([]byte("held"))
	far[0].Write([]byte("goes"))
	got := make([]byte, 4)
	near[0].SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.ReadFull(near[0], got); err != nil || string(got) != "goes" {
		t.Errorf("%q, %v", got, err)
	}
	if a2b, b2a := r.Bytes(); a2b != 0 || b2a != 4 {
		t.Errorf("%d bytes went through the wire that is cut, %d through the other", a2b, b2a)
	}
	r.Cut(false)
	far[0].SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.ReadFull(far[0], got); err != nil || string(got) != "held" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestRelayToNobody(t *testing.T) {
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	r, err := NewRelay("127.0.0.1:0", gone.Addr().String(), 9600)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	c, err := net.Dial("tcp", r.Addr())
	if errors.Is(err, syscall.ECONNRESET) {
		return // the end came that fast
	}
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := c.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%v, want the end of the connection", err)
	}
}

func TestRelayRefuses(t *testing.T) {
	_, err := NewRelay("127.0.0.1:0", "127.0.0.1:1", 0)
	wants(t, err, parley.CodeUsage, "0 bit/s")
	r, _, _ := relayed(t, 9600, 0)
	_, err = NewRelay(r.Addr(), "127.0.0.1:1", 9600)
	wants(t, err, parley.CodeBusy, "cannot listen at "+r.Addr())
}

// Close ends everything at once, whatever it waits for: a piece on the line, a cable, a peer that reads nothing.
func TestRelayCloses(t *testing.T) {
	for _, cut := range []bool{false, true} {
		r, near, far := relayed(t, 8, 3) // a byte a second
		r.Cut(cut)
		near[0].Write(make([]byte, 1000))
		far[1].Write(make([]byte, 1000))
		start := time.Now()
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		r.Close()
		if took := time.Since(start); took > 900*time.Millisecond {
			t.Errorf("Close took %v", took)
		}
		near[2].SetReadDeadline(time.Now().Add(10 * time.Second))
		if _, err := near[2].Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("a connection outlives the relay: %v", err)
		}
	}
}
