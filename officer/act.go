package officer

import (
	"parley"
	"parley/wire"
)

// ActVersion is the first element of every signed roster act; that of a sheet is 1.
const ActVersion = 2

// An Act is a roster act: a numbered page of a party that changes its roster under one charter. It stands in the party's
// record of that charter as a leaf of kind sheet whose id is its Hash.
type Act struct {
	Party    parley.PartyID
	Charter  parley.Hash   // charter id
	Number   uint64        // one more than that of the page in force in that record, sheet or act
	Time     parley.Millis // when it was made, by the party's clock; not before that of the act before
	Previous parley.Hash   // hash of the page in force before
	Entries  []Entry       // 1 to 64, done in order

	page       []byte           // as it was read
	signatures []wire.Signature // as they were read
	hash       parley.Hash
}

// page is an Act as it is signed.
type page struct {
	_        struct{} `cbor:",toarray"`
	Party    parley.PartyID
	Charter  parley.Hash
	Number   uint64
	Time     parley.Millis
	Previous parley.Hash
	Entries  []entryCode
}

// signedAct is an Act as it travels.
type signedAct struct {
	_          struct{} `cbor:",toarray"`
	Version    uint64
	Page       []byte
	Signatures []wire.Signature
}

// IsAct reports whether a page begins as a roster act does, and not as a sheet.
func IsAct(b []byte) bool { return len(b) > 1 && b[0] == 0x83 && b[1] == ActVersion }

// Page returns the bytes that the signers of a sign, with the use wire.UseRoster and the charter id as scope.
func (a *Act) Page() []byte {
	p := page{Party: a.Party, Charter: a.Charter, Number: a.Number, Time: a.Time, Previous: a.Previous}
	for _, e := range a.Entries {
		p.Entries = append(p.Entries, entryCode{e})
	}
	return wire.Marshal(p)
}

// Hash returns the SHA-256 of the signed act's bytes, by which leaves and the next page name it; zero for an act that was
// not read by Parse.
func (a *Act) Hash() parley.Hash { return a.hash }

// Added returns the keys that a adds; each has to sign it.
func (a *Act) Added() []Key {
	var out []Key
	for _, e := range a.Entries {
		out = append(out, added(e)...)
	}
	return out
}

// Follows reports why a cannot stand in a record right after the page in force there, which has that number and hash
// [OFF-15].
func (a *Act) Follows(number uint64, hash parley.Hash) error {
	switch {
	case a.Number != number+1:
		return badRoster("the roster act of %s has number %d, and the page in force has %d", a.Party, a.Number, number)
	case a.Previous != hash:
		return badRoster("the roster act %d of %s does not name the page before it", a.Number, a.Party)
	}
	return nil
}

// check reports the first thing about a that no act may have, signatures apart [OFF-13] [OFF-14].
func (a *Act) check() error {
	switch {
	case a.Number < 2:
		return badRoster("the number of the roster act of %s is %d, and a sheet is always first", a.Party, a.Number)
	case len(a.Entries) == 0 || len(a.Entries) > MaxEntries:
		return badRoster("the roster act of %s has %d entries, not 1 to %d", a.Party, len(a.Entries), MaxEntries)
	}
	if err := first(parley.CheckName("party", string(a.Party)), checkTime("of the act", a.Time)); err != nil {
		return err
	}
	for i, e := range a.Entries {
		if err := e.check(); err != nil {
			return a.at(i, err)
		}
	}
	return nil
}

// at says in which entry something is wrong.
func (a *Act) at(i int, err error) error {
	return parley.Wrap(err, parley.CodeBadRoster, "entry %d of the roster act %d of %s: %s", i+1, a.Number, a.Party, parley.SentenceOf(err))
}
