// Package store is the contract of a node's durable memory: rows, transactions, and nothing that knows what the bytes
// mean. It keeps canonical bytes and the columns by which they are found; the node encodes and decodes. The drivers
// are in sqlite and postgres, the statements that both run in rows; storetest holds one conformance suite for all and an in-memory model.
//
// # Guarantees
//
// Update runs its function in one transaction, serialised against all other updates: either everything in it is on
// stable storage when Update returns nil, or nothing of it ever happens, also across a kill or a power cut. When
// Update returns an error that is (or wraps) ErrUnknown, the transaction may or may not have been stored: the caller
// must look, and a driver may refuse to answer until it is opened again. View sees one consistent state. Byte slices
// that go in are copied by the driver if it keeps them; those that come out belong to the caller.
package store

import (
	"errors"

	"parley"
)

// ErrUnknown says that a commit failed in a way that leaves open whether it was stored.
var ErrUnknown = errors.New("store: outcome of commit unknown")

// ErrNotFound says that no row has the key.
var ErrNotFound = errors.New("store: not found")

// ErrConflict says that a row with the same key and other contents is there already, or that a leaf is not appended at
// the end of its log.
var ErrConflict = errors.New("store: conflict")

// A Store is one node's durable memory. It is safe for use by many goroutines.
type Store interface {
	Update(fn func(Tx) error) error
	View(fn func(Reader) error) error
	// Backup copies one state, that of all transactions that ended before it, to a new file at path, which this driver
	// can open, while transactions go on. When it returns nil the file is on stable storage, readable by its owner
	// alone; otherwise there is none. A file that is there is never touched: parley.CodeDuplicate.
	Backup(path string) error
	Close() error
}

// LogID names one volume of one party's record under one charter.
type LogID struct {
	Charter parley.Hash
	Party   parley.PartyID
	Volume  uint64 // 0: the first; the later ones count from 2
}

// Edition is one edition of a charter as it was adopted, with its signatures as note lines.
type Edition struct {
	Charter    parley.Hash
	Number     uint64
	ID         parley.Hash
	Bytes      []byte
	Signatures []string
}

// Sheet is one numbered sheet of the party whose root key is Root.
type Sheet struct {
	Root   [32]byte
	Number uint64
	Hash   parley.Hash
	Bytes  []byte
}

// Volume is the statement by which a root opened a later volume of its party's record.
type Volume struct {
	Log   LogID // with the number of the volume
	Hash  parley.Hash
	Bytes []byte
}

// Statement is what the root of a party has signed about the party besides sheets and editions: that it leaves a charter, or
// has a new root.
type Statement struct {
	Charter parley.Hash
	Party   parley.PartyID
	Hash    parley.Hash // of Bytes
	Bytes   []byte
}

// RosterAct is a page by which a party changes its roster under one charter.
type RosterAct struct {
	Charter parley.Hash
	Party   parley.PartyID
	Number  uint64
	Hash    parley.Hash // of Bytes
	Bytes   []byte
}

// Leaf is one leaf at its place, with the columns by which it is found.
type Leaf struct {
	Index uint64
	Kind  uint8
	ID    parley.Hash // zero for a clock leaf
	Mark  [8]byte
	Bytes []byte
}

// MarkedLeaf is a leaf and the log that it stands in.
type MarkedLeaf struct {
	Log LogID
	Leaf
}

// MaxMarks is how many marks one question names.
const MaxMarks = 64

// MaxIDs is how many ids one question names.
const MaxIDs = 64

// HashAt is one hash of a log's tree at its storage position (golang.org/x/mod/sumdb/tlog.StoredHashIndex).
type HashAt struct {
	Pos  uint64
	Hash parley.Hash
}

// Head is a signed head that this node made or was shown and whose signature verifies.
type Head struct {
	Size       uint64
	Root       parley.Hash
	Signature  []byte
	Seen       parley.Millis // when this node made it or first saw it
	Reconciled bool          // the leaves below Size are held and give Root
}

// Cosignature is a mirror's statement over a head of the log it belongs to.
type Cosignature struct {
	Mirror    parley.PartyID
	Size      uint64
	Root      parley.Hash
	Time      uint64 // seconds since 1970
	Signature []byte
}

// Message is one message held whole. Envelope is what was signed; the rest are columns.
type Message struct {
	Seq         uint64 // order in which this node stored it; set by AddMessage
	ID          parley.Hash
	Charter     parley.Hash
	Author      parley.PartyID
	Own         bool // sent by this node's party
	PayloadHash parley.Hash
	Envelope    []byte
	Form        string
	Precedence  parley.Precedence // as it goes to, or came to, this node
	Time        parley.Millis     // the author's time
	Stored      parley.Millis     // when this node stored it, by its clock
	Acks        parley.Hash       // message that it acknowledges, or zero
	ReplyTo     parley.Hash       // message that it replies to, or zero
	Proceeding  parley.Hash       // the act that opened its proceeding, itself for an opening; zero for a text
	SentAt      int64             // place in the author's record, volume times 2^48 and index, or -1 while not known
	RecordedAt  int64             // place of our received or refused leaf, or -1; for Own the same as SentAt
	Refused     int16             // refusal code, or -1
	Read        parley.Millis     // when an officer here first read it, or 0
}

// A Brief is what a message is, without its bytes.
type Brief struct {
	ID         parley.Hash
	Charter    parley.Hash
	Author     parley.PartyID
	Size       uint64 // of its envelope; 0 once it is erased
	Precedence parley.Precedence
	Proceeding parley.Hash
	SentAt     int64
	RecordedAt int64
}

// Delivery is how far one message got at one addressee party. Times are 0 while not known.
type Delivery struct {
	Message      parley.Hash
	Charter      parley.Hash
	Party        parley.PartyID
	Precedence   parley.Precedence
	Expires      parley.Millis // 0: never
	Settled      bool          // a verified head holds received or refused, or it expired
	Expired      bool
	RecordedAt   int64 // place in the addressee's record, or -1
	Recorded     parley.Millis
	Refused      int16 // code, or -1
	Opened       parley.Millis
	Acknowledged parley.Millis
	Answered     parley.Millis
}

// Body is a message or an attachment that is not yet whole, or an attachment that is.
type Body struct {
	ID         parley.Hash
	Blob       bool           // an attachment, else a message
	Charter    parley.Hash    // under which it came
	Author     parley.PartyID // whose message it is or belongs to
	Size       uint64
	Precedence parley.Precedence
	Complete   bool // all bytes are here and their hash was checked
	Ranges     []Range
}

// Range is half-open: From <= x < To.
type Range struct{ From, To uint64 }

// Attachment ties an attachment to the message that names it.
type Attachment struct {
	Message parley.Hash
	Place   int // in the message's list, from 0
	Blob    parley.Hash
	Size    uint64
}

// BlobDelivery is how far one attachment of ours got at one addressee party.
type BlobDelivery struct {
	Blob    parley.Hash
	Charter parley.Hash
	Party   parley.PartyID
	Size    uint64
	Done    bool // a verified head of theirs holds got-blob
}

// Entry is one line of the journal of local actions.
type Entry struct {
	Seq    uint64 // set by AddEntry
	Time   parley.Millis
	User   string
	Post   string
	Action string
	Detail string
	Leaf   parley.Hash // leaf hash in the tree of the journal; zero: not known
}

// JournalHead is a signed head of the journal of local actions.
type JournalHead struct {
	Size      uint64 // entries below it
	Root      parley.Hash
	Frontier  []byte // hashes of the complete subtrees, 32 bytes each, largest first
	Signature []byte
}

// Evidence is a proof against a party, as an evidence file.
type Evidence struct {
	Log   LogID
	Hash  parley.Hash // of Bytes
	Found parley.Millis
	Bytes []byte
}

// AckClock is the time within which a message is to be recorded and then acknowledged by the other side of a line, or, if
// it came from there, by ourselves. It runs until it is dropped.
type AckClock struct {
	Message    parley.Hash // or the charter's id: for its line tests as a whole
	Charter    parley.Hash
	Peer       parley.PartyID // the other side
	Own        bool           // sent by this node's party
	Precedence parley.Precedence
	Recorded   bool          // it runs since the message was recorded, else since it was sent
	Since      parley.Millis // when it began
	Due        parley.Millis // when it ends
	Raised     bool          // its end was raised as an alarm
}

// LineTime is how long a line was in one state on one day, on one bearer.
type LineTime struct {
	Charter parley.Hash
	Peer    parley.PartyID
	Day     int64 // days since 1970-01-01, in UTC
	Bearer  string
	State   string
	Ms      int64
}

// MessageFilter selects messages; zero fields select all.
type MessageFilter struct {
	Charter parley.Hash
	Own     *bool
	// Unrecorded selects those without a leaf of ours: RecordedAt is -1.
	Unrecorded bool
	Proceeding parley.Hash // the acts of this proceeding, its opening among them
	Openings   bool        // acts that open a proceeding
	After      uint64      // Seq greater than
	Limit      int
}

// A Reader sees one consistent state. Lists are in ascending order of their key unless said otherwise; a missing
// single row gives ErrNotFound.
type Reader interface {
	Meta(key string) ([]byte, error)

	Charters() ([]parley.Hash, error)                                // in order of adoption
	Editions(charter parley.Hash) ([]Edition, error)                 // ascending number
	Sheets(root [32]byte) ([]Sheet, error)                           // ascending number
	Volumes(charter parley.Hash) ([]Volume, error)                   // in the order in which they were added
	Statements(charter parley.Hash) ([]Statement, error)             // ascending hash
	RosterActs(charter parley.Hash) ([]RosterAct, error)             // ascending party, then number, then hash
	LogSize(log LogID) (uint64, error)                               // number of leaves held; 0 for an unknown log
	Leaves(log LogID, from, to uint64) ([]Leaf, error)               // from <= index < to
	LeavesByID(log LogID, id parley.Hash) ([]Leaf, error)            // ascending index
	MarkedLeaves(marks [][8]byte) ([]MarkedLeaf, error)              // sent, received or refused with one of marks, at most MaxMarks of them; in any order
	Hashes(log LogID, pos []uint64) ([]parley.Hash, error)           // in the order asked; ErrNotFound if one is missing
	LastHead(log LogID) (Head, error)                                // the largest reconciled head
	HeadAtOrAfter(log LogID, size uint64) (Head, error)              // the smallest reconciled head of at least size
	HeadAtOrBefore(log LogID, size uint64) (Head, error)             // the largest reconciled head of at most size
	PendingHeads(log LogID) ([]Head, error)                          // not reconciled, ascending size
	Cosignatures(log LogID) ([]Cosignature, error)                   // ascending size, then mirror
	CosignedAtOrAfter(log LogID, size uint64) ([]Cosignature, error) // over heads of at least size, in the same order
	LastCosigned(log LogID, mirror parley.PartyID) (uint64, error)   // the largest size that the mirror cosigned

	Message(id parley.Hash) (Message, error)
	MessageByPayload(charter parley.Hash, author parley.PartyID, payload parley.Hash) (Message, error)
	Messages(f MessageFilter) ([]Message, error) // ascending Seq
	// LastMessages returns the newest messages of one form, descending Seq, at most limit. There is none of text or ack:
	// those are too many to be found by their form.
	LastMessages(charter parley.Hash, form string, limit int) ([]Message, error)
	MessagesReferring(id parley.Hash) ([]Message, error) // those that acknowledge or reply to id, ascending Seq
	// FindMessages returns the messages that f selects, if Finding.Check reports nothing, among those that have words.
	FindMessages(f Finding) ([]Message, error)
	WordsOf(message parley.Hash) ([]string, error) // ascending; of a message that has none yet, and of an erased one: ErrNotFound
	// WordlessMessages returns the first messages after the last one that has words, ascending Seq, at most limit.
	WordlessMessages(limit int) ([]Message, error)
	Deliveries(message parley.Hash) ([]Delivery, error)                           // ascending party
	OpenDeliveries(charter parley.Hash, party parley.PartyID) ([]Delivery, error) // not settled, in order of sending
	Body(id parley.Hash) (Body, error)
	OpenBodies() ([]Body, error)                                   // not complete, ascending id
	ReadBody(id parley.Hash, offset uint64, n int) ([]byte, error) // only bytes in Ranges; else ErrNotFound
	Attachments(message parley.Hash) ([]Attachment, error)
	AttachmentsOf(blob parley.Hash) ([]Attachment, error)
	BlobDeliveries(blob parley.Hash) ([]BlobDelivery, error)
	OpenBlobDeliveries(charter parley.Hash, party parley.PartyID) ([]BlobDelivery, error) // in order of sending

	AckClock(message parley.Hash, peer parley.PartyID) (AckClock, error)
	RunningClocks(until parley.Millis, limit int) ([]AckClock, error)                       // not raised, Due at most until, ascending Due
	RaisedClocks(charter parley.Hash, peer parley.PartyID, limit int) ([]AckClock, error)   // ascending Since
	LineTimes(charter parley.Hash, peer parley.PartyID, from, to int64) ([]LineTime, error) // from <= Day < to

	Proceeding(id parley.Hash) (Proceeding, error)
	Proceedings(charter parley.Hash) ([]Proceeding, error)                    // ascending Seq
	DueProceedings(until parley.Millis, limit int) ([]Proceeding, error)      // Due at most until and below NeverDue, ascending Due, then id
	LackingProceedings() ([]Proceeding, error)                                // those with Lacks, ascending id
	VouchingProceedings(charter parley.Hash) ([]Proceeding, error)            // those whose Vouched is not empty, ascending Seq
	ProceedingKeys(id parley.Hash) ([][]byte, error)                          // ascending
	ProceedingWaits(id parley.Hash) ([]RecordWait, error)                     // ascending party, then instant
	KeyedProceedings(keys [][]byte) ([]parley.Hash, error)                    // those one of whose keys is among keys, at most MaxKeys of them, each once, ascending
	AwaitingProceedings(log LogID, date parley.Millis) ([]parley.Hash, error) // those under the charter of log that wait until date or before for its party, or are due by then, each once, ascending

	Journal(after uint64, limit int) ([]Entry, error)           // Seq greater than after; limit 0: all
	JournalHeads(from uint64, limit int) ([]JournalHead, error) // Size at least from, ascending; limit 0: all
	LastJournalHead() (JournalHead, error)                      // the largest
	AllEvidence() ([]Evidence, error)                           // ascending hash

	Watch(id WatchID) (Watch, error)
	WatchNow(post parley.PostID) (Watch, error)                            // the one that goes on at a post
	Watches(post parley.PostID, before uint64, limit int) ([]Watch, error) // of a post, or, without one, of all: Seq below before, descending Seq; limit 0: all
	Draft(id DraftID) (Draft, error)
	OpenDrafts() ([]Draft, error)                           // ascending Seq
	LineSecrets() ([]LineSecret, error)                     // ascending root, then id
	Drafts(before uint64, limit int) ([]Draft, error)       // of every state, Seq below before, descending Seq; limit 0: all
	PayloadVoid(payload parley.Hash) (parley.Millis, error) // since when it must not leave

	Inventory
}

// An Inventory finds all that is held, also what no other question leads to, for those who check or copy a store.
type Inventory interface {
	MetaNames() ([]string, error)
	AllSheets() ([]Sheet, error)                                           // ascending root, then number
	AllVolumes() ([]Volume, error)                                         // ascending charter, then in the order in which they were added
	AllStatements() ([]Statement, error)                                   // ascending hash
	AllRosterActs() ([]RosterAct, error)                                   // ascending charter, then as RosterActs
	Logs() ([]LogID, error)                                                // those that have ever had a leaf, head or cosignature, in any order
	HashesBetween(log LogID, from, to uint64) ([]HashAt, error)            // from <= position < to, ascending
	HeadsBetween(log LogID, from, to uint64) ([]Head, error)               // from <= size < to, reconciled or not, ascending size, then root
	CosignaturesBetween(log LogID, from, to uint64) ([]Cosignature, error) // from <= size < to, ascending size, then mirror
	Bodies(after parley.Hash, limit int) ([]Body, error)                   // id greater than after, ascending; limit 0: all
	// LeavesNaming returns the leaves of all logs that name one of ids, DeliveriesOf how far messages got, BriefsOf the messages
	// that are held, without their bytes: of at most MaxIDs, in any order.
	LeavesNaming(ids []parley.Hash) ([]MarkedLeaf, error)
	DeliveriesOf(messages []parley.Hash) ([]Delivery, error)
	BriefsOf(messages []parley.Hash) ([]Brief, error)
	// StoredFrom returns how many bytes are held of an author's messages under a charter and of their attachments, which
	// count with their whole size.
	StoredFrom(charter parley.Hash, author parley.PartyID) (uint64, error)
	// VoidPayloads returns hashes that VoidPayload was called with: greater than after, ascending; limit 0: all.
	VoidPayloads(after parley.Hash, limit int) ([]parley.Hash, error)
	// Damage has the driver look for what no answer shows: rows that belong to nothing, an index that lacks a row. Each
	// is one sentence that names its table.
	Damage() ([]string, error)
}

// A Tx reads and writes. A method that writes and fails makes the transaction fail as a whole, also when its error is
// not passed on; what later methods of that transaction return is not defined. A number above MaxNumber is refused with
// parley.CodeTooLarge.
type Tx interface {
	Reader

	PutMeta(key string, value []byte) error
	AddEdition(e Edition) error // ErrConflict if the number is taken by other bytes; by the same: keeps the first
	AddSheet(s Sheet) error     // ErrConflict if the number is taken by other bytes

	AddVolume(v Volume) error       // ErrConflict if the number is taken by other bytes
	AddStatement(s Statement) error // by Hash; keeps the first
	AddRosterAct(a RosterAct) error // by Hash; keeps the first; others may have its number

	// AppendLeaves appends leaves whose first Index is the log's size, and the tree hashes that they complete: ErrConflict
	// if an index is not the next one, or a hash's position is taken.
	AppendLeaves(log LogID, leaves []Leaf, hashes []HashAt) error
	// CutLog removes from a log all that is not of its first size leaves: later leaves, tree hashes at positions from
	// hashes on, and heads and cosignatures over more. A log that is not longer keeps its leaves.
	CutLog(log LogID, size, hashes uint64) error
	PutHead(log LogID, h Head) error               // by (log, size, root); a second time updates Reconciled only
	AddCosignature(log LogID, c Cosignature) error // by (log, mirror, size); keeps the first

	AddMessage(m Message) (seq uint64, err error)                            // ErrConflict if the id, or the payload of that author, is there
	SetPlaces(id parley.Hash, sentAt, recordedAt int64, refused int16) error // all three, as given
	SetRead(id parley.Hash, at parley.Millis) error                          // keeps the first
	EraseMessage(id parley.Hash) error                                       // removes the bytes of its envelope and its words for good; the row stays, with an empty one
	// PutWords sets the words by which a message is found, if IsWord says so of each: none is a set, too. A message that was
	// erased gets none, whatever words are given.
	PutWords(message parley.Hash, words []string) error
	PutDelivery(d Delivery) error // inserts or replaces by (message, party)

	OpenBody(b Body) error                                   // creates it without bytes; nothing happens if it is there with the same size, else ErrConflict
	WriteBody(id parley.Hash, offset uint64, p []byte) error // adds bytes; those held stay as they are; ErrConflict beyond Size
	CompleteBody(id parley.Hash) error                       // marks an attachment whole; ErrConflict if bytes are missing
	DropBody(id parley.Hash) error                           // removes it and its bytes; a missing one is no error
	AddAttachment(a Attachment) error                        // ErrConflict if the place is taken by another
	PutBlobDelivery(d BlobDelivery) error                    // inserts or replaces by (blob, charter, party)

	PutAckClock(c AckClock) error                                // inserts or replaces by (message, peer)
	DropAckClock(message parley.Hash, peer parley.PartyID) error // a missing one is no error
	AddLineTime(t LineTime) error                                // adds Ms to what stands there

	// PutProceeding inserts or replaces a proceeding by id, with what, when it comes, changes its view: keys (marks of
	// leaves, ids of messages) and the dates of records.
	PutProceeding(p Proceeding, keys [][]byte, waits []RecordWait) error
	// TouchProceeding notes that something of a proceeding came: Due becomes 0, Touches one more. A missing one is no error.
	TouchProceeding(id parley.Hash) error

	AddEntry(e Entry) error
	AddJournalHead(h JournalHead) error // by Size; keeps the first; ErrConflict if its root or frontier is another
	AddEvidence(e Evidence) error       // by Hash; keeps the first

	PutWatch(w Watch) error                                  // inserts, or replaces by ID and keeps its Seq; ErrConflict for a second one that goes on at a post
	PutLineSecret(s LineSecret) error                        // inserts, or replaces by (root, id)
	DropLineSecret(root [32]byte, id SecretID) error         // a missing one is no error
	PutDraft(d Draft) error                                  // inserts, or replaces by ID and keeps its Seq
	VoidPayload(payload parley.Hash, at parley.Millis) error // notes the hash of a payload that must never leave; keeps the first
}
