package wire

import (
	"bytes"

	"parley"
)

// TypeEntry is the type of an Entry.
const TypeEntry FrameType = 22

// FeatureEntry, a bit of the features in a HELLO, says that the sender of the HELLO reads Entry [LINK-81].
const FeatureEntry = 1 << 2

// An Entry carries the last leaf of the record of Size and the head over it, without what its reader knows: of the leaf's id
// only the first 4 bytes stand there, and of a receipt not the mark [LINK-81]. See CutLeaf.
type Entry struct {
	_         struct{} `cbor:",toarray"`
	Type      FrameType
	Log       Log
	Size      uint64
	Leaf      []byte // cut
	Signature []byte // 64 bytes, of the head
}

func (f *Entry) frameType() FrameType { return TypeEntry }

const (
	cutID      = 4
	cutReceipt = 1 + 6 + cutID     // kind, date, id
	cutSent    = 1 + 6 + 8 + cutID // with the mark; the addressees follow
)

// CutLeaf returns a leaf as an Entry has it; false for a kind that none has:
//
//	sent      kind 1 | date 6 | mark 8 | id 4 | addressees 1 to 8
//	received  kind 1 | date 6 | id 4
//	refused   kind 1 | date 6 | id 4 | code 1
func CutLeaf(leaf []byte) (cut []byte, ok bool) {
	l, err := DecodeLeaf(leaf)
	if err != nil {
		return nil, false
	}
	cut = append(cut, leaf[:leafClockLen]...)
	switch l.Kind {
	case LeafSent:
		cut = append(cut, l.Mark[:]...)
	case LeafReceived, LeafRefused:
	default:
		return nil, false
	}
	return append(append(cut, l.ID[:cutID]...), leaf[leafLen:]...), true
}

// Kind returns the kind of the leaf in f.
func (f *Entry) Kind() LeafKind { return LeafKind(f.Leaf[0]) }

// Names reports whether the leaf in f may be about the message id.
func (f *Entry) Names(id parley.Hash) bool {
	at := leafClockLen
	if f.Kind() == LeafSent {
		at += 8
	}
	return bytes.Equal(f.Leaf[at:at+cutID], id[:cutID])
}

// Whole returns the leaf in f, which is about the message id; mark is that of the sent leaf that a receipt answers, and not
// used for others.
func (f *Entry) Whole(id parley.Hash, mark [8]byte) []byte {
	leaf := bytes.Clone(f.Leaf[:leafClockLen])
	rest := f.Leaf[cutReceipt:]
	if f.Kind() == LeafSent {
		mark, rest = [8]byte(f.Leaf[leafClockLen:]), f.Leaf[cutSent:]
	}
	return append(append(append(leaf, mark[:]...), id[:]...), rest...)
}

// checkEntry holds that the cut leaf has the length of its kind.
func checkEntry(f *Entry) error {
	ok := len(f.Leaf) > 0
	if ok {
		switch n := len(f.Leaf); f.Kind() {
		case LeafSent:
			ok = n > cutSent && n <= cutSent+8
		case LeafReceived:
			ok = n == cutReceipt
		case LeafRefused:
			ok = n == cutReceipt+1
		default:
			ok = false
		}
	}
	switch {
	case !ok:
		return parley.Errorf(parley.CodeBadEncoding, "a frame holds a leaf that is cut in no known way")
	case len(f.Signature) != 64:
		return parley.Errorf(parley.CodeBadEncoding, "a frame holds a signature that is not 64 bytes long")
	case f.Size == 0 || f.Size >= MaxLogSize:
		return parley.Errorf(parley.CodeTooLarge, "a frame names a record of %d leaves, as no record has", f.Size)
	}
	return nil
}
