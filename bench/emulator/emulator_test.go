//go:build linux

package emulator

import (
	"bytes"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// open opens what a program would open.
func open(t *testing.T, name string) *os.File {
	t.Helper()
	fd, err := openFD(name)
	if err != nil {
		t.Fatal(err)
	}
	f := os.NewFile(uintptr(fd), name)
	t.Cleanup(func() { f.Close() })
	return f
}

func readFull(t *testing.T, f *os.File, n int) []byte {
	t.Helper()
	f.SetReadDeadline(time.Now().Add(20 * time.Second))
	var got []byte
	buffer := make([]byte, 4096)
	for len(got) < n {
		k, err := f.Read(buffer)
		if err != nil {
			t.Fatalf("after %d of %d bytes: %v", len(got), n, err)
		}
		got = append(got, buffer[:k]...)
	}
	return got
}

// A cable is never faster than its rate and its delay, changes nothing without loss, and one byte of a lost packet.
func TestCable(t *testing.T) {
	c, err := Lay(1)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.Set(Condition{Rate: 9600, Delay: 200 * time.Millisecond})
	a, b := open(t, c.Devices()[0]), open(t, c.Devices()[1])
	packet := append(bytes.Repeat([]byte{7}, 239), 0)
	start := time.Now()
	a.Write(packet)
	if got := readFull(t, b, len(packet)); !bytes.Equal(got, packet) {
		t.Errorf("came as %x", got)
	}
	if took := time.Since(start); took < 400*time.Millisecond {
		t.Errorf("240 bytes at 9,600 bit/s and 200 ms took %v", took)
	}
	c.Set(Condition{Loss: 1})
	b.Write(packet)
	got := readFull(t, a, len(packet))
	if differ := bytes.Count(got, []byte{7}); differ != 238 || got[239] != 0 {
		t.Errorf("of a lost packet %d bytes of 239 stayed: %x", differ, got)
	}
	if n, _ := c.Carried(); n != 480 {
		t.Errorf("%d bytes were counted, not 480", n)
	}
}

// A path is never faster than its rate and its delay, drops what its queue has no room for, and all while it is down.
func TestPath(t *testing.T) {
	var spaces []*Space
	var ends []*os.File
	for _, address := range []string{"10.98.0.1", "10.98.0.2"} {
		fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		spaces = append(spaces, &Space{address: address, tun: os.NewFile(uintptr(fds[0]), "tun")})
		ends = append(ends, os.NewFile(uintptr(fds[1]), "kernel"))
	}
	p := Join(1, spaces...)
	defer p.Close()
	packet := make([]byte, 240)
	packet[0] = 0x45
	copy(packet[16:], []byte{10, 98, 0, 2})
	p.Set(Condition{Rate: 9600, Delay: 200 * time.Millisecond, Queue: 2})
	start := time.Now()
	for range 10 {
		ends[0].Write(packet)
	}
	readFull(t, ends[1], 240)
	if took := time.Since(start); took < 400*time.Millisecond {
		t.Errorf("240 bytes at 9,600 bit/s and 200 ms took %v", took)
	}
	came := 1
	for ; read(ends[1]); came++ {
	}
	if came == 10 {
		t.Error("a queue of 2 held all of 10 packets")
	}
	p.SetDown(true)
	ends[0].Write(packet)
	if read(ends[1]) {
		t.Error("a packet came while the path was down")
	}
}

// read reports whether a packet comes within a second.
func read(f *os.File) bool {
	f.SetReadDeadline(time.Now().Add(time.Second))
	_, err := f.Read(make([]byte, 2048))
	return err == nil
}
