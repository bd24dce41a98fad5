package node

import (
	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// A place, as columns hold it, names a leaf in whichever volume of a party's record: the number of the volume times 2^48,
// and the index there. No record is longer (record.MaxSize). A message is placed where its first leaf stands.

func placeAt(log store.LogID, index uint64) int64 { return int64(log.Volume*record.MaxSize + index) }

// placed returns the volume and the index of a place in a party's record.
func placed(s *seat, place int64) (log store.LogID, index uint64) {
	log = s.log
	log.Volume = uint64(place) / record.MaxSize
	return log, uint64(place) % record.MaxSize
}

// volumesUpTo returns the volumes of a party's record, the first one first, the one that is open now last.
func volumesUpTo(log store.LogID) (out []store.LogID) {
	last := log.Volume
	for log.Volume = 0; log.Volume < last; log.Volume = record.NextVolume(log.Volume) {
		out = append(out, log)
	}
	return append(out, log)
}

// before returns the volume before a later one.
func before(log store.LogID) store.LogID {
	log.Volume = (&record.Volume{Number: log.Volume}).Before()
	return log
}

// leafEver finds the first leaf of a kind about an id in any volume of a party's record.
func leafEver(r store.Reader, log store.LogID, id parley.Hash, kind wire.LeafKind) (at store.LogID, leaf store.Leaf, ok bool, err error) {
	for _, at = range volumesUpTo(log) {
		if leaf, ok, err = leafOf(r, at, id, kind); ok || err != nil {
			return at, leaf, ok, err
		}
	}
	return at, leaf, false, nil
}

// shownPlace is the place after the last leaf of ours that may be known to others.
func (t *table) shownPlace() int64 { return placeAt(t.own().log, t.shownSize()) }
