package link

import (
	"slices"
	"time"

	"parley"
	"parley/wire"
)

// charters are those that our HELLO names. A charter keeps its place for the life of the machine, so that frames under
// way never change their meaning [LINK-4].
type charters struct {
	list  []Charter
	place map[parley.Hash]int

	editions map[editionKey]edition // what was packed with under those that were in force here
}

// merge takes over what cs say; charters not named before are put at the end. It reports whether a new HELLO would say
// anything but other sizes.
func (c *charters) merge(cs []Charter) (changed bool) {
	if c.place == nil {
		c.place = map[parley.Hash]int{}
	}
	for _, x := range cs {
		i, known := c.place[x.ID]
		if !known {
			i = len(c.list)
			c.place[x.ID] = i
			c.list = append(c.list, Charter{})
		}
		old := c.list[i]
		x.Volumes = joinVolumes(old.Volumes, x)
		changed = changed || !known || old.Edition != x.Edition || old.Short != x.Short || !slices.Equal(old.Sheets, x.Sheets) ||
			old.Recovering != x.Recovering || (old.Dictionary == nil) != (x.Dictionary == nil) || len(old.Volumes) != len(x.Volumes)
		c.list[i] = x
		c.remember(x)
	}
	return changed
}

// wireLog names k in a frame of ours.
func (c *charters) wireLog(k LogKey) (wire.Log, bool) {
	i, ok := c.place[k.Charter]
	if !ok {
		return wire.Log{}, false
	}
	j := c.list[i].placeOf(k)
	return wire.Log{Charter: uint64(i), Party: uint64(max(j, 0))}, j >= 0
}

// first returns the first volume of party number party under charter id, if both are known here.
func (c *charters) first(id parley.Hash, party uint64) (LogKey, bool) {
	i, ok := c.place[id]
	if !ok || party >= uint64(len(c.list[i].Parties)) {
		return LogKey{}, false
	}
	return LogKey{Charter: id, Party: c.list[i].Parties[party]}, true
}

// hello returns our HELLO; held says how much of a log we hold beyond what the charters say.
func (c *charters) hello(now time.Time, held func(LogKey) uint64) *wire.Hello {
	h := &wire.Hello{Version: wire.LinkVersion, Time: parley.MillisOf(now), Features: c.features() | wire.FeatureEntry}
	for _, x := range c.list {
		hc := wire.HelloCharter{ID: x.ID, Edition: x.Edition, Short: x.Short, Sheets: x.Sheets, Volumes: x.helloVolumes(held)}
		for i, p := range x.Parties {
			var size uint64
			if i < len(x.Sizes) {
				size = x.Sizes[i]
			}
			hc.Sizes = append(hc.Sizes, max(size, held(LogKey{Charter: x.ID, Party: p})))
		}
		if x.Recovering {
			h.Features |= wire.FeatureRecovering
		}
		h.Charters = append(h.Charters, hc)
	}
	return h
}

// greet queues our HELLO when there is a new one to say: the first, with what we hold in part and a PING behind it, as
// what opens the session; later ones at IMMEDIATE.
func (m *Machine) greet(now time.Time, s *session) {
	if s.version == m.version {
		return
	}
	level := int(parley.Immediate)
	if s.version == 0 {
		level = opening
	}
	c := newControl(wire.EncodeFrame(m.charters.hello(m.wall(now), m.logs.held)), level)
	c.named = m.charters.named()
	s.controls.add(c)
	if s.version == 0 {
		s.controls.add(newControl(wire.EncodeFrame(m.haveFrame()), opening))
		s.ping.wanted = true
	}
	s.version = m.version
}

// onHello takes in the peer's HELLO [LINK-4].
func (m *Machine) onHello(now time.Time, s *session, h *wire.Hello) error {
	if h.Version != wire.LinkVersion {
		return parley.Errorf(parley.CodeBadEncoding, "the peer speaks version %d of the line, this version only %d", h.Version, wire.LinkVersion)
	}
	before := len(s.peer)
	if err := s.agree(h); err != nil {
		return err
	}
	first := !s.hello
	s.hello, s.said = true, h
	if s.rtt.smoothed == 0 || first {
		s.clock = h.Time.Time().Sub(m.wall(now))
	}
	m.plain = h.Features&wire.FeaturePacked == 0
	sizes := m.helloSizes(h)
	if first {
		m.hellos++
		m.thaw(s)
	} else {
		m.wantAgain(s.peer[before:])
	}
	m.logs.greeted(sizes, first, m.inFlight())
	if first {
		m.holdBack(now, h, sizes)
	}
	m.deliver = append(m.deliver, HelloIn{s.id, h, sizes})
	return nil
}

// recall takes in what the peer's HELLOs said of charters that we did not know then.
func (m *Machine) recall() {
	for _, id := range m.order {
		if s := m.sessions[id]; s.said != nil {
			m.logs.greeted(m.helloSizes(s.said), false, m.inFlight())
		}
	}
}

// wantAgain makes everything under the charters wanted whole: the peer could not use it before it knew them.
func (m *Machine) wantAgain(charters []peerCharter) {
	for _, e := range m.queue.entries {
		if slices.ContainsFunc(charters, func(c peerCharter) bool { return c.id == e.Log.Charter }) {
			e.need, e.has = rangeSet{{To: e.Size}}, nil
			for _, s := range m.sessions {
				delete(s.under, e)
			}
			m.queue.update(e)
		}
	}
}

// agree takes over the places of the charters and of the volumes. A HELLO may only add to those before it in the
// session; on a bearer that is not reliable an older one may come later.
func (s *session) agree(h *wire.Hello) error {
	seen := map[parley.Hash]bool{}
	for i, c := range h.Charters {
		if seen[c.ID] || i < len(s.peer) && s.peer[i].id != c.ID {
			return parley.Errorf(parley.CodeBadEncoding, "the peer names a charter twice or at another place than before")
		}
		seen[c.ID] = true
		if i < len(s.peer) && !sameVolumes(s.peer[i].volumes, c.Volumes) {
			return parley.Errorf(parley.CodeBadEncoding, "the peer names a volume at another place than before")
		}
	}
	for i, c := range h.Charters {
		if i == len(s.peer) {
			s.peer = append(s.peer, peerCharter{id: c.ID})
		}
		s.peer[i].learn(c)
	}
	return nil
}

// helloSizes returns what h says of logs that we know: one side may know of parties that joined since.
func (m *Machine) helloSizes(h *wire.Hello) map[LogKey]uint64 {
	sizes := map[LogKey]uint64{}
	for _, c := range h.Charters {
		i, ok := m.charters.place[c.ID]
		if !ok {
			continue
		}
		for j, p := range m.charters.list[i].Parties {
			if j < len(c.Sizes) {
				sizes[LogKey{Charter: c.ID, Party: p}] = c.Sizes[j]
			}
		}
		for _, v := range c.Volumes {
			if k, ok := m.charters.volume(c.ID, v); ok {
				sizes[k] = v.Size
			}
		}
	}
	return sizes
}

// log returns which log l means in a frame of the peer.
func (m *Machine) log(s *session, l wire.Log) (LogKey, bool) {
	if l.Charter >= uint64(len(s.peer)) {
		return LogKey{}, false
	}
	c := s.peer[l.Charter]
	if l.Party < wire.LaterVolumes {
		return m.charters.first(c.id, l.Party)
	}
	if place := l.Party - wire.LaterVolumes; place < uint64(len(c.volumes)) {
		return m.charters.volume(c.id, c.volumes[place])
	}
	return LogKey{}, false
}
