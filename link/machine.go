package link

import (
	"time"

	"parley"
	"parley/wire"
)

// A Machine is the state of one line to one peer, over one or more sessions. It is not safe for use by several
// goroutines: the node's loop for the line owns it.
type Machine struct {
	cfg Config
}

// New returns a machine without sessions.
func New(cfg Config) *Machine { return &Machine{cfg: cfg} }

// Step takes in one event at the instant now, which never goes back. An error on Received means that the peer broke
// the protocol in a way that ends that session: the node closes it and steps Down. On other events it means that the
// event was not taken, because it makes no sense (code bad-message) or because a limit is reached (code limit).
func (m *Machine) Step(now time.Time, ev Event) error { return nil }

// Ready returns what to do now, and the same again until Advance.
func (m *Machine) Ready(now time.Time) Ready { return Ready{} }

// Advance says that r, the last Ready, is done.
func (m *Machine) Advance(r Ready) {}

// Deadline returns when Step(at, Tick{}) is next wanted, if ever; it is to be asked after Ready and Advance.
func (m *Machine) Deadline() (at time.Time, ok bool) { return time.Time{}, false }

// Stats returns what the machine measures.
func (m *Machine) Stats() Stats { return Stats{} }

// WireLog returns the name of a log in our frames, for those that the node makes; false for a log under no charter of
// our HELLO.
func (m *Machine) WireLog(k LogKey) (wire.Log, bool) { return wire.Log{}, false }

var _ = parley.Flash
