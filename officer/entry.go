package officer

import (
	"parley"
	"parley/wire"
)

// Limits of a roster act, besides its size of wire.MaxSheet bytes with its signatures.
const (
	MaxEntries = 64            // entries of an act, at least 1
	MaxPosts   = wire.MaxPosts // posts of an officer, at least 1
	MaxKeys    = 8             // keys of an officer that are in force at one time
	MaxName    = 100           // display name, in bytes
	MaxQuorum  = 8             // administrators that an act may need
)

// An Entry is one thing that a roster act does: *Enrol, *Rekey, *Change, *Revoke, *Compromised or *Quorum. On the wire it
// is an array that begins with its kind [OFF-14].
type Entry interface {
	kind() byte
	check() error
	words() string
	apply(t *taking) error
}

// Enrol, kind 1, names an officer.
type Enrol struct {
	_       struct{} `cbor:",toarray"`
	Officer ID
	Name    *string // only where the party wants it shown to the other side
	Posts   []Post
	Keys    []Key // 1 to 8; each signs the act
	From    parley.Millis
	Until   *parley.Millis // the officer's signatures count before it; nil: until revoked
}

// Rekey, kind 2, adds keys and takes keys out.
type Rekey struct {
	_       struct{} `cbor:",toarray"`
	Officer ID
	Added   []Key // each signs the act
	Removed []parley.KeyID
}

// Change, kind 3, gives an officer other posts and another time.
type Change struct {
	_       struct{} `cbor:",toarray"`
	Officer ID
	Posts   []Post
	From    parley.Millis
	Until   *parley.Millis
}

// Revoke, kind 4, ends an officer for good.
type Revoke struct {
	_       struct{} `cbor:",toarray"`
	Officer ID
}

// Compromised, kind 5, declares that a key may have been in other hands since some time. What it signed since is flagged
// and not undone, and it signs no more.
type Compromised struct {
	_       struct{} `cbor:",toarray"`
	Officer ID
	Key     *parley.KeyID // nil: every key that the officer has had
	Since   parley.Millis
}

// Quorum, kind 6, says how many administrators an act needs that the root does not sign.
type Quorum struct {
	_      struct{} `cbor:",toarray"`
	Needed uint64
}

func (*Enrol) kind() byte       { return 1 }
func (*Rekey) kind() byte       { return 2 }
func (*Change) kind() byte      { return 3 }
func (*Revoke) kind() byte      { return 4 }
func (*Compromised) kind() byte { return 5 }
func (*Quorum) kind() byte      { return 6 }

var newEntry = map[byte]func() Entry{
	1: func() Entry { return new(Enrol) },
	2: func() Entry { return new(Rekey) },
	3: func() Entry { return new(Change) },
	4: func() Entry { return new(Revoke) },
	5: func() Entry { return new(Compromised) },
	6: func() Entry { return new(Quorum) },
}

// added returns the keys that e adds.
func added(e Entry) []Key {
	switch e := e.(type) {
	case *Enrol:
		return e.Keys
	case *Rekey:
		return e.Added
	}
	return nil
}

// An entryCode is an Entry as CBOR: the array of its fields with the kind before them.
type entryCode struct{ Entry }

// MarshalCBOR puts the kind before the fields, of which no entry has more than 6.
func (c entryCode) MarshalCBOR() ([]byte, error) {
	if c.Entry == nil {
		return nil, badRoster("an entry is missing")
	}
	b := wire.Marshal(c.Entry)
	return append([]byte{b[0] + 1, c.kind()}, b[1:]...), nil
}

// UnmarshalCBOR reads an entry by its kind.
func (c *entryCode) UnmarshalCBOR(b []byte) error {
	if len(b) < 2 || b[0] < 0x81 || b[0] > 0x97 || newEntry[b[1]] == nil {
		return badRoster("an entry is of a kind that this version does not know")
	}
	c.Entry = newEntry[b[1]]()
	return wire.Unmarshal("entry", append([]byte{b[0] - 1}, b[2:]...), wire.MaxSheet, c.Entry)
}
