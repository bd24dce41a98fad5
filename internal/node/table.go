package node

import (
	"errors"
	"sync/atomic"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/record"
)

// A table is one charter under which the node sits: the edition in force, the parties in order, and their sheets.
type table struct {
	id      parley.Hash
	edition parley.Hash
	text    []byte
	lines   []string // signatures of the edition
	charter *charter.Charter
	self    int // own place in the party order
	seats   []*seat
	checked checked
	shown   atomic.Pointer[store.Head] // the own head that may be shown: its mark is on stable storage
}

// A seat is one party at the table.
type seat struct {
	id   parley.PartyID
	root rootKey
	log  store.LogID
	held atomic.Pointer[[]page] // the sheets held, in ascending number
}

// A page is a sheet with its bytes.
type page struct {
	*charter.Sheet
	bytes []byte
}

// sheets returns the sheets held, in ascending number.
func (s *seat) sheets() []page {
	if p := s.held.Load(); p != nil {
		return *p
	}
	return nil
}

// addSheet takes a sheet with a higher number than those held.
func (s *seat) addSheet(sh *charter.Sheet, b []byte) {
	all := append(append([]page(nil), s.sheets()...), page{sh, b})
	s.held.Store(&all)
}

// newest returns the sheet in force, or nil while none is held.
func (s *seat) newest() *charter.Sheet {
	if all := s.sheets(); len(all) > 0 {
		return all[len(all)-1].Sheet
	}
	return nil
}

func (t *table) seat(id parley.PartyID) *seat {
	if i := t.charter.PartyIndex(id); i >= 0 {
		return t.seats[i]
	}
	return nil
}

func (t *table) own() *seat { return t.seats[t.self] }

// shownSize returns how many leaves of the own record may be known to others.
func (t *table) shownSize() uint64 {
	if h := t.shown.Load(); h != nil {
		return h.Size
	}
	return 0
}

func (t *table) origin(id parley.PartyID) string { return record.Origin(t.id, id) }

func (n *Node) loadTable(r store.Reader, id parley.Hash) (*table, error) {
	eds, err := r.Editions(id)
	if err != nil {
		return nil, err
	}
	if len(eds) == 0 {
		return nil, parley.Errorf(parley.CodeBadRecord, "the database holds no edition of charter %s", id)
	}
	last := eds[len(eds)-1]
	c, err := charter.Parse(last.Bytes)
	if err != nil {
		return nil, err
	}
	t := &table{id: id, edition: last.ID, text: last.Bytes, lines: last.Signatures, charter: c, self: c.PartyIndex(n.cfg.Party)}
	if t.self < 0 {
		return nil, parley.Errorf(parley.CodeBadCharter, "the party %s is not one of charter %s", n.cfg.Party, id)
	}
	for _, p := range c.Parties {
		s := &seat{id: p.ID, root: rootKey(p.Root), log: store.LogID{Charter: id, Party: p.ID}}
		rows, err := r.Sheets(s.root)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		for _, row := range rows {
			sh, err := charter.ParseSheet(row.Bytes)
			if err != nil {
				return nil, err
			}
			s.addSheet(sh, row.Bytes)
		}
		t.seats = append(t.seats, s)
	}
	return t, nil
}

// addTable puts the charter into service. Peers whose line is not yet known get one.
func (n *Node) addTable(t *table) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.charters = append(n.charters, t)
	for i, s := range t.seats {
		if i == t.self {
			continue
		}
		p := n.peers[s.root]
		if p == nil {
			p = newPeer(n, s.root)
			n.peers[s.root] = p
		}
		p.seats = append(p.seats, peerSeat{t, s})
		for _, ps := range p.seats { // what was learned with this charter holds under the others
			ps.s.held.Store(s.held.Load())
		}
	}
}
