//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"runtime"
	"sync"
	"time"
)

const (
	strangerRate = 20_000 // packets per second
	strangerTime = 20 * time.Second
)

func strangerCases() []benchCase {
	return []benchCase{{name: "stranger", on: udp, title: "FLASH while a stranger sends 20,000 packets/s, random and replayed, " + usually, most: 3, about: time.Minute, cap: patience, run: stranger, alone: true}}
}

// stranger floods the narrow port of the party that a FLASH goes to, past the line, from its peer's address and others.
func stranger(ctx context.Context, t *trial) error {
	s, err := newStage(ctx, t, usualRate)
	if err != nil {
		return err
	}
	defer s.clear()
	heard := &recording{}
	s.path.Overhear(heard.hear)
	s.link.Set(usual)
	if err := s.restart(ctx, usual); err != nil { // so that a beginning is heard, too
		return err
	}
	if err := s.warm(ctx); err != nil {
		return err
	}
	memory, running := held()
	flood := newFlood(s.path.Inject, heard.packets)
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	flood.begin()
	defer flood.end()
	for end := time.Now().Add(strangerTime); time.Now().Before(end); {
		text := s.text(languages[0])
		took, err := s.brief(ctx, s.table.Parties[1], text)
		if err != nil {
			return err
		}
		s.put(value{what: delivered + " at worst", lang: languages[0], x: took.delivered.Seconds(), unit: "s", limit: limit(text, usualRate, usualDelay), aim: 1, worst: true})
	}
	rate := flood.end()
	after, more := held()
	s.put(value{what: "packets of the stranger each second", x: rate, unit: "packets", aim: strangerRate * 0.9, least: true})
	s.put(value{what: "memory held more than before", x: max(0, after-memory), unit: "KiB", aim: 4096})
	s.put(value{what: "goroutines more than before", x: float64(max(0, more-running)), unit: "goroutines"})
	return nil
}

// held returns how much memory is in use, in KiB, and how many goroutines there are: a session has some.
func held() (kib float64, goroutines int) {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1024, runtime.NumGoroutine()
}

// A recording holds packets of both directions as they went.
type recording struct {
	mu      sync.Mutex
	packets [][]byte
}

func (r *recording) hear(packet []byte) {
	const most, protocol, udpNumber = 1000, 9, 17
	r.mu.Lock()
	defer r.mu.Unlock()
	if packet[protocol] == udpNumber && len(r.packets) < most {
		r.packets = append(r.packets, packet)
	}
}

// A flood is a stranger at work.
type flood struct {
	inject func([]byte)
	replay [][]byte
	sent   int
	began  time.Time
	stop   chan struct{}
	ended  chan struct{}
	once   sync.Once
	rate   float64
}

func newFlood(inject func([]byte), replay [][]byte) *flood {
	return &flood{inject: inject, replay: replay, stop: make(chan struct{}), ended: make(chan struct{})}
}

func (f *flood) begin() {
	f.began = time.Now()
	go func() {
		defer close(f.ended)
		for {
			select {
			case <-f.stop:
				return
			case <-time.After(time.Millisecond):
			}
			for due := int(time.Since(f.began).Seconds() * strangerRate); f.sent < due; f.sent++ {
				f.inject(f.packet())
			}
		}
	}()
}

// end ends the flood and returns how many packets went in a second.
func (f *flood) end() float64 {
	f.once.Do(func() {
		close(f.stop)
		<-f.ended
		f.rate = float64(f.sent) / time.Since(f.began).Seconds()
	})
	return f.rate
}

// packet is, in turn, one that was heard, one that was heard with a changed byte, and a random one, all to the same port.
func (f *flood) packet() []byte {
	const header = 28
	model := f.replay[f.sent%len(f.replay)]
	switch f.sent % 3 {
	case 0:
		return model
	case 1:
		b := append([]byte(nil), model...)
		b[header+f.sent%(len(b)-header)] ^= 1 + byte(f.sent)
		return unsummed(b)
	default:
		b := append([]byte(nil), model[:header]...)
		b = append(b, make([]byte, 20+f.sent%400)...)
		rand.Read(b[header:])
		return unsummed(b)
	}
}

// unsummed writes the lengths of an IPv4 packet anew, its checksum, and none for UDP.
func unsummed(b []byte) []byte {
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
	binary.BigEndian.PutUint16(b[10:], 0)
	binary.BigEndian.PutUint16(b[24:], uint16(len(b)-20))
	binary.BigEndian.PutUint16(b[26:], 0)
	sum := uint32(0)
	for i := 0; i < 20; i += 2 {
		sum += uint32(binary.BigEndian.Uint16(b[i:]))
	}
	for sum>>16 != 0 {
		sum = sum&0xffff + sum>>16
	}
	binary.BigEndian.PutUint16(b[10:], ^uint16(sum))
	return b
}
