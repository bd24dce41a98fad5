package node

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/link"
	"parley/record"
)

// A table is one charter under which the node sits: its editions, the parties in order, and their sheets.
type table struct {
	id      parley.Hash
	self    int                        // own place among the seats
	known   atomic.Pointer[[]*edition] // the editions held, from the first on without a gap
	force   atomic.Pointer[edition]    // the one that this party adopted last
	chairs  atomic.Pointer[[]*seat]    // the parties: those of the first edition, then those who joined, in that order
	checked checked
	shown   atomic.Pointer[store.Head] // the own head that may be shown: its mark is on stable storage
	showing atomic.Bool                // to those who do not wait for it, soon

	said     atomic.Pointer[[]*statement]          // the statements held
	heirs    atomic.Pointer[[]*charter.RootChange] // the replacements of roots that were taken
	gone     atomic.Pointer[[]departure]           // the withdrawals entered in the records held
	opened   atomic.Pointer[[]store.LogID]         // the later volumes, in the order in which their statements came
	recovery atomic.Pointer[recovery]              // while the own record is not gone on with, or nil
	rosters  rosters
	judged   judged
	plotted  plotted

	untoldMu  sync.Mutex
	untold    map[parley.PartyID]bool // peers that do not know of the last recovery
	recovered bool                    // the own record once was recovering, and has recovered
}

// A seat is one party at the table.
type seat struct {
	id   parley.PartyID
	root rootKey
	log  store.LogID
	held atomic.Pointer[[]page] // the sheets held, in ascending number

	rosterActs atomic.Pointer[[]actPage] // the roster acts held, in ascending number
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

// addSheet takes a sheet, which is put in the order of the numbers.
func (s *seat) addSheet(sh *charter.Sheet, b []byte) {
	all := append(slices.Clone(s.sheets()), page{sh, b})
	slices.SortFunc(all, func(a, b page) int { return cmp.Compare(a.Number, b.Number) })
	s.held.Store(&all)
}

// newest returns the sheet in force, or nil while none is held.
func (s *seat) newest() *charter.Sheet {
	if all := s.sheets(); len(all) > 0 {
		return all[len(all)-1].Sheet
	}
	return nil
}

// seats returns the parties that sit, or sat, under the charter. Their places never change.
func (t *table) seats() []*seat {
	if p := t.chairs.Load(); p != nil {
		return *p
	}
	return nil
}

// seat finds a party; nil for none.
func (t *table) seat(id parley.PartyID) *seat {
	if i := t.place(id); i >= 0 {
		return t.seats()[i]
	}
	return nil
}

// seatWith finds the party whose open volume a log is; nil for none.
func (t *table) seatWith(log link.LogKey) *seat {
	if s := t.seat(log.Party); s != nil && s.log == store.LogID(log) {
		return s
	}
	return nil
}

// place returns the place of a party among the seats, by which frames name its record, or -1.
func (t *table) place(id parley.PartyID) int {
	for i, s := range t.seats() {
		if s.id == id {
			return i
		}
	}
	return -1
}

func (t *table) own() *seat { return t.seats()[t.self] }

// shownSize returns how many leaves of the own record may be known to others.
func (t *table) shownSize() uint64 {
	if h := t.shown.Load(); h != nil {
		return h.Size
	}
	return 0
}

// origin returns the name of the volume of a party's record that is open now.
func (t *table) origin(id parley.PartyID) string {
	if s := t.seat(id); s != nil {
		return record.OriginOf(t.id, id, s.log.Volume)
	}
	return record.Origin(t.id, id)
}

// loadTable reads one charter of a party.
func loadTable(r store.Reader, party parley.PartyID, id parley.Hash) (*table, error) {
	eds, err := r.Editions(id)
	if err != nil {
		return nil, err
	}
	if len(eds) == 0 {
		return nil, parley.Errorf(parley.CodeBadRecord, "the database holds no edition of charter %s", id)
	}
	t := &table{id: id}
	for _, row := range eds {
		c, err := charter.Parse(row.Bytes)
		if err != nil {
			return nil, err
		}
		if err := t.sitDown(r, c); err != nil {
			return nil, err
		}
		t.addEdition(&edition{id: row.ID, text: row.Bytes, lines: row.Signatures, charter: c})
	}
	if t.self = t.place(party); t.self < 0 {
		return nil, parley.Errorf(parley.CodeBadCharter, "the party %s is not one of charter %s", party, id)
	}
	if err := t.readVolumes(r); err != nil {
		return nil, err
	}
	if err := t.readStatements(r); err != nil {
		return nil, err
	}
	if err := t.readActs(r); err != nil {
		return nil, err
	}
	if err := t.readDepartures(r); err != nil {
		return nil, err
	}
	return t, t.readForce(r)
}

// sitDown gives every party of an edition that has no seat yet one, with the sheets held of it. Its error is that of the
// first sheet that cannot be read; the others are taken.
func (t *table) sitDown(r store.Reader, c *charter.Charter) (bad error) {
	seats := slices.Clone(t.seats())
	for _, p := range c.Parties {
		if t.place(p.ID) >= 0 {
			continue
		}
		s := &seat{id: p.ID, root: rootKey(p.Root), log: store.LogID{Charter: t.id, Party: p.ID}}
		if err := s.readSheets(r, s.root); bad == nil {
			bad = err
		}
		seats = append(seats, s)
	}
	t.chairs.Store(&seats)
	return bad
}

// These check every signature of a sheet. A simulation that starts nodes thousands of times remembers the answers.
var (
	parseSheet     = charter.ParseSheet
	parsePartyFile = charter.ParsePartyFile
)

// readSheets takes the sheets that are stored under one root of a party.
func (s *seat) readSheets(r store.Reader, root rootKey) (bad error) {
	rows, err := r.Sheets(root)
	if ignoreNotFound(err) != nil {
		return err
	}
	for _, row := range rows {
		sh, err := parseSheet(row.Bytes)
		if err == nil && s.sheetNamed(charter.SheetHash(row.Bytes)) == nil {
			s.addSheet(sh, row.Bytes)
		} else if err == nil {
			continue
		} else if bad == nil {
			bad = err
		}
	}
	return bad
}

// addTable puts the charter into service. Peers whose line is not yet known get one.
func (n *Node) addTable(t *table) {
	n.mu.Lock()
	n.charters = append(n.charters, t)
	n.mu.Unlock()
	n.meetParties(t)
}

// meetParties gives every party of a charter that has none yet a peer.
func (n *Node) meetParties(t *table) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for i, s := range t.seats() {
		if i == t.self {
			continue
		}
		p := n.peers[s.root]
		if p == nil {
			p = newPeer(n, s.root)
			n.peers[s.root] = p
		}
		for _, root := range t.rootsOf(s) {
			if n.peers[root] == nil {
				n.peers[root] = p
			}
		}
		if slices.ContainsFunc(p.seats, func(ps peerSeat) bool { return ps.s == s }) {
			continue
		}
		p.seats = append(p.seats, peerSeat{t, s})
		for _, ps := range p.seats { // what was learned with this charter holds under the others
			ps.s.held.Store(s.held.Load())
		}
	}
}
