package node

import (
	"bytes"
	"slices"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/record"
	"parley/wire"
)

// A later volume of a party's record has a seat of its own: when one is opened, the party's seat is replaced by one with
// the new log, and whatever holds the old seat goes on with the old volume, which is taken over no further.

// volumes returns the later volumes under the charter, in the order in which their statements came.
func (t *table) volumes() []store.LogID {
	if p := t.opened.Load(); p != nil {
		return *p
	}
	return nil
}

// readVolumes seats every party with the last volume of which a statement is held.
func (t *table) readVolumes(r store.Reader) error {
	rows, err := r.Volumes(t.id)
	if err != nil {
		return ignoreNotFound(err)
	}
	for _, v := range rows {
		t.seatVolume(v.Log)
	}
	return nil
}

// seatVolume replaces a party's seat by one with a later volume. It returns both.
func (t *table) seatVolume(log store.LogID) (old, fresh *seat) {
	seats := slices.Clone(t.seats())
	i := t.place(log.Party)
	if i < 0 || seats[i].log.Volume >= log.Volume {
		return nil, nil
	}
	old = seats[i]
	fresh = old.volume(log)
	seats[i] = fresh
	t.chairs.Store(&seats)
	opened := append(slices.Clone(t.volumes()), log)
	t.opened.Store(&opened)
	return old, fresh
}

// beginVolume puts a volume, whose statement is stored, into use.
func (n *Node) beginVolume(t *table, log store.LogID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	old, fresh := t.seatVolume(log)
	if old == nil {
		return
	}
	for _, p := range n.peers {
		for i, ps := range p.seats {
			if ps.s == old {
				p.seats[i].s = fresh
			}
		}
		p.mirrors = slices.DeleteFunc(p.mirrors, func(m *mirror) bool { return m.s == old })
	}
}

// heardVolumes gives a peer the statements that it does not name, and asks for those that it names and we do not hold.
func (n *Node) heardVolumes(p *peer, d link.HelloIn) {
	for _, c := range d.Hello.Charters {
		ps, ok := p.seatIn(c.ID)
		if !ok {
			continue
		}
		for _, v := range c.Volumes {
			n.askVolume(p, ps.t, v)
		}
		for _, log := range ps.t.volumes() {
			at := uint64(ps.t.place(log.Party))
			if !slices.ContainsFunc(c.Volumes, func(v wire.HelloVolume) bool { return v.Party == at && v.Volume == log.Volume }) {
				n.giveVolume(p, ps.t, log)
			}
		}
	}
}

// askVolume asks for the next statement of a party's record of which the peer names a later volume than is held here.
func (n *Node) askVolume(p *peer, t *table, v wire.HelloVolume) {
	if v.Party >= uint64(len(t.seats())) {
		return
	}
	s := t.seats()[v.Party]
	if v.Volume <= s.log.Volume {
		return
	}
	first := wire.Log{Charter: uint64(n.charterPlace(p, t.id)), Party: v.Party}
	f := &wire.Ask{What: wire.AskVolume, Log: first, From: record.NextVolume(s.log.Volume)}
	p.box.put(link.Control{Frame: f, Precedence: parley.Immediate, Session: -1})
}

// giveVolume shows a peer the statement of a volume, behind those by which the root that may have signed it came in force
// [REC-59].
func (n *Node) giveVolume(p *peer, t *table, log store.LogID) {
	give := func(f wire.Frame) { p.box.put(link.Control{Frame: f, Precedence: parley.Immediate, Session: -1}) }
	f := n.volumeFrame(t, log)
	if f == nil {
		return
	}
	for _, x := range t.changesOf(log.Party) {
		give(&wire.VolumeFrame{Charter: t.id, Statement: x.Encode()})
	}
	give(f)
}

// volumeFrame returns the statement of a volume, or nil.
func (n *Node) volumeFrame(t *table, log store.LogID) (f wire.Frame) {
	n.cfg.Store.View(func(r store.Reader) error {
		b, err := heldStatement(r, log)
		if b != nil {
			f = &wire.VolumeFrame{Charter: t.id, Statement: b}
		}
		return err
	})
	return f
}

// heldStatement returns the statement that opened a volume; nil: it is not held.
func heldStatement(r store.Reader, log store.LogID) ([]byte, error) {
	rows, err := r.Volumes(log.Charter)
	for _, v := range rows {
		if v.Log == log {
			return v.Bytes, nil
		}
	}
	return nil, ignoreNotFound(err)
}

// opensVolume reports whether a statement is one that opens a volume.
func opensVolume(b []byte) bool { return bytes.HasPrefix(b, []byte("parley-volume/")) }

// learnVolume takes the statement of another party's volume: the one after the last that is open here, signed by the root
// that a charter in force names. The volume before has ended: what is held of it stays, and no more of it is taken.
func (n *Node) learnVolume(p *peer, id parley.Hash, b []byte) error {
	t := n.table(id)
	if _, ok := p.seatIn(id); t == nil || !ok {
		return nil
	}
	v, err := record.ParseVolume(b)
	if err != nil {
		return parley.Wrap(err, parley.CodeBadRecord, "a statement that opens a volume cannot be used")
	}
	n.learning.Lock()
	defer n.learning.Unlock()
	s := t.seat(v.Party)
	if s == nil || v.Number <= s.log.Volume {
		return nil
	}
	root := t.rootOf(s)
	if err := v.Check(t.id, v.Party, record.NextVolume(s.log.Volume), root[:]); err != nil {
		return parley.Wrap(err, parley.CodeBadRecord, "a statement that opens a volume cannot be used")
	}
	log := store.LogID{Charter: t.id, Party: v.Party, Volume: v.Number}
	row := store.Volume{Log: log, Hash: record.VolumeHash(b), Bytes: b}
	if s == t.own() {
		return n.learnOwnVolume(t, row)
	}
	if err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.AddVolume(row) }); err != nil {
		return err
	}
	n.beginVolume(t, log)
	n.eventUnder(t, EventRecord, v.Party, "the root has ended the party's record and opened a new volume: "+v.Reason, "volume", v.Number)
	for _, q := range n.allPeers() {
		q.box.put(localChanged{})
		if _, ok := q.seatIn(id); ok && q != p {
			n.giveVolume(q, t, log)
		}
	}
	return nil
}

// learnOwnVolume takes the statement of a volume of our own that this node does not know: it is an older copy of itself.
// The record recovers in that volume.
func (n *Node) learnOwnVolume(t *table, row store.Volume) error {
	_, _, err := n.recorder.do(&job{t: t, alone: func() error {
		if err := n.cfg.Store.Update(func(tx store.Tx) error { return tx.AddVolume(row) }); err != nil {
			return err
		}
		n.beginVolume(t, row.Log)
		t.recovery.Store(nil)
		return n.beginRecovery(t, "a volume of it was opened that this directory, an older copy, does not know", Mark{})
	}})
	if err == nil {
		n.resetLines(t)
	}
	return err
}

// opensAs holds leaf 2 of a later volume against the statement that is held [REC-5].
func opensAs(r store.Reader, log store.LogID, start uint64, leaves [][]byte) error {
	if log.Volume == 0 || start > 2 || start+uint64(len(leaves)) < 3 {
		return nil
	}
	l, err := wire.DecodeLeaf(leaves[2-start])
	if err != nil {
		return err
	}
	b, err := heldStatement(r, log)
	if err == nil && l.ID != record.VolumeHash(b) {
		err = parley.Errorf(parley.CodeBadRecord, "leaf 2 of volume %d names another statement than the one that is held", log.Volume)
	}
	return err
}
