package node

import (
	"time"

	"parley"
	"parley/internal/store"
)

// partingPause is how long a line stays open after its end: the other side learns of the withdrawal over it where it has
// not yet, and gets the last cosignatures.
const partingPause = 10 * time.Second

var errParted = parley.Errorf(parley.CodeNoPath, "the line is over: one of the two parties has withdrawn from the charter")

// departuresChanged finds the departures again and has each one end its party's line when it takes effect.
func (n *Node) departuresChanged(t *table) {
	known := map[parley.Hash]bool{}
	for _, d := range t.departures() {
		known[d.statement] = true
	}
	if err := n.cfg.Store.View(t.readDepartures); err != nil {
		n.tryAgain(err, "the withdrawals under a charter could not be read", func() { n.departuresChanged(t) })
		return
	}
	for _, d := range t.departures() {
		if !known[d.statement] {
			n.cfg.Log.Info("a party withdraws", "charter", t.id.String(), "party", string(d.party), "from", d.from.String())
			if d.party != n.cfg.Party {
				n.eventUnder(t, EventCharter, d.party, string(d.party)+" withdraws from the charter; it leaves on "+d.from.DTG())
			}
			n.awaitDeparture(t, d)
		}
	}
	for _, p := range n.allPeers() {
		n.lookAt(p)
	}
}

// awaitDepartures is done when serving begins.
func (n *Node) awaitDepartures() {
	for _, t := range n.tables() {
		for _, d := range t.departures() {
			n.awaitDeparture(t, d)
		}
	}
}

// awaitDeparture parts with a party when its withdrawal takes effect.
func (n *Node) awaitDeparture(t *table, d departure) {
	srv := n.server()
	if srv == nil {
		return
	}
	wait := min(max(d.from-n.now(), 0), parley.Millis(longestTimer/time.Millisecond))
	srv.after(time.Duration(wait)*time.Millisecond, func() {
		if n.now() < d.from {
			n.awaitDeparture(t, d)
			return
		}
		n.part(t, d)
	})
}

// part settles what the party that left has not recorded, and closes its line a little later. If we left ourselves, that
// is so with every party.
func (n *Node) part(t *table, d departure) {
	if t.left(d.party, n.now()) == nil { // a later edition has it again
		return
	}
	for i, s := range t.seats() {
		if i == t.self || d.party != n.cfg.Party && s.id != d.party {
			continue
		}
		n.settleLeft(t, s)
		p := n.peerOf(t, s.id)
		n.lookAt(p)
		if srv := n.server(); srv != nil && p != nil {
			srv.after(partingPause, func() { n.closeParted(p) })
		}
	}
}

// settleLeft settles our messages that a party has not recorded when either side left: they are sent no longer.
func (n *Node) settleLeft(t *table, s *seat) {
	var open []store.Delivery
	var gone []parley.Hash
	err := n.cfg.Store.Update(func(tx store.Tx) (err error) {
		gone = nil
		if open, err = tx.OpenDeliveries(t.id, s.id); err != nil {
			return ignoreNotFound(err)
		}
		for _, d := range open {
			ids, err := n.expireAt(tx, d)
			if err != nil {
				return err
			}
			gone = append(gone, ids...)
		}
		return dropClocks(tx, t, s)
	})
	if err != nil {
		n.tryAgain(err, "that a party has left could not be stored", func() { n.settleLeft(t, s) })
		return
	}
	for _, id := range gone {
		n.withdraw(t.id, s.id, id)
	}
	for _, d := range open {
		n.watch.changed(d.Message)
	}
}

// maxClocks bounds how many clocks of a line that is over are ended at once.
const maxClocks = 100_000

// dropClocks ends the clocks of acknowledgement of a line: nobody on it owes anybody anything more.
func dropClocks(tx store.Tx, t *table, s *seat) error {
	raised, err := tx.RaisedClocks(t.id, s.id, maxClocks)
	if err != nil {
		return err
	}
	running, err := tx.RunningClocks(parley.MaxMillis, maxClocks)
	if err != nil {
		return err
	}
	for _, c := range append(raised, running...) {
		if c.Charter != t.id || c.Peer != s.id {
			continue
		}
		if err := tx.DropAckClock(c.Message, c.Peer); err != nil {
			return err
		}
	}
	return nil
}

// parted reports whether a peer's line is over: under every charter that both share one of the two has left, and the
// other side knows it.
func (p *peer) parted() bool {
	for _, ps := range p.places() {
		if !p.n.partedUnder(ps) {
			return false
		}
	}
	return true
}

func (n *Node) partedUnder(ps peerSeat) bool {
	now := n.now()
	if ps.t.left(ps.s.id, now) != nil {
		return true
	}
	d := ps.t.left(n.cfg.Party, now)
	return d != nil && n.knowsDeparture(ps, d)
}

// knowsDeparture reports whether a party has cosigned a head over our withdrawal.
func (n *Node) knowsDeparture(ps peerSeat, d *departure) (knows bool) {
	n.cfg.Store.View(func(r store.Reader) error {
		cs, err := r.CosignedAtOrAfter(d.log, d.at+1)
		for _, c := range cs {
			knows = knows || c.Mirror == ps.s.id
		}
		return err
	})
	return knows
}

// closeParted ends the session of a peer whose line is over.
func (n *Node) closeParted(p *peer) {
	if !p.parted() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, w := range p.ways {
		w.close(always)
	}
}

// overWith reports whether one of the two sides of a line has left the charter.
func (n *Node) overWith(t *table, s *seat) bool {
	return peerSeat{t, s}.leftSince(n.cfg.Party, n.now()) != 0
}

// leftSince returns since when a line under a charter is over because either side withdrew; 0: it is not.
func (ps peerSeat) leftSince(own parley.PartyID, now parley.Millis) parley.Millis {
	for _, party := range []parley.PartyID{ps.s.id, own} {
		if d := ps.t.left(party, now); d != nil {
			return d.from
		}
	}
	return 0
}
