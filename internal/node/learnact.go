package node

import (
	"time"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/officer"
	"parley/wire"
)

// maxLoose bounds the roster acts that are held of one party under one charter while no leaf that is held names them.
const maxLoose = 256

var errUnasked = parley.Errorf(parley.CodeNotFound, "no leaf that waits names the roster act")

// act takes a roster act that the peer shows. One of its own that cannot be taken shows in the state of the line [LINK-55].
func (l *line) act(b []byte) {
	t, s, err := l.n.learnAct(b)
	if err == nil || err == errUnasked {
		return
	}
	l.n.cfg.Log.Debug("a roster act was not taken", "party", string(l.p.name()), "error", err)
	if t == nil || parley.CodeOf(err) == parley.CodeInternal {
		return
	}
	if ps, ok := l.p.seatIn(t.id); ok && ps.s.id == s.id {
		l.p.noteRefused(t.id, "its record names a roster act that is not taken: "+parley.SentenceOf(err))
	}
}

// learnAct takes a roster act that leaves name which wait for it, and that may stand where they name it [REC-94]. It
// returns whose it is, as soon as that is known.
func (n *Node) learnAct(b []byte) (*table, *seat, error) {
	hash := parley.Sum(b)
	if len(b) > wire.MaxSheet || !n.awaits(hash) {
		return nil, nil, errUnasked
	}
	a, err := parseAct(b)
	if err != nil {
		return nil, nil, err
	}
	t := n.table(a.Charter)
	if t == nil || t.seat(a.Party) == nil {
		return nil, nil, parley.Errorf(parley.CodeUnknownParty, "the roster act is of a charter or a party that is not known here")
	}
	n.learning.Lock()
	defer n.learning.Unlock()
	s := t.seat(a.Party)
	if s.actNamed(hash) != nil {
		return t, s, errUnasked
	}
	if err := n.mayLearnAct(t, s, a, b); err != nil {
		return t, s, err
	}
	if err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.AddRosterAct(actRow(a, b)) }); err != nil {
		return t, s, err
	}
	s.addAct(a, b)
	n.cfg.Log.Info("a new roster act", "party", string(s.id), "charter", t.id.String(), "number", a.Number)
	n.pagesChanged()
	if rec := t.recovery.Load(); rec != nil && s == t.own() {
		n.advance(rec)
	}
	return t, s, nil
}

// awaits reports whether leaves wait for a page with that hash.
func (n *Node) awaits(hash parley.Hash) bool {
	for _, t := range n.tables() {
		for _, s := range t.seats() {
			if _, _, ok := n.before(t, s, hash); ok {
				return true
			}
		}
	}
	return false
}

// before returns the leaves of a seat's record that wait here, and where they begin, up to the first one that names a page
// which is not held; ok where that page is the one with the hash.
func (n *Node) before(t *table, s *seat, hash parley.Hash) (leaves [][]byte, from uint64, ok bool) {
	if rec := t.recovery.Load(); rec != nil && s == t.own() {
		return rec.before(hash)
	}
	for _, p := range n.allPeers() {
		for _, m := range p.allMirrors() {
			if m.t != t || m.s != s {
				continue
			}
			m.mu.Lock()
			leaves, from = m.pending, m.start
			m.mu.Unlock()
			if leaves, ok = untilMissing(t, s, leaves, hash); ok {
				return leaves, from, true
			}
		}
	}
	return nil, 0, false
}

// untilMissing returns the leaves before the first one that names a page which is not held, and whether it is the one with
// the hash.
func untilMissing(t *table, s *seat, leaves [][]byte, hash parley.Hash) ([][]byte, bool) {
	for i, b := range leaves {
		if ref, missing := missingPage(t, s, [][]byte{b}); missing {
			return leaves[:i], ref.kind == wire.LeafSheet && ref.id == hash
		}
	}
	return nil, false
}

// mayLearnAct reports why a roster act cannot stand where leaves that wait name it.
func (n *Node) mayLearnAct(t *table, s *seat, a *officer.Act, b []byte) error {
	leaves, from, ok := n.before(t, s, a.Hash())
	if !ok {
		return errUnasked
	}
	return n.cfg.Store.View(func(r store.Reader) error {
		size, err := r.LogSize(s.log)
		if err != nil {
			return err
		}
		if s != t.own() && from < size { // some were stored meanwhile
			if size-from > uint64(len(leaves)) {
				return errUnasked
			}
			leaves, from = leaves[size-from:], size
		}
		w, err := walkFrom(r, t, s, from)
		if err != nil {
			return err
		}
		if err := w.take(leaves); err != nil {
			return err
		}
		if s.loose(w.page.number) >= maxLoose {
			return parley.Errorf(parley.CodeLimit, "more than %d roster acts of %s wait for their leaves", maxLoose, s.id)
		}
		w.at++
		return w.turnAct(actPage{a, b})
	})
}

// loose counts the roster acts above a page.
func (s *seat) loose(page uint64) (count int) {
	for _, a := range s.acts() {
		if a.Number > page {
			count++
		}
	}
	return count
}

// maxPageAsks is how often a page is asked for that leaves of our own record name, before another way is tried.
const maxPageAsks = 3

// lacksPage reports whether leaves that were handed back of our own record name a page that is not here, and asks for it.
// It is called with the recovery locked.
func (n *Node) lacksPage(rec *recovery) bool {
	ref, missing := missingPage(rec.t, rec.t.own(), rec.back)
	if !missing {
		return false
	}
	if rec.lacks != ref.id {
		rec.lacks, rec.asks, rec.asked = ref.id, 0, time.Time{}
	}
	if time.Since(rec.asked) < askPause {
		return rec.asks <= maxPageAsks
	}
	rec.asks, rec.asked = rec.asks+1, time.Now()
	if rec.asks > maxPageAsks {
		return false
	}
	for _, s := range rec.t.seats() {
		if p := n.peerOf(rec.t, s.id); p != nil && p.up() {
			f := &wire.Ask{What: askFor(ref.kind), Log: n.wireLog(p, rec.t, rec.t.own()), ID: &ref.id}
			p.box.put(link.Control{Frame: f, Precedence: parley.Immediate, Session: -1})
		}
	}
	return true
}

// before is Node.before for our own record, while it is recovering.
func (rec *recovery) before(hash parley.Hash) ([][]byte, uint64, bool) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	leaves, ok := untilMissing(rec.t, rec.t.own(), rec.back, hash)
	return leaves, rec.from, ok
}
