//go:build linux

package main

import (
	"math/rand/v2"
	"os"
	"sync"
	"time"
)

// A path is what lies between two spaces: in each direction a queue that drops what comes when it is full, a rate, a
// probability of loss, and a delay. While it is down it drops everything, and nobody is told.
type path struct {
	directions [2]*direction

	mu    sync.Mutex
	down  bool
	up    time.Time // since when it is not down
	rate  int       // bit/s; 0: unlimited
	delay time.Duration
	loss  float64
	queue int // packets
}

// A direction is one way of a path.
type direction struct {
	path     *path
	in, out  *os.File
	waiting  chan []byte
	random   *rand.Rand
	mu       sync.Mutex
	packets  int64
	bytes    int64 // put on the line, at the IP level; those lost afterwards counted
	dropped  int64 // for want of room, or while it was down
	lost     int64
	lastByte time.Time // when the last was put on the line
}

// newPath carries packets between two spaces until they are removed.
func newPath(a, b *space, seed uint64) *path {
	p := &path{queue: 20}
	for i, ends := range [][2]*os.File{{a.tun, b.tun}, {b.tun, a.tun}} {
		d := &direction{path: p, in: ends[0], out: ends[1], waiting: make(chan []byte, 4096), random: rand.New(rand.NewPCG(seed, uint64(i)))}
		p.directions[i] = d
		go d.read()
		go d.carry()
	}
	return p
}

// set changes what the path does to packets that come from now on.
func (p *path) set(rate int, delay time.Duration, loss float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rate, p.delay, p.loss = rate, delay, loss
}

func (p *path) setDown(down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = down
	if !down {
		p.up = time.Now()
	}
}

func (p *path) upSince() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.up
}

func (p *path) now() (rate int, delay time.Duration, loss float64, down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.rate, p.delay, p.loss, p.down
}

// carried returns how many bytes went both ways, and when the last did.
func (p *path) carried() (bytes int64, last time.Time) {
	for _, d := range p.directions {
		d.mu.Lock()
		bytes += d.bytes
		if d.lastByte.After(last) {
			last = d.lastByte
		}
		d.mu.Unlock()
	}
	return bytes, last
}

// read takes packets from the space, and drops what finds no room.
func (d *direction) read() {
	buffer := make([]byte, 2048)
	defer close(d.waiting)
	for {
		n, err := d.in.Read(buffer)
		if err != nil {
			return
		}
		if n == 0 || buffer[0]>>4 != 4 {
			continue // IPv6 neighbours that look for each other
		}
		_, _, _, down := d.path.now()
		if down || len(d.waiting) >= d.path.queue {
			d.mu.Lock()
			d.dropped++
			d.mu.Unlock()
			continue
		}
		d.waiting <- append([]byte(nil), buffer[:n]...)
	}
}

// carry puts one packet after the other on the line, and delivers each after the delay. It goes by the clock, not by how
// long it slept, so that it is as fast as the rate says.
func (d *direction) carry() {
	free := time.Now()
	for packet := range d.waiting {
		rate, delay, loss, _ := d.path.now()
		if now := time.Now(); free.Before(now) {
			free = now
		}
		if rate > 0 {
			free = free.Add(time.Duration(float64(len(packet)*8) / float64(rate) * float64(time.Second)))
			time.Sleep(time.Until(free))
		}
		d.mu.Lock()
		d.packets++
		d.bytes += int64(len(packet))
		d.lastByte = time.Now()
		lost := d.random.Float64() < loss
		if lost {
			d.lost++
		}
		d.mu.Unlock()
		if _, _, _, down := d.path.now(); !lost && !down {
			time.AfterFunc(time.Until(free.Add(delay)), func() { d.deliver(packet) })
		}
	}
}

func (d *direction) deliver(packet []byte) {
	if _, _, _, down := d.path.now(); !down {
		d.out.Write(packet)
	}
}
