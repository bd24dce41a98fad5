package node

import "parley/internal/store"

// The views are what reading verbs print with --json: times are RFC 3339 in UTC with milliseconds, what is absent is
// null, posts are written party/post, ids are lower-case hex.

// MessageView is one message as a user sees it.
type MessageView struct {
	ID         string   `json:"id"`
	Charter    string   `json:"charter"`
	From       string   `json:"from"`
	To         []string `json:"to"`
	Info       []string `json:"info"`
	Precedence string   `json:"precedence"`
	DTG        string   `json:"dtg"`
	Time       string   `json:"time"`
	Subject    *string  `json:"subject"`
	// Caution is the sentence of a restricted charter, which stands beside the message wherever it is shown. Withheld: whoever asks
	// is no reader of that charter, and subject, text and attachments are left out.
	Caution     *string                `json:"caution,omitempty"`
	Withheld    bool                   `json:"withheld,omitempty"`
	Lang        *string                `json:"lang"`
	Handling    *string                `json:"handling"`
	Exercise    bool                   `json:"exercise"`
	Form        string                 `json:"form"`
	Text        *string                `json:"text"` // of a form with fields, its body for people; null where the form has no text
	Refers      RefersView             `json:"refers"`
	Attachments []AttachmentView       `json:"attachments"`
	Receipts    map[string]ReceiptView `json:"receipts"` // by addressee party
	Marks       []string               `json:"marks"`    // warnings to be shown with it, plain sentences
	Release     *ReleaseView           `json:"release"`  // null where no roster of its party says who released it
	Seq         uint64                 `json:"seq"`      // order of storing at this node
	Places      []PlaceView            `json:"places,omitempty"`
	Compared    *ComparedView          `json:"compared,omitempty"` // beside the notice of the period before, where its form is compared
	Flags       []FlagView             `json:"flags,omitempty"`    // of the rules of its form, where one message is shown
}

// RefersView names the messages that a message stands to.
type RefersView struct {
	ReplyTo      *string `json:"reply_to"`
	Acknowledges *string `json:"acknowledges"`
	Cancels      *string `json:"cancels"`
	Corrects     *string `json:"corrects"`
	Translates   *string `json:"translates"`
}

// AttachmentView is one attachment; Held says how many of its bytes are here.
type AttachmentView struct {
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Size      uint64 `json:"size"`
	ID        string `json:"id"`
	Held      uint64 `json:"held"`
}

// ReceiptView is how far a message got at one party. Opened is a time, null, or "not-reported".
type ReceiptView struct {
	Recorded     *string      `json:"recorded"`
	Opened       *string      `json:"opened"`
	Acknowledged *string      `json:"acknowledged"`
	Answered     *string      `json:"answered"`
	Refused      *RefusalView `json:"refused"`
}

// RefusalView says when and why a party gave a message no effect.
type RefusalView struct {
	Time   string `json:"time"`
	Code   int    `json:"code"`
	Reason string `json:"reason"`
}

// PlaceView is one leaf about a message in one party's record; SeenBy lists the other parties that cosigned a head
// over it.
type PlaceView struct {
	Party  string   `json:"party"`
	Volume uint64   `json:"volume,omitempty"` // of the record; 0: the first
	Size   uint64   `json:"size"`             // size of the record as held here
	Index  uint64   `json:"index"`
	Kind   string   `json:"kind"`
	Date   string   `json:"date"`
	SeenBy []string `json:"seen_by"`
}

// LineView is the state of one line. State is one of link.States; SilentSince the last message written by an officer of
// theirs.
type LineView struct {
	Party         string         `json:"party"`
	State         string         `json:"state"`
	Since         string         `json:"since"`
	Reason        *string        `json:"reason,omitempty"` // of the state, as far as their node said or showed it
	SilentSince   *string        `json:"silent_since"`
	LastHead      *string        `json:"last_head"` // when a head of theirs last arrived
	RTTMs         *int64         `json:"rtt_ms"`
	ClockOffsetMs *int64         `json:"clock_offset_ms"` // their clock minus ours
	Bearers       []BearerView   `json:"bearers"`
	Queue         map[string]int `json:"queue"`   // messages not yet settled, by precedence
	Waiting       *WaitingView   `json:"waiting"` // null where the line does not say
	LastTest      *LineTestView  `json:"last_test"`
	// LastSignOfLife is when anything last came from their node: it breaks no silence.
	LastSignOfLife *string `json:"last_sign_of_life"`
	Overdue        int     `json:"overdue"`              // messages of ours not recorded or acknowledged in time, at most 256
	Owed           int     `json:"owed"`                 // messages of theirs that we have not acknowledged in time, at most 256
	Recovering     *string `json:"recovering,omitempty"` // since when their node signs no head, because its record may be an older copy
	Recovered      *string `json:"recovered,omitempty"`  // when it last went on after that
	// Leaves is when the withdrawal of the party, or of our own, from a charter of this line takes effect, or took effect.
	Leaves        *string `json:"leaves,omitempty"`
	OwnLeaves     *string `json:"own_leaves,omitempty"`
	OwnRecovering *string `json:"own_recovering,omitempty"` // since when ours does not, under a charter of this line
}

// LineTestView is one line test. Its two results are never merged: that the node answered says nothing of an officer.
// Both times are those of the tested party's record.
type LineTestView struct {
	ID             string  `json:"id"`
	Time           string  `json:"time"` // when it was sent, by its author's record
	By             string  `json:"by"`   // the party that sent it
	Party          string  `json:"party"`
	Bearer         string  `json:"bearer"`
	AnsweredByNode *string `json:"answered_by_node"`
	ReadByOfficer  *string `json:"read_by_officer"`
}

// LineDayView is one day of one bearer of a line, as either side saw it.
type LineDayView struct {
	Day     string           `json:"day"` // in UTC
	Party   string           `json:"party"`
	Charter string           `json:"charter"`
	Bearer  string           `json:"bearer"`
	Ours    *LineMinutesView `json:"ours"`   // null where nothing was seen
	Theirs  *LineMinutesView `json:"theirs"` // null while they have not told
	Differ  []string         `json:"differ"` // states for which both sides told other minutes
}

// LineMinutesView is how one side saw a bearer on one day. Message is the line day that says so, in that side's record;
// null while it is not told. CosignedBy are the parties that cosigned a head over it.
type LineMinutesView struct {
	Minutes    map[string]int `json:"minutes"` // by state; what is missing to 1440 was not seen
	Message    *string        `json:"message"`
	CosignedBy []string       `json:"cosigned_by"`
}

// WaitingView is what is not yet wholly sent to a party, and when it is expected there if nothing more comes. Bearer is the one
// that carries it now; empty while no session is up.
type WaitingView struct {
	Bearer      string         `json:"bearer"`
	RateBits    *int64         `json:"rate_bits"` // bit/s; null where neither measured nor expected
	Measured    bool           `json:"measured"`  // else RateBits is what the operator expects
	Precedences []QueuedView   `json:"precedences"`
	Items       []ExpectedView `json:"items"` // in the order in which they go, at most 20
	More        int            `json:"more"`  // items that are not listed
}

// QueuedView is what of one precedence is not yet wholly sent. Seconds of contact are until all of it, and what goes before
// it, is there; At is when that is, by the hours of the bearer. Both are null where no rate is known, At also while the bearer is
// down that would carry it.
type QueuedView struct {
	Precedence  string  `json:"precedence"`
	Messages    int     `json:"messages"`
	Attachments int     `json:"attachments"`
	Bytes       uint64  `json:"bytes"` // left to be sent
	Seconds     *int64  `json:"seconds"`
	At          *string `json:"at"`
}

// ExpectedView is one message or attachment that is not yet wholly sent. Late says that it expires before it can be there.
type ExpectedView struct {
	ID         string  `json:"id"`
	Attachment bool    `json:"attachment"`
	Precedence string  `json:"precedence"`
	Bytes      uint64  `json:"bytes"`
	Left       uint64  `json:"left"`
	Seconds    *int64  `json:"seconds"`
	At         *string `json:"at"`
	Late       bool    `json:"late"`
}

// WindowView is a time in which a bearer is used.
type WindowView struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// BearerView is one path of a line. State is up, suspect (the other node is silent while an answer is due), not-trusted (it
// failed more than once and carries only what is urgent until TrustedFrom), ready (dialled when something waits for it), down,
// dialling or outside-hours.
type BearerView struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Cost   int    `json:"cost"` // of two that both do, the cheaper carries what goes once
	Uplink string `json:"uplink,omitempty"`
	// Answered is when the other node last answered over this bearer, and RTTMs the round trip then; null: never since this
	// node runs.
	Answered *string `json:"answered"`
	RTTMs    *int64  `json:"rtt_ms"`
	// Tested is when this bearer was last tested by itself, and TestAnswered when the other node answered that; null: not yet.
	Tested       *string      `json:"tested"`
	TestAnswered *string      `json:"test_answered"`
	RateBits     *int64       `json:"rate_bits"`              // bit/s; null where neither measured nor expected
	Measured     bool         `json:"measured"`               // else RateBits is what the operator expects
	TrustedFrom  *string      `json:"trusted_from,omitempty"` // where State is not-trusted
	Hours        []WindowView `json:"hours,omitempty"`        // the next times of contact; none where it is always
	Address      string       `json:"address"`
	State        string       `json:"state"`
	Since        string       `json:"since"`
}

// CharterView is one charter under which the node sits.
type CharterView struct {
	ID          string      `json:"id"`
	Edition     uint64      `json:"edition"`
	Fingerprint string      `json:"fingerprint"`
	Title       string      `json:"title"`
	Exercise    bool        `json:"exercise"`
	SignedBy    []string    `json:"signed_by"`
	Parties     []PartyView `json:"parties"`
	Recovering  *string     `json:"recovering,omitempty"` // since when the own record does not go on; see Recovery
}

// PartyView is one party of a charter: Log and Cosigner are C2SP vkeys, Fingerprint that of its root key. Leaves is when
// its withdrawal takes effect, or took effect.
type PartyView struct {
	ID          string  `json:"id"`
	Name        string  `json:"name"`
	Log         string  `json:"log"`
	Cosigner    string  `json:"cosigner"`
	Fingerprint string  `json:"fingerprint"`
	Leaves      *string `json:"leaves,omitempty"`
	// Roots says, for each time that the party's root was replaced under the charter, by whom.
	Roots []string `json:"roots,omitempty"`
}

// VerifyView is the outcome of checking all records.
type VerifyView struct {
	OK      bool         `json:"ok"`
	Records []RecordView `json:"records"`
	Errors  []string     `json:"errors"`          // what belongs to no record
	Roots   []string     `json:"roots,omitempty"` // how roots were replaced: that stays with a charter for ever
}

// JournalCheckView is the outcome of a check of the journal.
type JournalCheckView struct {
	OK      bool     `json:"ok"`
	Entries uint64   `json:"entries"`
	Signed  uint64   `json:"signed"` // entries below the last signed head
	Errors  []string `json:"errors"`
}

// RecordView is the outcome for one record.
type RecordView struct {
	Charter string      `json:"charter"`
	Party   string      `json:"party"`
	Size    uint64      `json:"size"`
	OK      bool        `json:"ok"`
	Errors  []string    `json:"errors"` // each names the table, and the message and the party that it concerns
	Proofs  []ProofView `json:"proofs"` // held against the party: two heads that contradict each other, or dates that go back

	log store.LogID
}

// ProofView is one proof held against a party. Kind is fork or date.
type ProofView struct {
	Hash  string `json:"hash"`
	Kind  string `json:"kind"`
	Found string `json:"found"`
}

// EventView is one alarm; Count says how many times in a row it was raised, the last time at Time.
type EventView struct {
	Seq     uint64  `json:"seq"`
	Time    string  `json:"time"`
	Kind    string  `json:"kind"`
	Party   *string `json:"party"`
	Charter *string `json:"charter"`
	// Proceeding is the id of the one that it is about, where it is about one.
	Proceeding *string `json:"proceeding,omitempty"`
	Sentence   string  `json:"sentence"`
	Count      int     `json:"count"`
}

// JournalView is one local action.
type JournalView struct {
	Seq    uint64 `json:"seq"`
	Time   string `json:"time"`
	User   string `json:"user"`
	Post   string `json:"post"`
	Action string `json:"action"`
	Detail string `json:"detail"`
}
