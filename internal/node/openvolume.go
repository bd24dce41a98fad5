package node

import (
	"cmp"
	"context"
	"math"
	"slices"

	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// DraftVolume returns what the root signs to open the next volume of the own record.
func (n *Node) DraftVolume(ctx context.Context, name, reason string) (v VolumeDraft, err error) {
	t, err := n.tableNamed(name)
	if err != nil {
		return v, err
	}
	own := t.own().log
	v = VolumeDraft{Charter: t.id, Party: own.Party, Number: record.NextVolume(own.Volume), Reason: reason}
	err = n.cfg.Store.View(func(r store.Reader) (err error) { v.Heads, err = n.knownHeads(r, t); return err })
	if err == nil && len(v.Heads) == 0 {
		err = parley.Errorf(parley.CodeNotYet, "no head of the own record is known, so there is nothing that a new volume could follow")
	}
	return v, err
}

// maxDraftHeads is how many heads a statement names at most [REC-71].
const maxDraftHeads = 8

// knownHeads returns the last heads with our signature that are known here: the stored one, those that peers handed back,
// and those in the proofs against us, ascending.
func (n *Node) knownHeads(r store.Reader, t *table) ([]SignedHead, error) {
	var all []SignedHead
	if h, err := r.LastHead(t.own().log); err == nil {
		all = append(all, SignedHead{h.Size, h.Root, h.Signature})
	} else if ignoreNotFound(err) != nil {
		return nil, err
	}
	if rec := t.recovery.Load(); rec != nil {
		all = append(all, rec.heads()...)
	}
	proofs, err := r.AllEvidence()
	if ignoreNotFound(err) != nil {
		return nil, err
	}
	for _, e := range proofs {
		if ev, err := record.DecodeEvidence(e.Bytes); err == nil && e.Log == t.own().log {
			for _, h := range ev.Logs[0].Heads {
				all = append(all, SignedHead{h.Size, h.Root, h.Signature})
			}
		}
	}
	slices.SortFunc(all, func(a, b SignedHead) int {
		return cmp.Or(cmp.Compare(a.Size, b.Size), slices.Compare(a.Root[:], b.Root[:]))
	})
	all = slices.CompactFunc(all, func(a, b SignedHead) bool { return a.Size == b.Size && a.Root == b.Root })
	return all[max(0, len(all)-maxDraftHeads):], nil
}

// heads returns those that peers handed back.
func (rec *recovery) heads() (out []SignedHead) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	for _, a := range rec.answers {
		if a.head != nil {
			out = append(out, SignedHead{a.head.Size, a.head.Root, a.head.Signature})
		}
	}
	return out
}

// OpenVolume ends the own record and goes on in the volume that the statement opens.
func (n *Node) OpenVolume(ctx context.Context, o VolumeOpening) (VolumeView, error) {
	v, err := record.ParseVolume(o.Statement)
	if err != nil {
		return VolumeView{}, err
	}
	t := n.table(v.Charter)
	if t == nil {
		return VolumeView{}, parley.Errorf(parley.CodeNotFound, "this node has no charter %s", v.Charter)
	}
	n.learning.Lock()
	defer n.learning.Unlock()
	own := t.own()
	root := t.rootOf(own)
	if err := v.Check(t.id, own.id, record.NextVolume(own.log.Volume), root[:]); err != nil {
		return VolumeView{}, err
	}
	x := &opening{n: n, t: t, v: v, statement: o.Statement, who: o.Who}
	if _, _, err := n.recorder.do(&job{t: t, alone: x.run}); err != nil {
		return VolumeView{}, storageSentence(err, "the volume was not opened")
	}
	x.after()
	return VolumeView{Charter: t.id.String(), Volume: v.Number, Origin: t.origin(own.id), Hash: record.VolumeHash(o.Statement).String(), Entered: len(x.jobs) - volumeStart - x.acts}, nil
}

// volumeStart is how many leaves begin a later volume: sheet, edition, statement.
const volumeStart = 3

// An opening is the one transaction by which a record goes on in a new volume: the statement, the first leaves, and the
// entries that nobody is known to have seen.
type opening struct {
	n         *Node
	t         *table
	v         *record.Volume
	statement []byte
	who       Who

	next *table // the charter with our seat in the new volume
	jobs []*job
	acts int // how many of them are roster acts
	head *store.Head
}

// run is in the log-writer's goroutine.
func (x *opening) run() error {
	log := store.LogID{Charter: x.t.id, Party: x.v.Party, Volume: x.v.Number}
	if err := x.n.firstMark(log); err != nil {
		return err
	}
	x.next = x.t.inVolume(log)
	if err := x.n.cfg.Store.Update(func(tx store.Tx) error { return x.store(tx, log) }); err != nil {
		return err
	}
	x.n.recorder.clock.wrote(x.jobs[len(x.jobs)-1].date)
	x.n.beginVolume(x.t, log)
	if rec := x.t.recovery.Swap(nil); rec != nil {
		close(rec.done)
	}
	x.t.shown.Store(nil)
	return x.n.recorder.show(x.t, *x.head, x.jobs)
}

// inVolume returns the charter as it will be when our seat has that log.
func (t *table) inVolume(log store.LogID) *table {
	next := &table{id: t.id, self: t.self}
	next.known.Store(t.known.Load())
	next.force.Store(t.force.Load())
	next.said.Store(t.said.Load())
	next.heirs.Store(t.heirs.Load())
	seats := slices.Clone(t.seats())
	seats[t.self] = t.own().volume(log)
	next.chairs.Store(&seats)
	return next
}

func (x *opening) store(tx store.Tx, log store.LogID) error {
	hash := record.VolumeHash(x.statement)
	if err := tx.AddVolume(store.Volume{Log: log, Hash: hash, Bytes: x.statement}); err != nil {
		return err
	}
	x.jobs = append(firstJobs(x.next, x.n.own().party.Sheet, x.t.edition().id), &job{t: x.next, kind: wire.LeafVolume, id: hash})
	if err := x.actsAgain(tx); err != nil {
		return err
	}
	if err := x.sentAgain(tx, log); err != nil {
		return err
	}
	if err := x.receivedAgain(tx); err != nil {
		return err
	}
	r := x.n.recorder
	a, err := r.stage(tx, x.next, r.clock.read(), x.jobs)
	if err != nil {
		return err
	}
	if x.head, err = r.write(tx, x.next, a); err != nil {
		return err
	}
	return tx.AddEntry(store.Entry{Time: x.n.now(), User: x.who.User, Post: x.who.Post, Action: "open-volume", Detail: x.t.origin(x.v.Party) + " is ended: " + x.v.Reason})
}

// actsAgain enters the roster acts of the volume before: in the new one they stand in the same order, right behind its
// beginning [REC-93].
func (x *opening) actsAgain(tx store.Tx) error {
	acts, err := enteredActs(tx, x.t.own(), math.MaxUint64)
	for _, a := range acts {
		x.jobs = append(x.jobs, &job{t: x.next, kind: wire.LeafSheet, id: a.Hash()})
	}
	x.acts = len(acts)
	return err
}

// sentAgain enters our messages that wait for a receipt, each with the mark that it had.
func (x *opening) sentAgain(tx store.Tx, log store.LogID) error {
	own := true
	ms, err := tx.Messages(store.MessageFilter{Charter: x.t.id, Own: &own})
	if err != nil {
		return err
	}
	for _, m := range ms {
		ds, err := tx.Deliveries(m.ID)
		if err != nil {
			return err
		}
		if m.SentAt >= 0 && !slices.ContainsFunc(ds, func(d store.Delivery) bool { return !d.Settled }) {
			continue
		}
		j := &job{t: x.next, kind: wire.LeafSent, id: m.ID, precedence: m.Precedence}
		for _, d := range ds {
			j.waiting = append(j.waiting, d.Party)
		}
		j.addressees = x.t.edition().bitmap(j.waiting)
		_, old, held, err := leafEver(tx, x.t.own().log, m.ID, wire.LeafSent)
		if err != nil {
			return err
		}
		if held {
			j.mark = &old.Mark
		} else {
			j.write = func(tx store.Tx, at uint64, _ parley.Millis) error {
				return tx.SetPlaces(m.ID, placeAt(log, at), placeAt(log, at), -1)
			}
		}
		x.jobs = append(x.jobs, j)
	}
	return nil
}

// receivedAgain enters the receipts that their authors are not known to have seen: those above the last head of the volume
// before that the author cosigned.
func (x *opening) receivedAgain(tx store.Tx) error {
	log := x.t.own().log
	cs, err := tx.Cosignatures(log)
	if ignoreNotFound(err) != nil {
		return err
	}
	seen := map[parley.PartyID]uint64{}
	for _, c := range cs {
		seen[c.Mirror] = max(seen[c.Mirror], c.Size)
	}
	own := false
	ms, err := tx.Messages(store.MessageFilter{Charter: x.t.id, Own: &own})
	if err != nil {
		return err
	}
	for _, m := range ms {
		in, at := placed(x.t.own(), max(m.RecordedAt, 0))
		if m.RecordedAt < 0 || in != log || at < seen[m.Author] {
			continue
		}
		rows, err := tx.Leaves(log, at, at+1)
		if err != nil || len(rows) != 1 {
			return err
		}
		l, err := wire.DecodeLeaf(rows[0].Bytes)
		if err != nil {
			return err
		}
		x.jobs = append(x.jobs, &job{t: x.next, kind: l.Kind, mark: &l.Mark, id: l.ID, code: l.Code, precedence: m.Precedence, waiting: []parley.PartyID{m.Author}})
	}
	return nil
}

// after tells everybody.
func (x *opening) after() {
	n, t := x.n, x.t
	n.eventUnder(t, EventRecovery, "", "our record was ended and goes on in a new volume: "+x.v.Reason, "volume", x.v.Number)
	n.resetLines(t)
	for i, s := range t.seats() {
		if p := n.peerOf(t, s.id); i != t.self && p != nil {
			n.giveVolume(p, t, t.own().log)
		}
	}
	if srv := n.server(); srv != nil {
		srv.after(0, func() { n.catchUpRecord(t) })
	}
}
