package link

import "time"

// abandonedTime is how long a body in part that got no byte keeps its place from one that the peer begins.
const abandonedTime = 10 * time.Minute

// giveUp gives up, where there is no place for a body that the peer begins, the one in part that got no byte for the
// longest time, if that is long enough [LINK-21]. The sessions end: with the next HELLO and HAVE both sides know what is
// held, and what was given up comes from its first byte if the peer still has it to send.
func (m *Machine) giveUp() {
	var idle *unfinished
	for _, b := range m.bodies {
		if b.progress.IsZero() { // held since before this machine began
			b.progress = m.now
		}
		if idle == nil || b.progress.Before(idle.progress) {
			idle = b
		}
	}
	if idle == nil || m.now.Sub(idle.progress) < abandonedTime {
		return
	}
	delete(m.bodies, idle.ID)
	m.gaveUp = append(m.gaveUp, idle.Partial)
	for _, id := range m.order {
		if s := m.sessions[id]; !s.broken {
			s.broken = true
			m.closing = append(m.closing, id)
		}
	}
}

// given returns what was given up since it was last asked.
func (m *Machine) given() []Partial {
	given := m.gaveUp
	m.gaveUp = nil
	return given
}
