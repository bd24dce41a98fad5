package node

import (
	"time"

	"parley"
	"parley/charter"
	"parley/link"
	"parley/wire"
)

// A pageRef is a sheet, a roster act, an edition or a statement that a leaf names and that is not held here. The leaves wait for it:
// without the sheet nobody knows by which key the head over it verifies, without the edition nobody can read the
// addressees, without the statement nobody knows who is a party.
type pageRef struct {
	kind wire.LeafKind // sheet (roster acts too), adopted or statement
	id   parley.Hash
}

// missingPage returns the first page that leaves name and that is not held.
func missingPage(t *table, s *seat, leaves [][]byte) (ref pageRef, missing bool) {
	for _, b := range leaves {
		if !namesPage(b) {
			continue
		}
		l, err := wire.DecodeLeaf(b)
		if err != nil {
			continue
		}
		if l.Kind == wire.LeafSheet && !s.holds(l.ID) || l.Kind == wire.LeafAdopted && t.editionNamed(l.ID) == nil ||
			l.Kind == wire.LeafStatement && t.statementNamed(l.ID) == nil {
			return pageRef{l.Kind, l.ID}, true
		}
	}
	return ref, false
}

// namesPage reports whether a leaf names a sheet, an edition or a statement.
func namesPage(leaf []byte) bool {
	if len(leaf) == 0 {
		return false
	}
	switch wire.LeafKind(leaf[0]) {
	case wire.LeafSheet, wire.LeafAdopted, wire.LeafStatement:
		return true
	}
	return false
}

// pendingPage is missingPage among the leaves that wait below size.
func (m *mirror) pendingPage(size uint64) (pageRef, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if size <= m.start {
		return pageRef{}, false
	}
	return missingPage(m.t, m.s, m.pending[:min(uint64(len(m.pending)), size-m.start)])
}

// sheetNamed returns the sheet held with a hash; nil for none.
func (s *seat) sheetNamed(hash parley.Hash) *page {
	for _, p := range s.sheets() {
		if charter.SheetHash(p.bytes) == hash {
			return &p
		}
	}
	return nil
}

// holds reports whether a sheet or a roster act of the seat's party is held with a hash.
func (s *seat) holds(hash parley.Hash) bool {
	return s.sheetNamed(hash) != nil || s.actNamed(hash) != nil
}

// awaitPage keeps a head whose leaves name a page that is not here, and asks for the page: the record's owner, and
// whoever else is on the line. What keeps it back keeps its own receipts back, and no text.
func (n *Node) awaitPage(m *mirror, h wire.Head, ref pageRef) {
	m.keepHead(h)
	if !m.mayAskPage(ref, time.Now()) {
		return
	}
	for _, s := range m.t.seats() {
		if p := n.peerOf(m.t, s.id); p != nil && p.up() {
			p.box.put(link.Control{Frame: n.askPage(p, m, ref), Precedence: parley.Immediate, Session: -1})
		}
	}
	if srv := n.server(); srv != nil { // what was asked for may be lost on its way, or not be stored
		srv.after(m.pagePause(), func() {
			if m.waitsFor(ref) {
				m.from.box.put(settleAgain{})
			}
		})
	}
}

// maxPagePause is how long a page that nobody gives is left alone at most.
const maxPagePause = 10 * time.Minute

// pagePause is for how long the page that was asked for last is left alone: ever longer, while it does not come.
func (m *mirror) pagePause() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return min(2*askPause<<min(m.asked.pages, 10), maxPagePause)
}

// waitsFor reports whether the page that was asked for last is this one, and a head still waits for it.
func (m *mirror) waitsFor(ref pageRef) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.asked.page != ref || len(m.heads) == 0 {
		return false
	}
	first, missing := missingPage(m.t, m.s, m.pending)
	return missing && first == ref
}

// askSheets asks a peer for the sheets of others that its HELLO says are newer than those held.
func (n *Node) askSheets(p *peer, ps peerSeat, theirs []wire.Short) {
	for at, s := range ps.t.seats() {
		held := uint64(0)
		if sh := s.newest(); sh != nil {
			held = sh.Number
		}
		if at != ps.t.self && at < len(theirs) && theirs[at].Number > held {
			ask := &wire.Ask{What: wire.AskSheet, Log: wire.Log{Charter: uint64(n.charterPlace(p, ps.t.id)), Party: uint64(at)}}
			p.box.put(link.Control{Frame: ask, Precedence: parley.Immediate, Session: -1})
		}
	}
}

func (n *Node) askPage(p *peer, m *mirror, ref pageRef) *wire.Ask {
	return &wire.Ask{What: askFor(ref.kind), Log: n.wireLog(p, m.t, m.s), ID: &ref.id}
}

// askFor returns what is asked for where a leaf of a kind names a page.
func askFor(kind wire.LeafKind) uint64 {
	switch kind {
	case wire.LeafSheet:
		return wire.AskSheet
	case wire.LeafStatement:
		return wire.AskStatement
	}
	return wire.AskEdition
}

// mayAskPage reports whether a page may be asked for now, and notes that it is.
func (m *mirror) mayAskPage(ref pageRef, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.asked.page == ref && now.Sub(m.asked.pageAt) < askPause {
		return false
	}
	m.asked.pages++
	if m.asked.page != ref {
		m.asked.pages = 0
	}
	m.asked.page, m.asked.pageAt = ref, now
	return true
}

func (p *peer) up() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.best() != nil
}

// wantedPage returns the page that a peer asks for: the sheet or roster act with the hash, or the newest sheet.
func (s *seat) wantedPage(a *wire.Ask) []byte {
	if a.ID != nil {
		if p := s.sheetNamed(*a.ID); p != nil {
			return p.bytes
		}
		if p := s.actNamed(*a.ID); p != nil {
			return p.bytes
		}
		return nil
	}
	if all := s.sheets(); len(all) > 0 {
		return all[len(all)-1].bytes
	}
	return nil
}

// wantedEdition returns the edition that a peer asks for: the one with the id, or with the number.
func (t *table) wantedEdition(a *wire.Ask) *edition {
	if a.ID != nil {
		return t.editionNamed(*a.ID)
	}
	return t.editionNumbered(a.From)
}

// pagesChanged looks again at what waited for a sheet or an edition: heads, and messages that could not be checked. The
// peers learn what is held now.
func (n *Node) pagesChanged() {
	for _, p := range n.allPeers() {
		p.box.put(localChanged{})
		p.box.put(settleAgain{})
	}
	for _, t := range n.tables() {
		if len(t.statements()) > 0 {
			n.departuresChanged(t)
		}
	}
	if srv := n.server(); srv != nil {
		srv.after(0, n.recordWaiting)
	}
}

// settleAgain has a line look again at the heads that wait.
type settleAgain struct{}

// settleAll settles what waits of every record that the line's peer sends.
func (l *line) settleAll() {
	for _, m := range l.p.allMirrors() {
		ask, err := l.n.settle(m)
		if ask != nil {
			l.ask(m, *ask)
		}
		l.unused(err)
	}
}
