package node

import "context"

// Recovering is the part of API about own records that cannot be gone on with.
type Recovering interface {
	// Recovery tells, for each charter, whether the own record goes on, what each peer has answered while it does not, and
	// what came back and was lost when it last did not.
	Recovery(ctx context.Context) ([]RecoveryView, error)
	// GoOn is an officer's decision to go on with a record although not every peer has answered. CodeNotYet: a peer holds a
	// later head with our signature, whose entries are being handed back.
	GoOn(ctx context.Context, d GoingOn) (RecoveryView, error)
	// Clock tells what the node's clock says, and how the next entry would be dated.
	Clock(ctx context.Context) (ClockView, error)
	// AcceptClock is an officer's word that the clock is right, after a leap or a long stop.
	AcceptClock(ctx context.Context, who Who) (ClockView, error)
}

// ClockView is the node's clock beside its records and the peers' clocks.
type ClockView struct {
	Clock     string          `json:"clock"`
	LastEntry *string         `json:"last_entry"` // in any own record
	NextEntry string          `json:"next_entry"` // how an entry would be dated now
	Followed  bool            `json:"followed"`   // that is what the clock says
	Confirmed bool            `json:"confirmed"`  // by a peer's clock or an officer since the start
	Peers     []PeerClockView `json:"peers"`
}

// PeerClockView is a peer's clock: what it says less what ours says, while its line is up.
type PeerClockView struct {
	Party    string `json:"party"`
	OffsetMs *int64 `json:"offset_ms"`
}

// GoingOn is a decision to go on with the record under one charter, named as for Composer.
type GoingOn struct {
	Charter string `json:"charter"`
	Reason  string `json:"reason"`
	Who     Who    `json:"who"`
}

// RecoveryView is the state of one own record.
type RecoveryView struct {
	Charter  string        `json:"charter"`
	State    string        `json:"state"` // sound, recovering, forked, recovered
	Since    *string       `json:"since"`
	Ended    *string       `json:"ended"`
	Why      *string       `json:"why"`
	Entries  uint64        `json:"entries"` // in the record on disk
	Shown    uint64        `json:"shown"`   // entries that were shown to others before, as far as that is known
	Unheard  uint64        `json:"unheard"` // of these, how many are here no more and held by nobody who answered
	Peers    []AnswerView  `json:"peers"`
	Decision *DecisionView `json:"decision"`
	Back     []string      `json:"back"`   // messages and attachments that were lost here and came back
	Wanted   []string      `json:"wanted"` // that are asked for
	Lost     []string      `json:"lost"`   // that nobody has
	Moved    []string      `json:"moved"`  // messages whose entries nobody had seen, entered again
}

// AnswerView is what a peer said that it holds of our record since the recovery began.
type AnswerView struct {
	Party    string  `json:"party"`
	Answered bool    `json:"answered"` // it showed all that it says it holds
	At       *string `json:"at"`
	Entries  uint64  `json:"entries"` // that it says it holds
	Head     uint64  `json:"head"`    // size of the largest head of ours that it handed back
}

// DecisionView is an officer's decision to go on.
type DecisionView struct {
	Time   string `json:"time"`
	User   string `json:"user"`
	Reason string `json:"reason"`
}
