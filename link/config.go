package link

import (
	"time"

	"parley"
	"parley/dictionary"
	"parley/wire"
)

// A LogKey names one volume of one party's record under one charter, independent of any HELLO.
type LogKey struct {
	Charter parley.Hash
	Party   parley.PartyID
	Volume  uint64 // 0: the first; the later ones count from 2
}

// A Charter is what our HELLO says of one charter that both nodes are parties to. Parties is the party order of the
// first edition; Sheets and Sizes have its length. Volumes are the later volumes that are known here, each once, whose
// statements were verified; the machine keeps those that it was told of before at their places.
type Charter struct {
	ID      parley.Hash
	Edition uint64  // number of the edition in force here
	Short   [8]byte // first 8 bytes of that edition's id
	Parties []parley.PartyID
	Sheets  []wire.Short // the newest sheet held of each party
	Sizes   []uint64     // leaves held of the first volume of each party's record, under a verified head
	Volumes []Volume     // at most wire.MaxVolumes

	// Dictionary is what pieces of bodies are packed with under the edition in force; nil: the edition names none, or
	// one that is not held here. Named says that it names one.
	Dictionary *dictionary.Dictionary
	Named      bool

	Recovering bool // no head of our own record is signed for now
}

// A Volume is a later volume of a party's record that is known here.
type Volume struct {
	Party  parley.PartyID
	Number uint64 // 2 to wire.MaxVolume
	Size   uint64 // leaves held, under a verified head
}

// A Partial is a body that is held here in part, or whole and not yet recorded. The node gives those that stood in
// durable memory when it started.
type Partial struct {
	ID         parley.Hash
	Blob       bool
	Log        LogKey // the author's record
	Size       uint64
	Precedence parley.Precedence
	Ranges     []wire.Range // half-open, ascending, not touching
}

// Config is what a Machine is made with.
type Config struct {
	Peer     parley.PartyID // the party at the other end, by the same id under every charter
	Source   Source
	Charters []Charter
	Partials []Partial

	// FrameTime is how long one frame of a body may occupy the line: a FLASH waits at most that long for a frame that
	// was begun before it. 0: 300 ms, or 400 ms on a bearer that is not reliable and shares no uplink.
	FrameTime time.Duration

	// KeepAlive is the silence from the peer after which a PING is sent; three of them unanswered end the session.
	// 0: no PING but the one that opens a session.
	KeepAlive time.Duration

	// MaxUnfinished is the number of bodies in part that the peer may have here at once. 0: 64.
	MaxUnfinished int

	// Takes says whether a body that the peer begins is to be taken; one that is not is passed over, as one too many
	// is. nil: all are. A message that is one frame is not asked about.
	Takes func(Partial) bool

	Seed uint64 // makes the tokens of PING

	// Wall returns what the party's clock says at the instant now, for HELLO, PING and PONG. nil: now itself.
	Wall func(now time.Time) time.Time
}

const (
	defaultFrameTime     = 300 * time.Millisecond
	narrowFrameTime      = 400 * time.Millisecond
	defaultMaxUnfinished = 64
)

// frameTime is that of a session [LINK-10].
func (c *Config) frameTime(ev Up) time.Duration {
	switch {
	case c.FrameTime > 0:
		return c.FrameTime
	case !ev.Reliable && ev.Uplink == nil:
		return narrowFrameTime
	}
	return defaultFrameTime
}

// A Source gives the machine what it sends. Every method returns nil when the thing is not to be had now; the machine
// then asks again after the next event that concerns it. What is returned is not changed by the machine and must not
// be changed by the node.
type Source interface {
	// Body returns at most n, at least 1, bytes of a message or an attachment from offset on.
	Body(id parley.Hash, blob bool, offset uint64, n int) []byte
	// Leaves returns the leaves from <= index < to, all of them.
	Leaves(log LogKey, from, to uint64) [][]byte
	// Frontier returns the roots of the complete subtrees that make up the tree of size, largest first.
	Frontier(log LogKey, size uint64) []parley.Hash
	// Proof returns a leaf and its inclusion proof under the tree of size.
	Proof(log LogKey, index, size uint64) (leaf []byte, path []parley.Hash)
	// Stop returns a signed head that lies above from: the largest that is at most most leaves above it, else the
	// smallest; without a signature where there is none. So a long backlog is taken over piece by piece.
	Stop(log LogKey, from, most uint64) Head
}
