// Package courier reads and writes the inside of a bundle (spec/9-courier.md): the frames of a line in one file, signed by
// the link key of whoever packed them and naming the party that they are for, so that they may go by any hand.
//
// It knows nothing of the seal around it, which is an age file, nor of what the frames say: a bundle is read to its end,
// and the signature looked at, before anybody uses a frame of it.
package courier

import (
	"slices"

	"parley"
	"parley/wire"
)

// Magic is what the inside of a bundle begins with.
const Magic = "parley courier 1\n"

// Use is the first part of what stands beside the bytes under the signature [COU-4].
const Use = "parley courier v1"

// Limits, in bytes [COU-3].
const (
	MaxBundle = 64 << 20      // the inside
	MaxItem   = wire.MaxFrame // one item: the head, a frame or the signature
)

// MaxCharters is how many charters a bundle names.
const MaxCharters = 256

// A Head says whose bundle it is and for whom [COU-2].
type Head struct {
	_        struct{} `cbor:",toarray"`
	From, To parley.PartyID
	Charters []parley.Hash // those of both parties, 1 to 256, ascending
	Number   uint64        // higher than that of every bundle which From packed for To before
	Time     parley.Millis // when it was packed, by From's clock
}

// Check reports what is wrong with a head.
func (h Head) Check() error {
	for _, id := range []parley.PartyID{h.From, h.To} {
		if err := parley.CheckName("party", string(id)); err != nil {
			return err
		}
	}
	switch {
	case h.From == h.To:
		return bad("the bundle is from %s and for the same party", h.From)
	case len(h.Charters) == 0 || len(h.Charters) > MaxCharters:
		return bad("the bundle names %d charters, not 1 to %d", len(h.Charters), MaxCharters)
	case !slices.IsSortedFunc(h.Charters, compare) || len(slices.Compact(slices.Clone(h.Charters))) != len(h.Charters):
		return bad("the charters of the bundle are not in order, or one is named twice")
	case h.Number == 0 || h.Number > maxNumber:
		return bad("the number of the bundle is not 1 to 2^62")
	case h.Time < 0 || h.Time > maxNumber:
		return bad("the time of the bundle is none")
	}
	return nil
}

const maxNumber = 1 << 62

func compare(a, b parley.Hash) int { return slices.Compare(a[:], b[:]) }

func aad() []byte { return wire.AAD(Use, nil) }

func bad(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadEncoding, format, args...)
}
