//go:build linux

package emulator

import (
	"math/rand/v2"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// A Path is the uplink of the first of some spaces: what goes from it to the others shares one queue and one rate, what comes
// to it another. Between the others there is no limit. With two spaces it is a plain line.
type Path struct {
	weather
	spaces   []*Space
	from, to *direction

	mu   sync.Mutex
	ears []func(packet []byte)
}

// A direction is one way of a path: a queue that drops what comes when it is full, then the line, then the delay.
type direction struct {
	path    *Path
	waiting chan []byte
	queued  atomic.Int64
	flying  chan flight
	random  *rand.Rand
	meter   meter
}

// Join carries packets between spaces until they are removed. The seed decides which packets are lost.
func Join(seed uint64, spaces ...*Space) *Path {
	p := &Path{spaces: spaces}
	p.Set(Condition{})
	p.from, p.to = newDirection(p, seed, 0), newDirection(p, seed, 1)
	for _, s := range spaces {
		go p.read(s)
	}
	return p
}

func newDirection(p *Path, seed, which uint64) *direction {
	d := &direction{path: p, waiting: make(chan []byte, 4096), flying: make(chan flight, 4096), random: dice(seed, which)}
	go d.carry()
	go land(d.flying, &p.weather, p.deliver)
	return d
}

// Carried returns how many bytes went over the uplink, at the IP level.
func (p *Path) Carried() (int64, time.Time) { return carried(&p.from.meter, &p.to.meter) }

// Ways returns how many bytes went from the first space, and to it.
func (p *Path) Ways() (out, back int64) { return p.from.meter.total(), p.to.meter.total() }

// Close ends the path. The spaces must have been removed.
func (p *Path) Close() {
	for _, d := range []*direction{p.from, p.to} {
		d.waiting <- nil
	}
}

// read takes packets from a space.
func (p *Path) read(s *Space) {
	buffer := make([]byte, 2048)
	for {
		n, err := s.tun.Read(buffer)
		if err != nil {
			return
		}
		if n < 20 || buffer[0]>>4 != 4 {
			continue // IPv6 neighbours that look for each other
		}
		packet := append([]byte(nil), buffer[:n]...)
		p.overhear(packet)
		switch {
		case s == p.spaces[0]:
			p.from.put(packet)
		case destination(packet) == p.spaces[0].address:
			p.to.put(packet)
		default:
			p.deliver(packet)
		}
	}
}

// Overhear calls ear with each IP packet that a space sends, before anything befalls it. The ear must not keep the path waiting.
func (p *Path) Overhear(ear func(packet []byte)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ears = append(p.ears, ear)
}

func (p *Path) overhear(packet []byte) {
	p.mu.Lock()
	ears := p.ears
	p.mu.Unlock()
	for _, ear := range ears {
		ear(packet)
	}
}

// Inject gives an IP packet to the space that has its address, from wherever it says that it comes, past the link.
func (p *Path) Inject(packet []byte) { p.deliver(packet) }

func destination(packet []byte) string { return netip.AddrFrom4([4]byte(packet[16:20])).String() }

// put drops what finds no room.
func (d *direction) put(packet []byte) {
	c, down := d.path.now()
	if down || int(d.queued.Load()) >= c.Queue {
		return
	}
	d.queued.Add(1)
	d.waiting <- packet
}

// carry puts one packet after the other on the line.
func (d *direction) carry() {
	defer close(d.flying)
	var line clock
	for {
		waited := len(d.waiting) > 0
		packet := <-d.waiting
		if packet == nil {
			return
		}
		d.queued.Add(-1)
		c, _ := d.path.now()
		end := line.busy(len(packet), c.Rate, waited)
		d.meter.count(len(packet))
		if lost := d.random.Float64() < c.Loss; !lost {
			d.flying <- flight{packet, end.Add(c.Delay)}
		}
	}
}

// deliver gives a packet to the space that has its address.
func (p *Path) deliver(packet []byte) {
	to := destination(packet)
	for _, s := range p.spaces {
		if s.address == to {
			write(s.tun, packet)
		}
	}
}

// write gives bytes to a device. What a closed device does not take is lost.
func write(f *os.File, b []byte) { f.Write(b) }
