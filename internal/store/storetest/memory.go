package storetest

import (
	"sync"

	"parley"
	"parley/internal/store"
)

// Memory is a Store without a disk: the model that the drivers are compared with, and the memory of simulated nodes.
// It keeps to the whole contract, has no goroutines, and may be used inside a synctest bubble. What it holds survives
// Close; Reopen goes on from there.
type Memory struct {
	held *held

	mu     sync.Mutex
	closed bool
}

// held is what a Memory and those reopened from it have in common.
type held struct {
	writing sync.Mutex // held for the whole of an Update

	mu      sync.Mutex
	state   state            // the last committed state; its tables never change
	backups map[string]state // by path
}

// A state is all rows. Copying it takes a snapshot.
type state struct {
	meta            table[meta]
	editions        table[store.Edition]      // charter, number
	adopted         table[parley.Hash]        // order of adoption
	sheets          table[store.Sheet]        // root, number
	volumes         table[store.Volume]       // charter, order in which they were added
	statements      table[store.Statement]    // hash
	rosterActs      table[store.RosterAct]    // charter, party, number, hash
	logs            table[store.LogID]        // log
	sizes           table[uint64]             // log
	leaves          table[store.Leaf]         // log, index
	leavesByID      table[store.Leaf]         // log, id, index
	leavesByMark    table[store.MarkedLeaf]   // sent, received, refused: mark, log, index
	hashes          table[store.HashAt]       // log, position
	heads           table[store.Head]         // reconciled: log, size, root
	pending         table[store.Head]         // not reconciled: log, size, root
	cosignatures    table[store.Cosignature]  // log, size, mirror
	cosigned        table[uint64]             // log, mirror, size
	messages        table[store.Message]      // seq
	messageSeqs     table[uint64]             // id
	payloadSeqs     table[uint64]             // charter, author, payload
	referring       table[uint64]             // id referred to, seq
	actSeqs         table[uint64]             // proceeding, seq
	formSeqs        table[uint64]             // neither text nor ack: charter, form, seq from the last one down
	words           table[wordRow]            // seq
	deliveries      table[delivery]           // message, party
	toDeliver       table[delivery]           // not settled: charter, party, place
	deliveryCount   uint64                    // deliveries ever added
	bodies          table[store.Body]         // id
	pages           table[*page]              // body id, number of the page
	attachments     table[store.Attachment]   // message, place
	attachmentsOf   table[store.Attachment]   // blob, message, place
	blobs           table[blobDelivery]       // blob, charter, party
	blobsToSend     table[store.BlobDelivery] // not done: charter, party, place
	blobCount       uint64                    // blob deliveries ever added
	clocks          table[store.AckClock]     // message, peer
	running         table[store.AckClock]     // not raised: due, message, peer
	raised          table[store.AckClock]     // charter, peer, since, message
	lineTimes       table[store.LineTime]     // charter, peer, day, bearer, state
	proceedings     table[proceedingRow]      // id
	proceedingsDue  table[dated]              // due, id
	proceedingKeys  table[parley.Hash]        // length of key, key, id
	proceedingWaits table[dated]              // charter, party, until, id
	journal         table[store.Entry]        // seq
	journalHeads    table[store.JournalHead]  // size
	evidence        table[store.Evidence]     // hash
	drafts          table[store.Draft]        // from the last seq down
	draftSeqs       table[uint64]             // id
	openDrafts      table[store.Draft]        // seq
	draftCount      uint64                    // drafts ever added
	voidPayloads    table[voidPayload]        // payload hash
	watches         table[store.Watch]        // from the last seq down
	secrets         table[store.LineSecret]   // root, id
	watchSeqs       table[uint64]             // id
	watchCount      uint64                    // watches ever taken
}

// NewMemory returns an empty Memory.
func NewMemory() *Memory { return &Memory{held: &held{}} }

// Reopen returns an open Memory over what m holds, as a program finds its database when it starts again. It may be
// called whether m was closed or, as after a crash, was not.
func (m *Memory) Reopen() *Memory { return &Memory{held: m.held} }

// Close makes all further use of m an error.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

func (m *Memory) usable() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return parley.Errorf(parley.CodeStorage, "the database is closed")
	}
	return nil
}

// View runs fn over the last committed state; see store.Store.
func (m *Memory) View(fn func(store.Reader) error) error {
	if err := m.usable(); err != nil {
		return err
	}
	s := m.held.snapshot()
	r := &reader{state: &s}
	defer r.end()
	return fn(r)
}

// Update runs fn on a copy of the state and puts the copy in the state's place; see store.Store.
func (m *Memory) Update(fn func(store.Tx) error) error {
	m.held.writing.Lock()
	defer m.held.writing.Unlock()
	if err := m.usable(); err != nil {
		return err
	}
	s := m.held.snapshot()
	t := &tx{reader: reader{state: &s}}
	defer t.end()
	if err := fn(t); err != nil {
		return err
	}
	if t.failed != nil {
		return t.failed
	}
	m.held.put(s)
	return nil
}

func (h *held) snapshot() state {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.state
}

// Backup keeps a state under path, which names no file; see store.Store.
func (m *Memory) Backup(path string) error {
	if err := m.usable(); err != nil {
		return err
	}
	m.held.mu.Lock()
	defer m.held.mu.Unlock()
	if _, taken := m.held.backups[path]; taken {
		return parley.Errorf(parley.CodeDuplicate, "%s is there already and is not overwritten", path)
	}
	if m.held.backups == nil {
		m.held.backups = map[string]state{}
	}
	m.held.backups[path] = m.held.state
	return nil
}

// Copy returns an open Memory over what Backup kept under path, apart from m, or nil.
func (m *Memory) Copy(path string) *Memory {
	m.held.mu.Lock()
	defer m.held.mu.Unlock()
	s, ok := m.held.backups[path]
	if !ok {
		return nil
	}
	return &Memory{held: &held{state: s}}
}

func (h *held) put(s state) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.state = s
}

// A reader reads one state. Its methods stand in the files of their subjects.
type reader struct{ *state }

// A tx changes a state of its own.
type tx struct {
	reader
	failed error // the first failure, which fails the transaction as a whole
}

var (
	_ store.Store  = (*Memory)(nil)
	_ store.Reader = (*reader)(nil)
	_ store.Tx     = (*tx)(nil)
)

// end makes every later use of r a panic.
func (r *reader) end() { r.state = nil }

// failOn is deferred by every method that writes: any error of theirs fails the transaction.
func (t *tx) failOn(err *error) {
	if *err != nil && t.failed == nil {
		t.failed = *err
	}
}

// Snapshot returns an open Memory over what m holds now, apart from m.
func (m *Memory) Snapshot() *Memory {
	m.held.mu.Lock()
	defer m.held.mu.Unlock()
	return &Memory{held: &held{state: m.held.state}}
}
