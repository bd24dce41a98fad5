package link

import (
	"time"

	"parley"
)

// Stats is what the machine measures and counts.
type Stats struct {
	Sessions  []SessionStats             // ascending Session
	Waiting   [parley.NumPrecedences]int // messages not yet wholly at the peer, by precedence
	Unsettled [parley.NumPrecedences]int // messages offered and not withdrawn, by precedence
	Bytes     uint64                     // bytes of messages and attachments not yet sent
	Bodies    int                        // bodies of the peer held here in part
	Dropped   uint64                     // frames that were well made and could not be used, since the start
}

// SessionStats is what is known of one session.
type SessionStats struct {
	Session     int
	Bearer      string
	Cost        int
	Hello       bool          // the peer's HELLO is here
	RTT         time.Duration // smoothed; 0 while not known
	MinRTT      time.Duration // least delay of a frame and its acknowledgement, without the frame's own time; 0 while not known
	Rate        float64       // bytes per second that arrive at the peer; 0 while not known
	FrameSize   int           // bytes
	Window      int           // bytes that may be in flight
	InFlight    int           // bytes sent and not acknowledged
	LastHeard   time.Time     // when a frame last came, or the session opened
	ClockOffset time.Duration // the peer's clock less ours, as far as known
	Sent        uint64        // bytes of frames
	Received    uint64        // bytes of frames
	Lost        uint64        // packets taken as lost
	Suspect     bool          // the peer is silent on it while an answer is due [LINK-71]
	Measured    bool          // Rate was measured under load
	TrustedIn   time.Duration // how long it has to hold until it is Trusted
	Trusted     bool          // it may carry what goes once: its bearer did not flap lately, or has held since [LINK-72]
}

// Stats returns what the machine measures.
func (m *Machine) Stats() Stats {
	t := &m.queue.tally
	st := Stats{Waiting: t.waiting, Unsettled: t.unsettled, Bytes: t.bytes, Bodies: len(m.bodies), Dropped: m.dropped}
	for _, id := range m.order {
		x := m.sessions[id].stats()
		s := m.sessions[id]
		x.Trusted = m.trusts(m.now, s)
		x.TrustedIn = max(0, m.bearer(s).hold()-m.now.Sub(s.since))
		st.Sessions = append(st.Sessions, x)
	}
	return st
}

func (s *session) stats() SessionStats {
	rate := s.rate.best()
	return SessionStats{
		Session: s.id, Bearer: s.bearer, Cost: s.cost, Hello: s.hello, RTT: s.rtt.smoothed, MinRTT: s.rtt.delay(rate), Rate: rate,
		FrameSize: s.frameSize(), Window: s.windowSize(), InFlight: s.flight.bytes,
		LastHeard: s.heard, ClockOffset: s.clock, Sent: s.sentBytes, Received: s.receivedBytes, Lost: s.lost, Measured: s.window.known, Suspect: s.suspect,
	}
}
