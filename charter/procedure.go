package charter

// A Procedure is the rules of an exchange: who may do what, in which state, and what silence means.
type Procedure struct {
	Name       string
	Title      map[string]string
	Form       string // of the opening; the opening's act is the name of the procedure
	All        bool   // every party of the charter takes part; else those whom the opening names
	Standing   bool   // it has no end
	Questions  string // a table of the opening whose rows are questions, each answered by itself, or points to find on; empty: none
	Roles      []Role
	Acts       []Act       // in the order that decides between concurrent acts: breaking acts before making ones
	States     []State     // the first is the one that the opening leads to
	Conditions []Condition // other proceedings that some acts of this one should wait for
	Line       int         // where it stands in the text; 0 in a value made otherwise
}

// Who holds a role.
const (
	RoleOpener = "opener" // the author of the opening
	RoleOthers = "others" // every participant but the opener
	RoleAll    = "all"    // every participant
	RoleNamed  = "named"  // the parties that the charter lists, as far as they take part
	RoleField  = "field"  // the party that a field of the opening names
	RoleJoint  = "joint"  // the author of the opening, and those whom a table of it names that take part
	RoleListed = "listed" // those whom a table of the opening names that take part; nobody where it is missing
)

// A Role is held by one or more participants, as the opening fixes it.
type Role struct {
	Name    string
	Title   map[string]string
	Kind    string   // one of the above
	Parties []string // named: the parties
	Field   string   // field: a field of the kind party in the opening's form; joint and listed: a table with the column party
	Line    int      // where it stands in the text; 0 in a value made otherwise
}

// The acts that every procedure has without listing them. They change no state, stand after all others in the order,
// and any participant may do them in any state.
const (
	ActHold    = "hold"    // a holding reply: "seen, an answer follows"
	ActContest = "contest" // contests the turn: "we do not hold that it is our move"
	ActCancel  = "cancel"  // where a procedure has it: refers to the opening as cancelled
	ActCorrect = "correct" // corrects an earlier act, named by refers

	ActWithdraw = "withdraw" // where a procedure has it: as cancel
	ActAmend    = "amend"    // where a procedure has it, in the form of its opening: refers to what it amends as corrected
)

// An Act is something that a party does in a proceeding.
type Act struct {
	Name      string
	Title     map[string]string
	Form      string // of its message
	Strict    bool   // no effect unless what its officer saw covers everything before it
	Agrees    bool   // names by hash each text that it agrees to, one at least
	Answers   string // a table of its form that answers the opening's questions; empty: none
	Finds     string // a table of its form that says what its author finds on the opening's questions; empty: none
	Certifies string // a field of its form, of the kind party: certifies that this party was served by another channel
	ByRule    bool   // closes without proof: the outcome is marked "by rule, not by proof"
	Stays     bool   // changes no state and begins none anew: the clock runs on
	Keeps     bool   // leads on and starts nothing: the state that follows counts from the act that started the one before
	Line      int    // where it stands in the text; 0 in a value made otherwise
}

// A State is where a proceeding stands.
type State struct {
	Name   string
	Title  map[string]string
	End    bool     // nothing follows: no moves, no clock
	Awaits []string // the roles whose move it is; empty: nobody's
	Moves  []Move
	Clock  *Clock
	Line   int // where it stands in the text; 0 in a value made otherwise
}

// How many of a role an act needs.
const (
	NeedsOne = "one" // its only holder
	NeedsAny = "any" // whichever holder comes first
	NeedsAll = "all" // every holder; the last one moves the proceeding on
)

// A Move is an act that a role may do in a state.
type Move struct {
	Act   string
	Role  string
	Needs string // one, any or all
	To    string // the state that follows; the same state again starts its clock anew
	Line  int    // where it stands in the text; 0 in a value made otherwise
}

// A Clock lapses: T is an instant of the starting act, or a duration after all movers have that act on record.
type Clock struct {
	Field    string // a field of the kind time in the form of every act that leads here; empty: Minutes or Constant
	Minutes  int    // after receipt, 1 to 525,600; 0: Field or Constant
	Constant string // name of a constant in minutes; empty: Field or Minutes
	Silence  bool   // the lapse counts silence, so it needs every mover served (F6)
	To       string // the state after the lapse
	Line     int    // where it stands in the text; 0 in a value made otherwise
}

// A Condition is another proceeding, named by the opening, in one of some states of which certain acts are meant to be done,
// and not before or after. It is shown in both proceedings, and stops nothing.
type Condition struct {
	Name      string
	Title     map[string]string
	Field     string   // of the opening's form, of the kind reference: the other proceeding, by the id of its opening
	Procedure string   // that of the other proceeding
	States    []string // in which it is met
	Acts      []string // of this procedure, that wait for it
	Line      int      // where it stands in the text; 0 in a value made otherwise
}

// Everywhere returns the names of the acts that every procedure has, in the order in which they stand after its own.
func Everywhere() []string { return []string{ActHold, ActContest, ActCorrect} }

// Procedure returns the procedure with that name, or nil.
func (c *Charter) Procedure(name string) *Procedure {
	return named(c.Procedures, name, func(x *Procedure) string { return x.Name })
}

// State returns the state of p with that name, or nil.
func (p *Procedure) State(name string) *State {
	return named(p.States, name, func(x *State) string { return x.Name })
}

// Role returns the role of p with that name, or nil.
func (p *Procedure) Role(name string) *Role {
	return named(p.Roles, name, func(x *Role) string { return x.Name })
}

// Act returns the act of p with that name, or nil. An act that every procedure has is there only where p lists it.
func (p *Procedure) Act(name string) *Act {
	if i := p.ActIndex(name); i >= 0 {
		return &p.Acts[i]
	}
	return nil
}

// ActIndex returns the place of the act in the order of p, or -1.
func (p *Procedure) ActIndex(name string) int {
	for i := range p.Acts {
		if p.Acts[i].Name == name {
			return i
		}
	}
	return -1
}
