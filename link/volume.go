package link

import (
	"slices"

	"parley"
	"parley/wire"
)

// first returns the first volume of the record that k is a volume of.
func (k LogKey) first() LogKey {
	k.Volume = 0
	return k
}

// joinVolumes returns the volumes of old at their places, then those of c that old does not name; the sizes are those of
// c where it says any. So a volume keeps its place for the life of the machine [LINK-4]. What no volume can be is left
// out, since the peer would end the session over it.
func joinVolumes(old []Volume, c Charter) []Volume {
	joined := slices.Clone(old)
	for _, v := range c.Volumes {
		i := slices.IndexFunc(joined, func(x Volume) bool { return x.Party == v.Party && x.Number == v.Number })
		switch {
		case i >= 0:
			joined[i].Size = v.Size
		case len(joined) < wire.MaxVolumes && v.Number > 1 && v.Number <= wire.MaxVolume && slices.Contains(c.Parties, v.Party):
			joined = append(joined, v)
		}
	}
	return joined
}

// placeOf returns the number by which a frame names k, a log under c: the place of the owner for a first volume,
// wire.LaterVolumes and the place of the volume for a later one; or -1. It stays when parties join [LINK-40].
func (c *Charter) placeOf(k LogKey) int {
	if k.Volume == 0 {
		return slices.Index(c.Parties, k.Party)
	}
	i := slices.IndexFunc(c.Volumes, func(v Volume) bool { return v.Party == k.Party && v.Number == k.Volume })
	if i < 0 {
		return -1
	}
	return wire.LaterVolumes + i
}

// size returns what c says of how much of k is held.
func (c *Charter) size(k LogKey) uint64 {
	i := c.placeOf(k)
	switch n := i - wire.LaterVolumes; {
	case n >= 0:
		return c.Volumes[n].Size
	case i >= 0 && i < len(c.Sizes):
		return c.Sizes[i]
	}
	return 0
}

// helloVolumes returns the later volumes as a HELLO names them; held says how much of a log we hold beyond what c says.
func (c *Charter) helloVolumes(held func(LogKey) uint64) []wire.HelloVolume {
	var out []wire.HelloVolume
	for _, v := range c.Volumes {
		party := slices.Index(c.Parties, v.Party)
		size := max(v.Size, held(LogKey{c.ID, v.Party, v.Number}))
		out = append(out, wire.HelloVolume{Party: uint64(party), Volume: v.Number, Size: size})
	}
	return out
}

// volume returns the later volume that v names under charter id, if it is known here.
func (c *charters) volume(id parley.Hash, v wire.HelloVolume) (LogKey, bool) {
	k, ok := c.first(id, v.Party)
	k.Volume = v.Volume
	if !ok || v.Volume == 0 {
		return LogKey{}, false
	}
	_, ok = c.wireLog(k)
	return k, ok
}

// named returns how many later volumes our HELLO names under each charter.
func (c *charters) named() []int {
	counts := make([]int, len(c.list))
	for i, x := range c.list {
		counts[i] = len(x.Volumes)
	}
	return counts
}

// A peerCharter is what the peer's HELLOs of a session named at one place.
type peerCharter struct {
	id      parley.Hash
	volumes []wire.HelloVolume
}

// learn takes over the volumes that c adds.
func (p *peerCharter) learn(c wire.HelloCharter) {
	if len(c.Volumes) > len(p.volumes) {
		p.volumes = slices.Clone(c.Volumes)
	}
}

// sameVolumes reports whether a and b name the same volumes as far as both go.
func sameVolumes(a, b []wire.HelloVolume) bool {
	n := min(len(a), len(b))
	return slices.EqualFunc(a[:n], b[:n], func(x, y wire.HelloVolume) bool {
		return x.Party == y.Party && x.Volume == y.Volume
	})
}

// knows reports whether the peer's HELLO names the charter of k and, where k is a later volume, that volume.
func (s *session) knows(m *Machine, k LogKey) bool {
	for _, c := range s.peer {
		if c.id == k.Charter {
			return k.Volume == 0 || slices.ContainsFunc(c.volumes, func(v wire.HelloVolume) bool {
				x, ok := m.charters.volume(c.id, v)
				return ok && x == k
			})
		}
	}
	return false
}

// told takes in that a HELLO of ours went out that names so many volumes under each charter.
func (s *session) told(counts []int) {
	for i, n := range counts {
		if i == len(s.named) {
			s.named = append(s.named, 0)
		}
		s.named[i] = max(s.named[i], n)
	}
}

// carries reports whether frames that name the log can be read at the other end of s.
func (m *Machine) carries(s *session, k LogKey) bool {
	l, ok := m.charters.wireLog(k)
	if !ok || l.Charter >= uint64(len(s.named)) || s.hello && !s.knows(m, k) {
		return false
	}
	return l.Party < uint64(wire.LaterVolumes+s.named[l.Charter])
}
