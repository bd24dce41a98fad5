package store

import "parley"

// A Standing is how a database server that several nodes of a party may share stands. A driver whose database has no server has none.
type Standing struct {
	Server     string // its version
	Generation uint64 // in which is written
	Timeline   uint64 // of the server's history
	Leader     string // name of the node that writes, as it says itself; empty: one that works alone
	Address    string // where the others reach it
	Since      parley.Millis
	Commit     string // synchronous_commit
	Wanted     string // synchronous_standby_names
	Standbys   []Standby
	Hidden     bool // the node's role may not see how the standbys stand
}

// A Standby is a server that follows the one in use.
type Standby struct {
	Name   string
	State  string // streaming, catchup, ...
	Sync   string // sync, quorum, potential, async
	Behind int64  // bytes that it has not on disk yet; -1: not known
}

// Confirming returns how many standbys must have a change on disk, or may be among those that must, before it counts as stored, and do
// so now.
func (s Standing) Confirming() (n int) {
	for _, b := range s.Standbys {
		if (b.Sync == "sync" || b.Sync == "quorum") && b.State == "streaming" {
			n++
		}
	}
	return n
}
