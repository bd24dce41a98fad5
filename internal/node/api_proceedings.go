package node

import "context"

// Proceedings is the part of API about forms, acts and where they stand.
type Proceedings interface {
	// Proceedings lists the proceedings of this node, or of one charter, named as for Composer, in the order in which their
	// openings were stored. A proceeding whose opening is not here, or opens nothing, is not among them.
	Proceedings(ctx context.Context, charter string) ([]ProceedingView, error)
	// Proceeding returns the whole story of one. id may be a prefix of at least 8 digits, and that of any act of it.
	Proceeding(ctx context.Context, id string) (ProceedingStory, error)
	// ProceedingEdition returns the text of the edition that a proceeding keeps as long as it lives: the one in force where
	// its opening stands. Its acts are made and read by that one. id is as for Proceeding.
	ProceedingEdition(ctx context.Context, id string) ([]byte, error)
	// Board returns what is ours to do, what is theirs, and how the lines are.
	Board(ctx context.Context) (BoardView, error)
	// Outcome returns an evidence file that proves where a proceeding has come, as far as that is settled. id is as for
	// Proceeding.
	Outcome(ctx context.Context, id string, who Who) ([]byte, error)
	// Drafting returns what the rules and the human reference of a message of one form depend on.
	Drafting(ctx context.Context, charter, form string) (Drafting, error)
}

// ProceedingView is where one proceeding stands. Turn are the parties whose move it is; ActsAllowed what this party may do
// now. Lapse is none, unknown, running, elapsed, "not served" or final; Proof none, "by rule", settled, confirmed or
// disputed.
type ProceedingView struct {
	ID          string   `json:"id"`
	Charter     string   `json:"charter"`
	Procedure   string   `json:"procedure"`
	Title       string   `json:"title"`
	State       string   `json:"state"`
	Turn        []string `json:"turn"`
	Since       string   `json:"since"`
	Until       *string  `json:"until"`
	Lapse       string   `json:"lapse"`
	Settled     bool     `json:"settled"`
	Final       bool     `json:"final"`
	Proof       string   `json:"proof"`
	ActsAllowed []string `json:"acts_allowed"`
}

// ProceedingStory is all that is known of one proceeding.
type ProceedingStory struct {
	ProceedingView
	StateTitle   string              `json:"state_title"`
	Caution      *string             `json:"caution,omitempty"`  // as of a message
	Withheld     bool                `json:"withheld,omitempty"` // what the acts say is left out
	Participants []string            `json:"participants"`
	Ground       GroundView          `json:"ground"`    // how far all is settled
	Confirmed    GroundView          `json:"confirmed"` // and vouched for by every other participant
	NotServed    []string            `json:"not_served"`
	Contested    []string            `json:"contested"`
	Holding      []string            `json:"holding"`
	Disputed     []string            `json:"disputed"`
	Entries      []ActView           `json:"entries"` // in the fixed order
	Aside        []ActView           `json:"aside"`   // acts without a place in it
	Questions    []QuestionView      `json:"questions"`
	Found        []FoundView         `json:"found"`         // what the parties find on the questions, side by side
	Conditions   []ConditionView     `json:"conditions"`    // of this proceeding
	ConditionFor []ConditionView     `json:"condition_for"` // of others, which name this proceeding
	Agreed       []AgreedView        `json:"agreed"`
	Waits        []WaitView          `json:"waits"`
	Missing      []MissingView       `json:"missing"`
	Seen         []string            `json:"seen"` // what an officer who has read all this names as seen
	Allowed      map[string][]string `json:"allowed"`
}

// GroundView is a state that stands fast, whatever else arrives.
type GroundView struct {
	State   string `json:"state"` // empty: nothing yet
	End     bool   `json:"end"`
	Entries int    `json:"entries"`
}

// ActView is an act, or the lapse of a deadline, and what it is worth. Standing is "in effect", crossed, unsighted, late,
// waiting, incomplete, void or "cut off".
type ActView struct {
	Act       *string  `json:"act"` // id; null for a lapse
	Author    string   `json:"author"`
	Name      string   `json:"name"`
	Title     string   `json:"title"`
	Date      string   `json:"date"` // in its author's record; of a lapse the deadline
	Standing  string   `json:"standing"`
	Why       string   `json:"why"`
	From      string   `json:"from"`
	To        string   `json:"to"`
	Unseen    []string `json:"unseen"` // acts before it that its officer had not seen
	NotServed []string `json:"not_served"`
	Settled   bool     `json:"settled"`
	Confirmed bool     `json:"confirmed"`
	ByRule    bool     `json:"by_rule"`
	Text      *string  `json:"text"` // its body for people; null where it has none or it is not here
}

// QuestionView is one question of the opening.
type QuestionView struct {
	ID     string `json:"id"`
	Status string `json:"status"` // empty: nothing said
	By     string `json:"by"`
}

// FoundView is what the parties find on one question by one kind of act. Common: all who may do it find the same.
type FoundView struct {
	Question string     `json:"question"`
	Act      string     `json:"act"`
	Words    []WordView `json:"words"`
	Common   bool       `json:"common"`
}

// WordView is what one party found. Earlier: it has found again since.
type WordView struct {
	Party   string `json:"party"`
	Says    string `json:"says"`
	Act     string `json:"act"`
	Earlier bool   `json:"earlier"`
}

// ConditionView is how a condition stands: unnamed, unheld, ahead, met or broken. Of is the proceeding that has it, Proceeding
// the one that it names.
type ConditionView struct {
	Name       string   `json:"name"`
	Title      string   `json:"title"`
	Of         string   `json:"of"`
	Proceeding *string  `json:"proceeding"`
	Procedure  string   `json:"procedure"`
	Status     string   `json:"status"`
	State      string   `json:"state"` // of the proceeding named
	StateTitle string   `json:"state_title"`
	Since      *string  `json:"since"`
	Proof      string   `json:"proof"`
	Acts       []string `json:"acts"`  // before which it stands
	Unmet      []string `json:"unmet"` // acts done while it was not met
}

// AgreedView is a text and who agreed to it.
type AgreedView struct {
	Text    string   `json:"text"`
	Parties []string `json:"parties"`
	All     bool     `json:"all"`
}

// WaitView is a record that has to grow before more is settled: until it holds an act, or is dated past an instant.
type WaitView struct {
	Party string  `json:"party"`
	Act   *string `json:"act"`
	Until *string `json:"until"`
}

// MissingView is something that a record names and that is not here.
type MissingView struct {
	Party string `json:"party"`
	Act   string `json:"act"`
	Body  bool   `json:"body"` // its body; else its leaf
}

// BoardView is whose move it is everywhere, and how the lines are.
type BoardView struct {
	OurMove   []ProceedingView `json:"our_move"`
	TheirMove []ProceedingView `json:"their_move"`
	Lines     []LineView       `json:"lines"`
}

// Drafting is what a new message of a form is held against: the earlier ones in that form of all parties, and those in other
// forms that cancel something, as envelopes, in the order of each party's record; and the human references that this party
// gave.
type Drafting struct {
	Earlier    [][]byte `json:"earlier"`
	References []string `json:"references"`
}
