package charter

import (
	"crypto/ed25519"
	"maps"
	"slices"

	"parley"
	"parley/wire"
)

// Format is the value of the key format in every charter text of this version [CHR-6].
const Format = "parley-charter-1"

// MaxText is the longest charter text, in bytes [CHR-1].
const MaxText = wire.MaxCharter

// A Charter is one edition of the text that all parties sign. Parse makes it from a text and Encode gives the text
// back; a value made in another way is a charter only if Parse accepts what Encode returns.
type Charter struct {
	Edition         uint64              // 1 for the first
	Charter         *parley.Hash        // charter id; nil in edition 1
	Amends          *parley.Hash        // edition id of the edition before; nil in edition 1
	Title           map[string]string   // by language; its languages are the charter's languages
	Authentic       []string            // languages whose text counts, at least one
	Exercise        bool                // every surface marks it; it never becomes a live charter
	InForce         parley.Millis       // when it enters into force
	WithdrawalDays  int                 // days of notice before a withdrawal takes effect, 0 to 36,500
	ReportOpened    bool                // whether nodes report that an officer's screen showed a message
	Restricted      map[string]string   // by language: what stands beside every body; bodies are for each party's readers; nil: they are not
	Clauses         []map[string]string // what else the parties agree on, each in every language
	Parties         []Party             // 2 to 57, in the charter's order
	Handling        []Marking           // handling markings; may be empty
	Precedences     map[string][]string // by language: the four labels, routine first
	Forms           []Form              // forms of messages; text and ack are among them
	Release         []Release           // how many officers release a message, at least; may be empty
	Language        int                 // edition of the language of what follows up to Procedures; 0: none of it
	Unread          []string            // the lines of a language that this version does not know; then the next five are empty
	Regime          string              // first part of human references, such as HOTLINE; empty: none are given
	Constants       []Constant          // figures that rules and clocks name
	Areas           []Area              // places that the parties agreed on
	Schemas         []Schema            // bodies of forms
	Conflicts       *Conflicts          // how near two notices are too near; nil: none are compared
	Procedures      []Procedure         // what may be opened
	Clocks          Clocks
	LineTestMinutes int // minutes between line tests, 0 for none
	RetentionDays   int // days after which bodies are erased, 0 to keep them for ever
	Limits          Limits
	Dictionary      *parley.Hash // of what pieces of bodies are packed with (chapter 4); nil: they are not
}

// A Party is one side as the charter names it.
type Party struct {
	ID       parley.PartyID
	Name     string
	Root     ed25519.PublicKey
	Recovery parley.Hash // SHA-256 of a public key that is kept sealed elsewhere
	Posts    []parley.PostID
	Readers  []parley.PostID // of a restricted charter: those of its posts that read bodies
}

// A Marking is a handling marking that messages may carry.
type Marking struct {
	Mark  string
	Title map[string]string
}

// A Form is a kind of message. Automatic forms may be signed by a node's duty key, and those of service be released by
// whoever has the watch; an acknowledgement always is.
type Form struct {
	Name      string
	Title     map[string]string
	Automatic bool
	Service   bool
}

// Clocks are the minutes within which an officer is expected to acknowledge, per precedence; 0 sets no time.
type Clocks struct {
	Flash, Immediate, Priority, Routine int
}

// Limits are what a node grants to each peer.
type Limits struct {
	Sessions         int // connections at once, 1 to 64
	UnfinishedBodies int // bodies held in part, 1 to 64
	StoredMiB        int // bytes stored for the peer, in MiB, 1 to 16,777,216
}

// Languages returns the languages of c in ascending order.
func (c *Charter) Languages() []string { return slices.Sorted(maps.Keys(c.Title)) }

// PartyIndex returns the place of id in the charter's order, or -1.
func (c *Charter) PartyIndex(id parley.PartyID) int {
	return slices.IndexFunc(c.Parties, func(p Party) bool { return p.ID == id })
}

// Party returns the party with that id, or nil.
func (c *Charter) Party(id parley.PartyID) *Party {
	if i := c.PartyIndex(id); i >= 0 {
		return &c.Parties[i]
	}
	return nil
}

// HasPost reports whether a is a party of c, or a post of one.
func (c *Charter) HasPost(a parley.Address) bool {
	p := c.Party(a.Party)
	return p != nil && (a.Post == "" || slices.Contains(p.Posts, a.Post))
}

// HasForm reports whether messages may have the form name.
func (c *Charter) HasForm(name string) bool {
	return slices.ContainsFunc(c.Forms, func(f Form) bool { return f.Name == name })
}

// HasMarking reports whether messages may carry the handling marking m. The empty marking is always there.
func (c *Charter) HasMarking(m string) bool {
	return m == "" || slices.ContainsFunc(c.Handling, func(h Marking) bool { return h.Mark == m })
}

// Of returns the minutes for p.
func (c Clocks) Of(p parley.Precedence) int {
	switch p {
	case parley.Flash:
		return c.Flash
	case parley.Immediate:
		return c.Immediate
	case parley.Priority:
		return c.Priority
	}
	return c.Routine
}
