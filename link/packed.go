package link

import (
	"parley"
	"parley/dictionary"
	"parley/wire"
)

// An edition is one that is or was in force here, and what pieces are packed with under it.
type edition struct {
	short      [8]byte
	dictionary *dictionary.Dictionary
}

// editionKey names an edition of a charter by its number.
type editionKey struct {
	charter parley.Hash
	number  uint64
}

// remember keeps what is packed with under the edition of c: frames packed under it may be under way for a while after
// the next one has come into force.
func (c *charters) remember(x Charter) {
	if c.editions == nil {
		c.editions = map[editionKey]edition{}
	}
	c.editions[editionKey{x.ID, x.Edition}] = edition{x.Short, x.Dictionary}
}

// features says whether every dictionary that is named is held [LINK-86].
func (c *charters) features() uint64 {
	named := false
	for _, x := range c.list {
		if x.Named && x.Dictionary == nil {
			return 0
		}
		named = named || x.Named
	}
	if !named {
		return 0
	}
	return wire.FeaturePacked
}

// fastLine is the rate in bytes per second from which on nothing is packed: the line waits for nothing then, and the
// processor would.
const fastLine = 256 << 10

// packs returns the dictionary with which pieces of e go on s, nil if they go plain [LINK-86].
func (m *Machine) packs(s *session, e *entry) *dictionary.Dictionary {
	i, ok := m.charters.place[e.Log.Charter]
	if !ok || e.plain || s.rate.best() > fastLine {
		return nil
	}
	c := m.charters.list[i]
	switch {
	case s.hello && !s.reads(c), !s.hello && (e.Precedence < parley.Flash || m.plain):
		return nil
	}
	return c.Dictionary
}

// reads reports whether the peer said that it reads what is packed under c as it stands here.
func (s *session) reads(c Charter) bool {
	if s.said.Features&wire.FeaturePacked == 0 {
		return false
	}
	for _, x := range s.said.Charters {
		if x.ID == c.ID {
			return x.Edition == c.Edition && x.Short == c.Short
		}
	}
	return false
}

// contextsEach is how many contexts of one dictionary a frame can name, and tags how many editions it can tell apart.
const (
	contextsEach = 8
	tags         = 3
)

// contextIn returns how a frame names context k under edition number n.
func contextIn(n uint64, k int) uint64 { return contextsEach*(n%tags) + uint64(k) }

// onPacked takes in a packed piece. Nothing is made of one whose dictionary is not held, or not known yet [LINK-86].
func (m *Machine) onPacked(s *session, f *wire.Packed) (used bool, err error) {
	if s.arrivals.closed.contains(f.N) {
		return true, nil
	}
	id, known := m.charterOf(s, f)
	if !known {
		return false, nil
	}
	d := m.unpacks(s, id, f.Context/contextsEach)
	if d == nil {
		return false, nil
	}
	plain, err := d.Unpack(f.Context%contextsEach, f.Bytes, int(f.Plain()))
	if err != nil {
		return true, err
	}
	b := &wire.Body{Type: wire.TypeBody, N: f.N, Offset: f.Offset, Bytes: plain, Open: f.Open}
	if f.Type == wire.TypePackedBlob {
		b.Type = wire.TypeBlob
	}
	return m.onBody(s, b)
}

// charterOf returns the charter of what f is a piece of.
func (m *Machine) charterOf(s *session, f *wire.Packed) (id parley.Hash, known bool) {
	if f.Open != nil {
		if f.Open.Log.Charter >= uint64(len(s.peer)) {
			return id, false
		}
		return s.peer[f.Open.Log.Charter].id, true
	}
	b := m.bodies[s.arrivals.open[f.N]]
	if b == nil {
		return id, false
	}
	return b.Log.Charter, true
}

// unpacks returns what the peer packs with under a charter: that of the edition that its HELLO names, or of one beside
// it, as the tag tells.
func (m *Machine) unpacks(s *session, charter parley.Hash, tag uint64) *dictionary.Dictionary {
	if s.said == nil || tag >= tags {
		return nil
	}
	for _, x := range s.said.Charters {
		if x.ID != charter {
			continue
		}
		for n := max(x.Edition, 1) - 1; n <= x.Edition+1; n++ {
			e := m.charters.editions[editionKey{charter, n}]
			if n%tags == tag && (n != x.Edition || e.short == x.Short) {
				return e.dictionary
			}
		}
	}
	return nil
}
