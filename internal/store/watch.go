package store

import "parley"

// A WatchID names a watch inside its node: random bytes that never leave it.
type WatchID [8]byte

// Watch is one officer's turn at a post, with the sheet by which he hands it over. Nothing of the row leaves the node.
type Watch struct {
	Seq     uint64 // order in which watches were taken; set by PutWatch
	ID      WatchID
	Post    parley.PostID
	User    string // who took it
	Officer string // who he is by the roster, once a signature of his said so; else empty
	Taken   parley.Millis
	Sheet   []byte        // text of the hand-over; empty: none was made
	Charter parley.Hash   // whose roster says who may sign the sheet; zero: no record has one, and nobody signs
	Offered parley.Millis // when he gave the sheet; 0: not yet
	Gave    []byte        // his signature over it, as the node writes it
	Ended   parley.Millis // 0: it goes on
	Relief  WatchID       // the watch that followed
	Took    []byte        // signature over the sheet of who took that one
}
