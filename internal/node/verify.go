package node

import (
	"context"
	"fmt"

	"parley"
	"parley/internal/store"
	"parley/officer"
)

// Verify checks, from the bytes up, all that a store of a party's node holds: each edition, sheet, leaf, tree hash, head,
// cosignature, message and attachment, and each column that can be computed from them. It needs no keys and writes
// nothing, so that it serves for a copy as well. It sees one state, and uses little memory however long the records are.
func Verify(ctx context.Context, party parley.PartyID, s store.Store) (VerifyView, error) {
	return verifyStore(ctx, party, s, func(string, int, uint64, uint64) {})
}

// verifyStore is Verify that tells how far it is: the step, its place among all, and how much of it is done.
func verifyStore(ctx context.Context, party parley.PartyID, s store.Store, reached func(step string, place int, done, total uint64)) (VerifyView, error) {
	out := VerifyView{Records: []RecordView{}, Errors: []string{}}
	found := map[store.LogID][]string{}
	more := 0
	a := &audit{ctx: ctx, party: party, records: []RecordView{}, reached: reached}
	a.report = func(f fault) {
		f.log.Volume = 0 // one list for all volumes
		if len(found[f.log]) == maxErrors {
			more++
			return
		}
		found[f.log] = append(found[f.log], f.Sentence)
	}
	err := a.check(s)
	out.Records = a.records
	for _, t := range a.tables {
		for _, x := range t.changes() {
			out.Roots = append(out.Roots, fmt.Sprintf("%s under charter %s: %s", x.Party, t.id, x.Words()))
		}
	}
	for i, rec := range out.Records {
		rec.log.Volume = 0
		rec.Errors = append(rec.Errors, found[rec.log]...)
		delete(found, rec.log)
		rec.OK = len(rec.Errors) == 0
		out.Records[i] = rec
	}
	for _, rest := range found {
		out.Errors = append(out.Errors, rest...)
	}
	if more > 0 {
		out.Errors = append(out.Errors, fmt.Sprintf("%d more faults are not listed", more))
	}
	out.OK = len(out.Errors) == 0
	for _, rec := range out.Records {
		out.OK = out.OK && rec.OK
	}
	return out, err
}

// maxErrors bounds what is listed for one record.
const maxErrors = 100

// A fault is something in a store that does not hold.
type fault struct {
	log store.LogID // whose record it concerns; zero where that is not known
	DifferenceView
	view bool // it can be computed again from the rest: see Rebuild
}

// An audit is one check of one state of a store.
type audit struct {
	ctx     context.Context
	party   parley.PartyID // whose store it is
	r       store.Reader
	report  func(fault)
	tables  []*table
	records []RecordView
	named   map[*table]int // own leaves that name a message
	placed  map[*table]int // messages with a leaf of ours
	logs    []store.LogID
	late    map[store.LogID]bool
	known   *lookedUp // about the messages that are being checked, or nil

	reached func(step string, place int, done, total uint64) // or nil
	place   int                                              // of the step that runs
	done    uint64                                           // of what it counts
	entries uint64                                           // in all records

	rosters map[*seat]*officer.Roster // known by now, of the parties whose records have one
}

// check checks everything that a store holds.
func (a *audit) check(s store.Store) error {
	found := lookForDamage(s)
	err := s.View(func(r store.Reader) error { a.r = r; return a.run() })
	if err != nil {
		return err
	}
	return a.damaged(found)
}

// run checks everything that can be read. Its error is that the check itself was ended; what cannot be read is a fault.
func (a *audit) run() error {
	a.named, a.placed, a.late, a.records = map[*table]int{}, map[*table]int{}, map[store.LogID]bool{}, []RecordView{}
	var err error
	if a.logs, err = a.r.Logs(); err != nil {
		return err
	}
	for i, step := range a.steps() {
		a.place, a.done = i+1, 0
		a.tell(step.table, 0, 0)
		if err := step.check(); err != nil {
			a.unread(store.LogID{}, step.table, step.table, err)
		}
		if err := a.ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// A verifyStep is one part of a check, and the table that it is named by.
type verifyStep struct {
	table string
	check func() error
}

func (a *audit) steps() []verifyStep {
	return []verifyStep{{"edition", a.checkEditions}, {"sheet", a.checkSheets}, {"volume", a.checkVolumes}, {"statement", a.checkStatements}, {"roster_act", a.checkActs},
		{"log", a.checkLogs}, {"message", a.checkMessages}, {"message", a.checkNamed}, {"body", a.checkOpenBodies}, {"evidence", a.checkEvidence},
		{"proceeding", a.checkProceedings}, {"entry", a.checkJournal}}
}

// tell says that so many more of the step's entries or messages are done, of total.
func (a *audit) tell(step string, more int, total uint64) {
	if a.done += uint64(more); a.reached != nil {
		a.reached(step, a.place, a.done, total)
	}
}

// unread reports rows that could not be read.
func (a *audit) unread(log store.LogID, table, what string, err error) {
	a.fault(log, DifferenceView{Table: table, Party: string(log.Party)}, "%s: cannot be read: %s", what, parley.SentenceOf(err))
}

// fault reports what no rebuild mends.
func (a *audit) fault(log store.LogID, d DifferenceView, format string, args ...any) {
	d.Sentence = fmt.Sprintf(format, args...)
	a.report(fault{log: log, DifferenceView: d})
}

// differ reports columns and rows that are not what the rest of the store gives.
func (a *audit) differ(log store.LogID, ds []DifferenceView) {
	for _, d := range ds {
		a.report(fault{log: log, DifferenceView: d, view: true})
	}
}

// table finds a charter by its id; nil for none.
func (a *audit) table(id parley.Hash) *table {
	for _, t := range a.tables {
		if t.id == id {
			return t
		}
	}
	return nil
}
