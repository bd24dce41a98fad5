package node

import (
	"encoding/json"
	"sync"
	"time"

	"parley"
	"parley/internal/store"
	"parley/record"
)

// EventRecovery is the kind of event about an own record that is not gone on with, or is again.
const EventRecovery = "recovery"

// A recovery is what is known while an own record is not gone on with: it is older than what was shown to others, or
// another one, or that cannot be known. No head is signed or shown; messages are accepted, sent and received. It ends
// when every peer under the charter has said what it holds of the record, or an officer decides.
type recovery struct {
	t    *table
	mark Mark // what was shown last, as far as that is known; else zero

	done chan struct{} // closed when the record goes on

	mu      sync.Mutex
	note    recoveryNote
	answers map[parley.PartyID]*answer
	decided *decision
	ending  bool // the end is under way

	// The leaves that are being handed back, by one peer: back[0] stands at place from.
	source parley.PartyID
	from   uint64
	back   [][]byte
	step   uint64
	grown  time.Time               // when leaves last came or were asked for
	lacks  parley.Hash             // the page that they name and that is not here
	asks   int                     // how often it was asked for
	asked  time.Time               // when it last was
	bad    map[parley.PartyID]bool // peers whose leaves gave no head of ours
}

// An answer is what a peer said since the recovery began that it holds of our record.
type answer struct {
	at   parley.Millis
	size uint64
	head *store.Head // the largest that it handed back with our signature
}

// complete reports whether the peer has shown what it says that it holds.
func (a *answer) complete() bool {
	return a != nil && (a.size < 2 || a.head != nil && a.head.Size >= a.size)
}

// A decision is an officer's, to go on without the answers that are missing.
type decision struct {
	Who    Who           `json:"who"`
	Reason string        `json:"reason"`
	At     parley.Millis `json:"at"`
}

// A recoveryNote is what is kept of the last recovery of one record.
type recoveryNote struct {
	Since   parley.Millis    `json:"since"`
	Why     string           `json:"why"`
	Shown   uint64           `json:"shown"` // size of the last head shown, as far as that is known
	Had     uint64           `json:"had"`   // size of the record when it began
	Forked  bool             `json:"forked"`
	Ended   parley.Millis    `json:"ended"` // 0: under way
	Decided *decision        `json:"decided"`
	Spans   []span           `json:"spans"` // entries that were handed back, and of which bodies may be missing
	Here    []parley.Hash    `json:"here"`  // messages that those entries name and that were here already
	Moved   []parley.Hash    `json:"moved"` // messages whose entries nobody had seen and that were entered again
	Told    []parley.PartyID `json:"told"`  // peers that know of it
}

// A span is the places From <= place < To.
type span struct {
	From uint64 `json:"from"`
	To   uint64 `json:"to"`
}

func noteKey(log store.LogID) string {
	return "recovery/" + record.OriginOf(log.Charter, log.Party, log.Volume)
}

// readNote returns the note of a record's last recovery, or an empty one.
func readNote(r store.Reader, log store.LogID) (note recoveryNote, err error) {
	b, err := r.Meta(noteKey(log))
	if err != nil {
		return note, ignoreNotFound(err)
	}
	if err := json.Unmarshal(b, &note); err != nil {
		return note, parley.Wrap(err, parley.CodeBadRecord, "what is kept of the last recovery cannot be read")
	}
	return note, nil
}

func putNote(tx store.Tx, log store.LogID, note recoveryNote) error {
	b, err := json.Marshal(note)
	if err != nil {
		return err
	}
	return tx.PutMeta(noteKey(log), b)
}

// beginRecovery stops the own record from being gone on with. It runs before the log-writer, or in its goroutine.
func (n *Node) beginRecovery(t *table, why string, mark Mark) error {
	if rec := t.recovery.Load(); rec != nil {
		return n.noteForked(rec)
	}
	rec := &recovery{t: t, mark: mark, done: make(chan struct{}), answers: map[parley.PartyID]*answer{}, bad: map[parley.PartyID]bool{}}
	err := n.cfg.Store.Update(func(tx store.Tx) (err error) {
		log := t.own().log
		if rec.note, err = readNote(tx, log); err != nil {
			return err
		}
		if rec.note.Since == 0 || rec.note.Ended != 0 {
			if rec.note, err = n.noteAfter(tx, t, rec.note); err != nil {
				return err
			}
		}
		rec.note.Forked = n.forked(t)
		rec.note.Why, rec.note.Shown = why, max(rec.note.Shown, mark.Size)
		if rec.note.Had, err = tx.LogSize(log); err != nil {
			return err
		}
		return putNote(tx, log, rec.note)
	})
	if err != nil {
		return storageSentence(err, "that the record is recovering could not be stored")
	}
	t.shown.Store(nil)
	t.recovery.Store(rec)
	n.eventUnder(t, EventRecovery, "", "our record is recovering, and no head of it is signed: "+why)
	return nil
}

// noteAfter returns the note of a new recovery. What is still missing after the last one stays wanted.
func (n *Node) noteAfter(r store.Reader, t *table, last recoveryNote) (recoveryNote, error) {
	note := recoveryNote{Since: n.now()}
	missing, err := missingBodies(r, t, last)
	if len(missing) > 0 {
		note.Spans, note.Here = last.Spans, last.Here
	}
	return note, err
}

// whyForked is why a record does not go on against which there is proof.
const whyForked = "there is proof that it was forked, or that its dates go back; its root opens a new volume"

// forked reports whether there is proof against our own record.
func (n *Node) forked(t *table) bool { return len(n.disputes.against(t.own().log)) > 0 }

// noteForked enters proof against a record that is recovering.
func (n *Node) noteForked(rec *recovery) error {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if rec.note.Forked || !n.forked(rec.t) {
		return nil
	}
	rec.note.Forked = true
	return n.cfg.Store.Update(func(tx store.Tx) error { return putNote(tx, rec.t.own().log, rec.note) })
}

// interruptRecord begins a recovery while the node runs: the lines begin anew, and ask what the peers hold.
func (n *Node) interruptRecord(t *table, why string, mark Mark) {
	n.recorder.add(&job{t: t, alone: func() error { return n.beginRecovery(t, why, mark) }, then: func(_ uint64, _ parley.Millis, err error) {
		if err != nil {
			n.tryAgain(err, "that our record is recovering could not be stored", func() { n.interruptRecord(t, why, mark) })
			return
		}
		n.resetLines(t)
		if srv := n.server(); srv != nil {
			srv.after(recoveryPause, func() { n.askAgain(srv, t) })
		}
	}})
}

// resetLines has the lines under a charter begin anew with what is known now.
func (n *Node) resetLines(t *table) {
	for _, s := range t.seats() {
		if p := n.peerOf(t, s.id); p != nil {
			p.box.put(lineReset{})
		}
	}
}

// recovering reports since when the own record is not gone on with.
func (t *table) recovering() (since parley.Millis, is bool) {
	rec := t.recovery.Load()
	if rec == nil {
		return 0, false
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return rec.note.Since, true
}
