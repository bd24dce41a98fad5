package node

import (
	"context"
	"io"

	"parley"
)

// API is everything that a user of a node can do. The node itself offers it, and control offers the same over a local
// socket, so that a command and a button cannot differ. Every method returns a *parley.Error for what the user can mend.
//
// With the node stopped, OpenOffline gives an API under the directory lock on which Submit, Upload, MarkRead, Lines,
// TestLine, Events, Wait and Follow fail with parley.CodeNotRunning.
type API interface {
	// Charters lists the charters of this node in order of adoption.
	Charters(ctx context.Context) ([]CharterView, error)
	// Edition returns the text of the edition in force of one charter, named as for Composer.
	Edition(ctx context.Context, charter string) ([]byte, error)
	// Adopt adopts an edition that all its parties signed; parties are their party files, own one included or not.
	Adopt(ctx context.Context, a Adoption) (CharterView, error)
	// Party returns the party file of this node: its public half.
	Party(ctx context.Context) ([]byte, error)
	// Composer returns what a client needs to build and sign a message under one charter. charter is an id, a prefix of
	// one of at least 8 digits, or empty where the node has one charter only.
	Composer(ctx context.Context, charter string) (Composer, error)
	// Upload stores the bytes of an attachment before the message that names it is submitted. id must be the blob id
	// of exactly size bytes under salt. Repeating it does no harm.
	Upload(ctx context.Context, charter parley.Hash, id parley.Hash, salt [16]byte, size uint64, bytes io.Reader) error
	// Submit accepts an envelope of this party: once it returns nil, the message is durable and will be sent. The same
	// payload a second time gives the id that was recorded first and Repeated. who names the local user for the journal.
	Submit(ctx context.Context, envelope []byte, who Who) (Submitted, error)
	// Inbox and Sent list the messages that q selects, in order of storing; acknowledgements are listed in neither. Whoever
	// pages asks with a Limit, and again with After (or, for the newest first, Before) set to the last Seq.
	Inbox(ctx context.Context, q Query) ([]MessageView, error)
	Sent(ctx context.Context, q Query) ([]MessageView, error)
	// Show returns one message with its places in the records. id may be a prefix of at least 8 digits.
	Show(ctx context.Context, id string) (MessageView, error)
	// MarkRead notes that an officer has read the message; the first time counts.
	MarkRead(ctx context.Context, id string, who Who) error
	// Attachment returns the bytes of an attachment that is held whole.
	Attachment(ctx context.Context, blob string) (io.ReadCloser, error)
	// Wait returns when every addressee party of the message has got as far as step ("recorded", "acknowledged",
	// "answered"), or
	// with CodeNotYet when ctx ends, or with the refusal as an error where one refused.
	Wait(ctx context.Context, id string, step string) error
	// Follow calls fn for each message that is stored or changes after it began, until ctx ends.
	Follow(ctx context.Context, own bool, fn func(MessageView) error) error
	// Lines returns the state of each line, in party order.
	Lines(ctx context.Context) ([]LineView, error)
	// TestLine sends a line test to one party now, outside the schedule, and returns at once; Wait for "answered" waits for
	// the other node. LineTest says what became of a test, of either side; its id may be a prefix of at least 8 digits.
	TestLine(ctx context.Context, q LineQuery, who Who) (LineTestView, error)
	// KeepLineSecret keeps a secret for the narrow bearer that the parties gave each other by hand.
	KeepLineSecret(ctx context.Context, g LineSecretGiven) (LineSecretView, error)
	LineTest(ctx context.Context, id string) (LineTestView, error)
	// LineHistory returns, day by day and bearer by bearer, how both sides saw the lines to one party, or, where none is
	// named, to all: the last days, 1 to 400, today included.
	LineHistory(ctx context.Context, q LineQuery, days int) ([]LineDayView, error)
	// Events lists the last alarms of this run of the node, at most 256, oldest first. The same alarm again is one event
	// with a higher Seq.
	Events(ctx context.Context) ([]EventView, error)
	// VerifyRecord checks the own log, every mirror, every signature and every body.
	VerifyRecord(ctx context.Context) (VerifyView, error)
	// Checkup says how the node is: its database, its own records, and what it holds of each peer.
	Checkup(ctx context.Context) (CheckupView, error)
	// Backup copies the database, as it is at one moment, to a new file at path, which is absolute and lies where the node
	// may write; see store.Store. Keys, configuration and high-water files are not in it.
	Backup(ctx context.Context, path string) error
	// Evidence returns an evidence file for one message.
	Evidence(ctx context.Context, id string, who Who) ([]byte, error)
	// Proof returns the first proof found against a party's record, as an evidence file: that it signed two heads which
	// contradict each other, or leaves whose dates go back. charter is named as for Composer.
	Proof(ctx context.Context, charter string, party parley.PartyID, who Who) ([]byte, error)
	// Journal lists local actions in order.
	Journal(ctx context.Context) ([]JournalView, error)
	// VerifyJournal holds the journal against the heads that were signed over it.
	VerifyJournal(ctx context.Context) (JournalCheckView, error)
	// Note enters a local action in the journal (exports, verifications).
	Note(ctx context.Context, who Who, action, detail string) error

	Pages
	Recovering
	Proceedings
	Releasing
	Records
	Noticing
	Plotting
	Screens
	Watching
	Couriers
}

// Who is the local user behind an action.
type Who struct {
	User string `json:"user"` // name of the operating system's user
	Post string `json:"post"` // post for which the user acts, or empty
}

// Adoption is an edition with the signatures of all parties and the party files that give first pins and addresses.
type Adoption struct {
	Text       []byte        `json:"text"`
	Signatures []string      `json:"signatures"` // C2SP note signature lines
	Parties    [][]byte      `json:"parties"`
	Earlier    []EditionFile `json:"earlier"` // the editions before it, for a node that joins by this one
	// Again says that this party has a record under the charter, which is lost here: it is had back from the others.
	Again bool `json:"again"`
	Who   Who  `json:"who"`
}

// Composer holds what goes into a message besides what the officer writes.
type Composer struct {
	Charter   parley.Hash                        `json:"charter"`
	Edition   uint64                             `json:"edition"`
	EditionID parley.Hash                        `json:"edition_id"`
	Roster    uint64                             `json:"roster"`
	Party     parley.PartyID                     `json:"party"`
	Posts     []parley.PostID                    `json:"posts"` // own posts
	Exercise  bool                               `json:"exercise"`
	Parties   map[parley.PartyID][]parley.PostID `json:"parties"` // the others, with their posts
	Authentic []string                           `json:"authentic"`
	Now       parley.Millis                      `json:"now"` // the node's clock
}

// Submitted is the answer to Submit.
type Submitted struct {
	ID       string `json:"id"`
	Repeated bool   `json:"repeated"` // the payload was recorded before, under this id
}

// Query selects messages: those for which everything holds that is given.
type Query struct {
	Charter    string        `json:"charter"`    // id or prefix; empty: all
	Search     string        `json:"search"`     // words of the subject, the text or names of attachments, or their beginnings, in any order
	Precedence []string      `json:"precedence"` // one of these words; empty: any
	Form       string        `json:"form"`
	State      string        `json:"state"`    // read, unread, recorded, unrecorded, acknowledged, unacknowledged, refused
	Post       string        `json:"post"`     // from or to this post, party/post or one of this party's own
	Party      string        `json:"party"`    // from or to this party
	Handling   string        `json:"handling"` // marking
	From       parley.Millis `json:"from"`     // the author's time is not before
	Until      parley.Millis `json:"until"`    // the author's time is before; 0: no bound
	After      uint64        `json:"after"`    // Seq greater than
	Before     uint64        `json:"before"`   // Seq less than; 0: no bound
	Newest     bool          `json:"newest"`   // the newest first
	Limit      int           `json:"limit"`    // 0: all
	Who        Who           `json:"who"`      // who searches: not everybody may find what stands in every charter's bodies
}

// LineQuery names a line.
type LineQuery struct {
	Charter string `json:"charter"` // id or prefix; empty: the only one
	Party   string `json:"party"`   // the other side; empty: the only one
}

var _ API = (*Node)(nil)
