package node

import (
	"context"

	"parley"
)

// Recovering is the part of API about own records that cannot be gone on with.
type Recovering interface {
	// Recovery tells, for each charter, whether the own record goes on, what each peer has answered while it does not, and
	// what came back and was lost when it last did not.
	Recovery(ctx context.Context) ([]RecoveryView, error)
	// GoOn is an officer's decision to go on with a record although not every peer has answered. CodeNotYet: a peer holds a
	// later head with our signature, whose entries are being handed back.
	GoOn(ctx context.Context, d GoingOn) (RecoveryView, error)
	// DraftVolume returns what the root of this party signs (record.SignVolume) to end the own record under a charter and to
	// open the next volume, with the last heads with our signature that this node knows of.
	DraftVolume(ctx context.Context, charter, reason string) (VolumeDraft, error)
	// OpenVolume opens the volume that a statement signed by the root says.
	OpenVolume(ctx context.Context, o VolumeOpening) (VolumeView, error)
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

// VolumeDraft is a record.Volume that is not signed yet.
type VolumeDraft struct {
	Charter parley.Hash    `json:"charter"`
	Party   parley.PartyID `json:"party"`
	Number  uint64         `json:"number"`
	Reason  string         `json:"reason"`
	Heads   []SignedHead   `json:"heads"`
}

// SignedHead is a head with our signature.
type SignedHead struct {
	Size      uint64      `json:"size"`
	Root      parley.Hash `json:"root"`
	Signature []byte      `json:"signature"`
}

// VolumeOpening is a statement that opens a volume.
type VolumeOpening struct {
	Statement []byte `json:"statement"`
	Who       Who    `json:"who"`
}

// VolumeView is a volume that was opened.
type VolumeView struct {
	Charter string `json:"charter"`
	Volume  uint64 `json:"volume"`
	Origin  string `json:"origin"`
	Hash    string `json:"hash"`    // of the statement
	Entered int    `json:"entered"` // messages whose entries nobody is known to have seen, entered again
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
