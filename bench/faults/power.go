package main

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"parley/bench/serving"
	"parley/bench/table"
	"parley/internal/bearer"
	"parley/internal/faultdisk"
	"parley/internal/node"
	"parley/internal/store"
)

var errNoPower = errors.New("the power is off")

// A house is one party with its power supply. When the power fails, nothing leaves the house any more, and its disk
// keeps what was forced to it.
type house struct {
	party  *table.Party
	outbox *serving.Outbox
	lies   bool // its disk
	off    atomic.Bool

	mu    sync.Mutex
	node  *node.Node // nil while it is down
	disk  *faultdisk.Disk
	marks map[string][]byte // the high-water files when the power failed
}

// wire puts the house's power behind its disk, its high-water files and its line.
func (h *house) wire(p *table.Party) {
	h.party = p
	p.HighWater = func(m node.HighWater) node.HighWater { return powered{m, h} }
	p.Wrap = func(s bearer.Session) bearer.Session { return session{s, h} }
	h.watch()
}

func (h *house) watch() {
	h.disk = faultdisk.Watch(h.party.Dir, 0)
	if h.lies {
		h.disk.Lie()
	}
}

// powered is a high-water directory that nobody can write without power.
type powered struct {
	node.HighWater
	h *house
}

func (p powered) Raise(log store.LogID, m node.Mark) error {
	if p.h.off.Load() {
		return errNoPower
	}
	return p.HighWater.Raise(log, m)
}

// session is one that carries nothing without power.
type session struct {
	bearer.Session
	h *house
}

func (s session) Send(frames [][]byte) error {
	if s.h.off.Load() {
		s.Session.Close()
		return errNoPower
	}
	return s.Session.Send(frames)
}

func (s session) Receive() ([]byte, error) {
	b, err := s.Session.Receive()
	if s.h.off.Load() {
		return nil, errNoPower
	}
	return b, err
}

// failAfter has the power fail before the n-th access to the disk.
func (h *house) failAfter(n int, seed uint64) {
	h.disk.CutAfter(n, seed, func() {
		h.off.Store(true)
		h.marks = map[string][]byte{}
		files, _ := os.ReadDir(h.party.HighWaterDir())
		for _, f := range files {
			h.marks[f.Name()], _ = os.ReadFile(filepath.Join(h.party.HighWaterDir(), f.Name()))
		}
	})
}

// comeBack starts the node again from what is on the disk.
func (h *house) comeBack(dir string) error {
	h.mu.Lock()
	h.node = nil
	h.mu.Unlock()
	h.party.Stop()
	h.disk.Forget()
	if err := h.disk.Restore(dir); err != nil {
		return err
	}
	os.RemoveAll(h.party.Dir)
	os.RemoveAll(h.party.HighWaterDir())
	h.party.Dir = dir
	if err := os.MkdirAll(h.party.HighWaterDir(), 0o700); err != nil {
		return err
	}
	for name, b := range h.marks {
		if err := os.WriteFile(filepath.Join(h.party.HighWaterDir(), name), b, 0o600); err != nil {
			return err
		}
	}
	h.watch()
	h.off.Store(false)
	return h.start()
}

func (h *house) start() error {
	if err := h.party.Open(); err != nil {
		return err
	}
	if err := h.party.Serve(); err != nil {
		return err
	}
	h.power()
	return nil
}

// power lets the officers use the node.
func (h *house) power() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.node = h.party.Node
}

// at returns the node, or nil while it is down.
func (h *house) at() *node.Node {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.node
}
