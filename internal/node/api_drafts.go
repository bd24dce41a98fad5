package node

import "context"

// Releasing is the part of API about messages that are not sent yet, and the policy by which they may be. Nothing of a
// draft leaves the node but the message that is made of it, and its id never does.
type Releasing interface {
	// Draft keeps a message of this party that nobody has signed, or, where an id is given, puts it in the place of what
	// stands in an open draft, whose signatures are dropped. CodeBadMessage where it could not leave as it is.
	Draft(ctx context.Context, d NewDraft) (DraftView, error)
	// DraftAll keeps new messages, 1 to MaxDrafts of them, as Draft keeps one: all of them, or none. The sentence of an error says
	// which one could not leave, counted from 1.
	DraftAll(ctx context.Context, list []NewDraft) ([]DraftView, error)
	// PrepareDraft returns what an officer is to sign. A draft that another roster, sheet or edition has overtaken since is
	// made anew, with all signatures dropped. CodePolicy, CodeDuplicate: the officer may not sign so.
	PrepareDraft(ctx context.Context, id string, p Preparing) (Prepared, error)
	// SignDraft adds an officer's signature. The one that makes it whole releases the message in the same transaction.
	SignDraft(ctx context.Context, id string, s DraftSigning) (DraftView, error)
	// DecideDraft binds a draft to the proceeding under another charter that decided on its text, and releases it where
	// nothing else was missing.
	DecideDraft(ctx context.Context, id, proceeding string, who Who) (DraftView, error)
	// CancelDraft gives a draft up: it can never be signed or released. One that is released stays what it is: CodeDuplicate.
	CancelDraft(ctx context.Context, id string, who Who) (DraftView, error)
	// Drafts lists the open drafts in the order in which they were made, or with all, every one, the last first.
	Drafts(ctx context.Context, all bool) ([]DraftView, error)
	// ShowDraft returns one draft. id may be a prefix of at least 4 digits.
	ShowDraft(ctx context.Context, id string) (DraftView, error)
	// Policy returns the policy by which the node lets messages leave now.
	Policy(ctx context.Context) (PolicyView, error)
	// TakePolicy has the node read the policy file again, and returns what it makes of it: from then on it counts, also a
	// broken one.
	TakePolicy(ctx context.Context, who Who) (PolicyView, error)
}

// MaxDrafts is how many drafts are kept at once.
const MaxDrafts = 200

// A NewDraft is a message to be signed. Its edition and roster number are set by the node.
type NewDraft struct {
	ID      string `json:"id"`      // of the draft that it replaces; empty: a new one
	Charter string `json:"charter"` // as for Composer
	Payload []byte `json:"payload"`
	Decided string `json:"decided"` // id of the proceeding under another charter that decided on its text, or empty
	Who     Who    `json:"who"`
}

// Preparing says who wants to sign a draft. Act is draft, review, release, emergency, or empty: what its author signs first.
type Preparing struct {
	Officer string `json:"officer"`
	Act     string `json:"act"`
	Who     Who    `json:"who"`
}

// Prepared is what an officer signs, with one of Keys.
type Prepared struct {
	Draft     DraftView `json:"draft"`
	Payload   []byte    `json:"payload"`
	EditionID []byte    `json:"edition_id"`
	Act       string    `json:"act"`  // empty: no signature of this officer helps the draft
	Keys      [][]byte  `json:"keys"` // keys in force of the officer that have not signed it, encoded (7.2)
}

// DraftSigning is a signature on a draft. Duress says that it was given under duress: it counts as any other does.
type DraftSigning struct {
	Act       string `json:"act"`
	Signature []byte `json:"signature"` // [protected, signature, evidence]
	Duress    bool   `json:"duress"`
	Who       Who    `json:"who"`
}

// DraftView is a draft as those see it who sign it. State is open, outdated (the roster, the sheet or the edition changed:
// to be signed again), released or cancelled.
type DraftView struct {
	ID         string              `json:"id"`
	State      string              `json:"state"`
	Message    MessageView         `json:"message"`   // as the other side will read it; its id is that of the message once it is released
	TextHash   string              `json:"text_hash"` // SHA-256 of its body, by which a proceeding decides on it
	Signatures []DraftSigner       `json:"signatures"`
	Missing    []string            `json:"missing"`       // what is asked for and not there, as sentences
	WaitsFor   map[string][]string `json:"waits_for"`     // by draft, review, release and emergency: who could give it
	Act        *DraftedAct         `json:"act,omitempty"` // where it is an act of a proceeding
	Decided    *string             `json:"decided"`
	MadeBy     string              `json:"made_by"` // local user
	Made       string              `json:"made"`
	Changed    string              `json:"changed"`
	// Conflicts is what the message would meet if it were released now, where one draft is shown that is open.
	Conflicts []ConflictView `json:"conflicts,omitempty"`
}

// DraftedAct is what a draft does in a proceeding.
type DraftedAct struct {
	Proceeding *string  `json:"proceeding"` // null: it opens one
	Name       string   `json:"name"`
	Seen       []string `json:"seen"`  // the last acts that whoever wrote it had seen
	Texts      []string `json:"texts"` // ids of the texts that it agrees to
}

// DraftSigner is a signature that counts.
type DraftSigner struct {
	Officer string `json:"officer"`
	Act     string `json:"act"`
	At      string `json:"at"`
	User    string `json:"user"`
}

// PolicyView is the policy in use. Fault is why it cannot be read: nothing leaves then.
type PolicyView struct {
	Given bool     `json:"given"` // there is a file; otherwise whoever may release for the post does so alone
	Hash  *string  `json:"hash"`  // SHA-256 of the file
	Rules []string `json:"rules"` // one sentence each
	Fault *string  `json:"fault"`
}
