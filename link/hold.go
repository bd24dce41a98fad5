package link

import (
	"time"

	"parley"
	"parley/wire"
)

// A gate holds back what the peer may have recorded already, until as much of the newest volume of the peer's own
// record is here as its HELLO announced, and so every receipt that it had given; at most ten seconds [LINK-8].
type gate struct {
	log   LogKey
	size  uint64
	until time.Time
}

const holdTime = 10 * time.Second

// holdBack closes the gate of each charter of h under which the peer's record is longer than what we hold of it.
// FLASH is never held back.
func (m *Machine) holdBack(now time.Time, h *wire.Hello, sizes map[LogKey]uint64) {
	for _, c := range h.Charters {
		log := LogKey{Charter: c.ID, Party: m.cfg.Peer}
		for k := range sizes {
			if k.first() == log.first() && k.Volume > log.Volume {
				log = k
			}
		}
		if sizes[log] > m.held(log) {
			m.gates[c.ID] = gate{log, sizes[log], now.Add(holdTime)}
		}
	}
	for _, e := range m.queue.entries {
		if _, closed := m.gates[e.Log.Charter]; closed && e.Precedence < parley.Flash && e.since < m.hellos {
			e.held = true
			m.queue.update(e)
		}
	}
}

// held returns how much of a log we hold, as far as the node said.
func (m *Machine) held(k LogKey) uint64 {
	size := m.logs.held(k)
	if l, ok := m.charters.wireLog(k); ok {
		size = max(size, m.charters.list[l.Charter].size(k))
	}
	return size
}

// openGates lets go what waits no longer.
func (m *Machine) openGates(now time.Time) {
	for id, g := range m.gates {
		if m.held(g.log) < g.size && now.Before(g.until) {
			continue
		}
		delete(m.gates, id)
		for _, e := range m.queue.entries {
			if e.held && e.Log.Charter == id {
				e.held = false
				m.queue.update(e)
			}
		}
	}
}
