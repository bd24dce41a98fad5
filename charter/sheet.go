package charter

import (
	"bytes"
	"crypto/ed25519"

	"parley"
	"parley/wire"
)

// SheetVersion is the first element of every signed sheet [CHR-20].
const SheetVersion = 1

// Limits of a sheet, besides its size of wire.MaxSheet bytes.
const (
	MaxAddresses = 8 // advertised addresses
	MaxRPIDs     = 8 // passkey relying party ids
)

// sealLen is the length of an age hybrid recipient: "age1pq1", 1946 characters for 1216 bytes, 6 of checksum.
const (
	sealPrefix = "age1pq1"
	sealLen    = 1959
)

// A Sheet is a party's own numbered page of keys and addresses. The keys are Ed25519, 32 bytes each, except Seal.
type Sheet struct {
	_         struct{} `cbor:",toarray"`
	Party     parley.PartyID
	Number    uint64        // from 1, one more for each new sheet
	Time      parley.Millis // when it was made, by the party's clock
	Previous  *parley.Hash  // SheetHash of the sheet before; nil in sheet 1
	Root      []byte        // root key, as in the charters
	Log       []byte        // signs the heads of the party's records
	Cosigner  []byte        // cosigns the other parties' heads
	Link      []byte        // holds the party's end of every line
	Seal      string        // age hybrid recipient of courier bundles; the one key that cannot sign
	Duty      []byte        // signs what the node says by itself, in automatic forms
	Operators []Operator    // who may sign for which post
	Addresses []string      // HOST:PORT at which the node is reached, at most 8, most preferred first
	RPIDs     []string      // passkey relying party ids, at most 8
}

// An Operator is a key that may sign for a post. A post may have several.
type Operator struct {
	_    struct{} `cbor:",toarray"`
	Post parley.PostID
	Key  []byte
}

// signedSheet is the sheet as it travels.
type signedSheet struct {
	_          struct{} `cbor:",toarray"`
	Version    uint64
	Page       []byte // canonical bytes of a Sheet
	Signatures []wire.Signature
}

// SheetHash returns the SHA-256 of a signed sheet's bytes, by which leaves and later sheets name it.
func SheetHash(b []byte) parley.Hash { return parley.Sum(b) }

// OperatorFor returns the operator key with that key id, if it may sign for the post.
func (s *Sheet) OperatorFor(post parley.PostID, kid parley.KeyID) (ed25519.PublicKey, bool) {
	for _, o := range s.Operators {
		if o.Post == post && parley.KeyIDOf(o.Key) == kid {
			return o.Key, true
		}
	}
	return nil, false
}

// covers reports whether some operator may sign for the post.
func (s *Sheet) covers(post parley.PostID) bool {
	for _, o := range s.Operators {
		if o.Post == post {
			return true
		}
	}
	return false
}

// Replaces reports why s cannot take the place of old, a sheet of the same party whose SheetHash is oldHash: it must
// be made by the same root and have a higher number; the next number names the old sheet [CHR-29].
func (s *Sheet) Replaces(old *Sheet, oldHash parley.Hash) error {
	if s.Party != old.Party || !bytes.Equal(s.Root, old.Root) {
		return badSheet("the sheet is of another party or another root than the sheet held of %s", old.Party)
	}
	return s.Follows(old, oldHash)
}

// Follows is Replaces for a sheet under a root that has replaced that of old, or the same root: which of them, the caller
// has checked [CHR-29].
func (s *Sheet) Follows(old *Sheet, oldHash parley.Hash) error {
	switch {
	case s.Party != old.Party:
		return badSheet("the sheet is of another party than the sheet held of %s", old.Party)
	case s.Number <= old.Number:
		return badSheet("the sheet of %s has number %d, and sheet %d is held already", s.Party, s.Number, old.Number)
	case s.Number == old.Number+1 && (s.Previous == nil || *s.Previous != oldHash):
		return badSheet("sheet %d of %s does not name the sheet before it", s.Number, s.Party)
	}
	return nil
}

// A heldKey is an Ed25519 key of a sheet in its role.
type heldKey struct {
	role string
	key  []byte
}

// Keys returns the public keys of s that sign: root, log, cosigner, link, duty and operators. The seal is none.
func (s *Sheet) Keys() [][]byte {
	var out [][]byte
	for _, h := range s.signing() {
		out = append(out, h.key)
	}
	return out
}

// signing returns the keys that sign a sheet: all but the seal recipient.
func (s *Sheet) signing() []heldKey {
	keys := []heldKey{{"root key", s.Root}, {"log key", s.Log}, {"cosigner key", s.Cosigner}, {"link key", s.Link}, {"duty key", s.Duty}}
	for _, o := range s.Operators {
		keys = append(keys, heldKey{"operator key of the post " + string(o.Post), o.Key})
	}
	return keys
}

func badSheet(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadSheet, format, args...)
}
