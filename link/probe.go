package link

// Probe asks for a sign of life on every session, the back-up included: a PING goes on each [LINK-93].
type Probe struct{}

func (Probe) event() {}

func (m *Machine) probe() {
	for _, s := range m.sessions {
		s.ping.wanted = true
	}
}
