package record

import (
	"parley"
	"parley/wire"
)

// EvidenceVersion is the first element of every evidence file.
const EvidenceVersion = 1

// Limits of an evidence file, enforced before anything is checked [REC-16].
const (
	MaxEvidence = 8 << 20 // bytes of a file
	maxEditions = 256     // editions of the charter
	maxPages    = 256     // pages of one volume: sheets and roster acts
	maxHeads    = 16      // heads of one record
	maxForks    = 64      // proofs of forks in evidence of a proceeding
)

// EvidenceKind says what a file is meant to show. Values are frozen and only added to.
type EvidenceKind uint64

const (
	EvidenceMessage    EvidenceKind = 1 // that a message was sent, and what the addressees' records hold of it
	EvidenceFork       EvidenceKind = 2 // that a party signed two heads that no one record can have
	EvidenceDate       EvidenceKind = 3 // that a party's record goes back in time
	EvidenceProceeding EvidenceKind = 4 // where a proceeding has come, a silence in it included
)

// Evidence is the content of an evidence file, an array of the fields in this order [REC-15]. It brings everything
// that is needed to check it except one thing: which charter to believe.
type Evidence struct {
	_         struct{} `cbor:",toarray"`
	Version   uint64
	Kind      EvidenceKind
	Editions  []EditionText  // of the charter, from edition 1 on without a gap
	Logs      []LogProof     // in ascending order of their parties' ids, then of their volumes
	Envelopes [][]byte       // EvidenceMessage: the message, then those that refer to it; EvidenceProceeding: the opening, then the other acts; in ascending order of their ids
	Fork      *Contradiction // EvidenceFork only
	Forks     [][]byte       // EvidenceProceeding only: evidence of forks, whole files of that kind, in ascending order of party and volume
}

// EditionText is one edition of a charter with its signatures: one note line for each party, in the edition's order; or,
// without signatures, a statement that replaces a root under the edition before it [REC-85].
type EditionText struct {
	_          struct{} `cbor:",toarray"`
	Text       []byte
	Signatures []string // "— parley/<party>/root base64\n"
}

// LogProof is what a file shows of one volume of a party's record.
type LogProof struct {
	_            struct{} `cbor:",toarray"`
	Party        parley.PartyID
	Volume       uint64             // 0: the first
	Statement    *[]byte            // by which the root opened a later volume; nil for the first, and in evidence of a fork
	Pages        [][]byte           // sheets and roster acts of the party, in the order of their leaves
	Heads        []SignedHead       // ascending size
	Leaves       []ProvedLeaf       // ascending place
	Consistency  [][]parley.Hash    // between each head and the next
	Cosignatures []DatedCosignature // ascending by head, then by the mirror's id
}

// SignedHead is a head with the signature of the record's log key.
type SignedHead struct {
	_         struct{} `cbor:",toarray"`
	Size      uint64
	Root      parley.Hash
	Signature []byte // 64 bytes
}

// ProvedLeaf is a leaf with its path to one of the heads.
type ProvedLeaf struct {
	_     struct{} `cbor:",toarray"`
	Index uint64   // its place in the record
	Leaf  []byte
	Head  uint64 // place in Heads
	Path  []parley.Hash
}

// DatedCosignature is a mirror's cosignature of one of the heads. The mirror's record is in the file too, with the
// sheet that holds its cosigner key.
type DatedCosignature struct {
	_         struct{} `cbor:",toarray"`
	Head      uint64   // place in Heads
	Mirror    parley.PartyID
	Seconds   uint64 // since 1970, by the mirror's clock
	Signature []byte // 64 bytes
}

// Contradiction shows that the larger of two heads does not continue the smaller: it continues a tree of the same size
// with another root.
type Contradiction struct {
	_    struct{}      `cbor:",toarray"`
	Root parley.Hash   // of the larger tree when it had the size of the smaller
	Path []parley.Hash // consistency proof from there to the larger head; empty for equal sizes
}

// Encode returns the canonical bytes of e.
func (e *Evidence) Encode() []byte { return wire.Marshal(e) }

// DecodeEvidence reads the bytes of an evidence file and checks its shape: limits, order, and that nothing stands in it
// that its kind does not use. It checks no signature and no proof; VerifyEvidence does.
func DecodeEvidence(b []byte) (*Evidence, error) {
	e := new(Evidence)
	if err := wire.Unmarshal("evidence file", b, MaxEvidence, e); err != nil {
		return nil, err
	}
	if err := e.checkShape(); err != nil {
		return nil, err
	}
	return e, nil
}
