package station

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.bug.st/serial"

	"parley"
)

// A Serial is a modem or a radio in its data mode: bytes go in and come out, and some are changed, lost or made up. A packet
// goes as by Consistent Overhead Byte Stuffing, with a zero byte behind it: after whatever was changed the next packet is
// whole again [NAR-12].
type Serial struct {
	device  io.ReadWriteCloser
	name    string
	in      *bufio.Reader
	most    int
	sending sync.Mutex
	last    time.Time // when a packet last went
}

// serialMost is the longest packet over a serial device, in bytes.
const serialMost = 1200

// OpenSerial opens a device, as "/dev/ttyS0" or "/dev/ttyS0,9600": 8 bits, no parity, one stop bit. Without a rate it is 9,600
// bit/s. Packets have at most so many bytes, up to 1,200; 0 is that. An error is CodeUsage if there is no such device.
func OpenSerial(address string, most int) (*Serial, error) {
	name, text, ok := strings.Cut(address, ",")
	rate := 9600
	if ok {
		n, err := strconv.Atoi(text)
		if err != nil || n < 50 || n > 4_000_000 {
			return nil, parley.Errorf(parley.CodeUsage, "the rate %.20q of the device %s is no number of 50 to 4,000,000 bit/s", text, name)
		}
		rate = n
	}
	port, err := serial.Open(name, &serial.Mode{BaudRate: rate, DataBits: 8, Parity: serial.NoParity, StopBits: serial.OneStopBit})
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeUsage, "the device %s cannot be opened", name)
	}
	s := NewSerial(port, name)
	if most > 0 {
		s.most = min(most, serialMost)
	}
	return s, nil
}

// NewSerial takes over an open device.
func NewSerial(device io.ReadWriteCloser, name string) *Serial {
	return &Serial{device: device, name: name, most: serialMost, in: bufio.NewReader(device)}
}

func (s *Serial) Most() int    { return s.most }
func (s *Serial) Kind() string { return "serial" }
func (s *Serial) Addr() string { return s.name }
func (s *Serial) Close() error { return s.device.Close() }

// quiet is after how long a silence a zero byte goes before a packet, so that noise that came meanwhile does not spoil it.
const quiet = time.Second

// Send writes a packet; there is one other end, whatever it is called.
func (s *Serial) Send(packet []byte, _ string) error {
	s.sending.Lock()
	defer s.sending.Unlock()
	bytes := append(stuff(packet), 0)
	if time.Since(s.last) > quiet {
		bytes = append([]byte{0}, bytes...)
	}
	_, err := s.device.Write(bytes)
	s.last = time.Now()
	return err
}

// Receive reads up to the next zero byte. What is too long or not stuffed as it should be is noise.
func (s *Serial) Receive() ([]byte, string, error) {
	var held []byte
	long := false
	for {
		b, err := s.in.ReadByte()
		switch {
		case err == nil:
		case errors.Is(err, io.ErrNoProgress):
			continue // a read that timed out
		default:
			return nil, "", err
		}
		if b != 0 {
			if long = long || len(held) > serialMost+serialMost/254+1; !long {
				held = append(held, b)
			}
			continue
		}
		if packet, ok := unstuff(held); ok && !long && len(packet) > 0 && len(packet) <= serialMost {
			return packet, s.name, nil
		}
		held, long = held[:0], false
	}
}

// stuff returns bytes without a zero among them: before each run of up to 254 others stands one more than its length, and a
// run of fewer is followed by a zero.
func stuff(b []byte) []byte {
	out := make([]byte, 1, len(b)+len(b)/254+2)
	at := 0 // where the length of the run that is written stands
	for i, x := range b {
		if x != 0 {
			out = append(out, x)
		}
		if n := len(out) - at; x == 0 || n == 255 && i+1 < len(b) {
			out[at] = byte(n)
			at = len(out)
			out = append(out, 0)
		}
	}
	out[at] = byte(len(out) - at)
	return out
}

// unstuff is the other way; ok is false for what stuff does not return.
func unstuff(b []byte) (out []byte, ok bool) {
	for len(b) > 0 {
		n := int(b[0])
		if n == 0 || n > len(b) {
			return nil, false
		}
		out = append(out, b[1:n]...)
		if b = b[n:]; len(b) > 0 && n < 255 {
			out = append(out, 0)
		}
	}
	return out, true
}
