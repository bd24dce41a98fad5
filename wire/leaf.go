package wire

import (
	"parley"
)

// LeafKind is the first byte of a leaf. Values are frozen and only added to [WIRE-9].
type LeafKind uint8

// The kinds of leaves.
const (
	LeafSent      LeafKind = 1  // the owner sent the message id to the addressees
	LeafReceived  LeafKind = 2  // the owner holds the message id durably
	LeafRefused   LeafKind = 3  // the owner holds it, and it has no effect, for the reason in code
	LeafClock     LeafKind = 4  // nothing but a date
	LeafOpened    LeafKind = 5  // an officer's screen showed the message id
	LeafGotBlob   LeafKind = 6  // the owner holds the attachment id durably
	LeafLost      LeafKind = 7  // the owner cannot produce what stands at id
	LeafAdopted   LeafKind = 8  // the owner adopted the edition id
	LeafSheet     LeafKind = 9  // the owner's sheet is the one whose hash is id
	LeafErased    LeafKind = 10 // the body of message id was removed under the charter's retention
	LeafVolume    LeafKind = 11 // the volume that begins here was opened by the statement whose hash is id
	LeafStatement LeafKind = 12 // the owner has left the charter, or has a new root, by the statement whose hash is id
)

// A Leaf is one entry of a record, as bytes:
//
//	kind 1 | date 6, ms UTC, big-endian | mark 8 | id 32 | sent: addressees 1 to 8, refused: code 1
//
// A clock leaf ends after the date. The addressees of a sent leaf are a bitmap in the party order of the edition in
// force, party i being bit i mod 8 (least significant first) of byte i div 8, in ceil(parties/8) bytes.
type Leaf struct {
	Kind       LeafKind
	Date       parley.Millis // by the owner's clock, never less than the leaf before
	Mark       [8]byte
	ID         parley.Hash
	Addressees []byte             // sent only
	Code       parley.RefusalCode // refused only
}

const (
	leafClockLen = 1 + 6
	leafLen      = leafClockLen + 8 + 32
)

// Encode returns the bytes of l.
func (l Leaf) Encode() []byte {
	d := uint64(l.Date)
	b := []byte{byte(l.Kind), byte(d >> 40), byte(d >> 32), byte(d >> 24), byte(d >> 16), byte(d >> 8), byte(d)}
	if l.Kind == LeafClock {
		return b
	}
	b = append(append(b, l.Mark[:]...), l.ID[:]...)
	switch l.Kind {
	case LeafSent:
		b = append(b, l.Addressees...)
	case LeafRefused:
		b = append(b, byte(l.Code))
	}
	return b
}

// DecodeLeaf reads the bytes of one leaf. A kind that this version does not know is refused.
func DecodeLeaf(b []byte) (Leaf, error) {
	if len(b) < leafClockLen || len(b) > MaxLeaf {
		return Leaf{}, parley.Errorf(parley.CodeBadRecord, "a leaf has %d bytes, which no leaf has", len(b))
	}
	l := Leaf{Kind: LeafKind(b[0])}
	for _, c := range b[1:7] {
		l.Date = l.Date<<8 | parley.Millis(c)
	}
	if want := leafSize(l.Kind, len(b)); len(b) != want {
		return Leaf{}, parley.Errorf(parley.CodeBadRecord, "a leaf of kind %d has %d bytes", b[0], len(b))
	}
	if l.Kind == LeafClock {
		return l, nil
	}
	copy(l.Mark[:], b[7:15])
	copy(l.ID[:], b[15:47])
	switch l.Kind {
	case LeafSent:
		l.Addressees = append([]byte(nil), b[47:]...)
	case LeafRefused:
		l.Code = parley.RefusalCode(b[47])
	}
	return l, nil
}

// leafSize returns the length that a leaf of kind k must have, or -1; the bitmap of a sent leaf may have 1 to 8 bytes.
func leafSize(k LeafKind, have int) int {
	switch {
	case k == LeafClock:
		return leafClockLen
	case k == LeafSent:
		return min(max(have, leafLen+1), leafLen+8)
	case k == LeafRefused:
		return leafLen + 1
	case k >= LeafReceived && k <= LeafStatement:
		return leafLen
	}
	return -1
}

// Bitmap returns the addressee bitmap for the party numbers in a charter of n parties.
func Bitmap(n int, parties []int) []byte {
	b := make([]byte, (n+7)/8)
	for _, i := range parties {
		b[i/8] |= 1 << (i % 8)
	}
	return b
}

// Addressed reports whether the bitmap of l names party number i.
func (l Leaf) Addressed(i int) bool {
	return i/8 < len(l.Addressees) && l.Addressees[i/8]&(1<<(i%8)) != 0
}

// ActMark returns the mark of an act's sent leaf: the first 8 bytes of SHA-256(nonce of the opening act || author || k),
// k as 4 bytes big-endian, 0 for the opening and 1 for every party's first later act.
func ActMark(openingNonce [16]byte, author parley.PartyID, k uint32) [8]byte {
	b := append(make([]byte, 0, 64), openingNonce[:]...)
	b = append(b, author...)
	h := parley.Sum(append(b, byte(k>>24), byte(k>>16), byte(k>>8), byte(k)))
	return [8]byte(h[:8])
}
