package node

import (
	"slices"

	"parley"
	"parley/internal/store"
)

// briefsOf asks for messages without their bytes, many with each question: a node that takes over has thousands to look at while
// a FLASH waits. Those that are not held are not in the answer.
func briefsOf(r store.Reader, ids []parley.Hash) (map[parley.Hash]store.Brief, error) {
	out := make(map[parley.Hash]store.Brief, len(ids))
	for some := range slices.Chunk(ids, store.MaxIDs) {
		briefs, err := r.BriefsOf(some)
		if err != nil {
			return nil, err
		}
		for _, b := range briefs {
			out[b.ID] = b
		}
	}
	return out, nil
}

// deliveriesTo asks how far messages got at a party, many with each question.
func deliveriesTo(r store.Reader, party parley.PartyID, ids []parley.Hash) (map[parley.Hash]store.Delivery, error) {
	out := make(map[parley.Hash]store.Delivery, len(ids))
	for some := range slices.Chunk(ids, store.MaxIDs) {
		ds, err := r.DeliveriesOf(some)
		if err != nil {
			return nil, err
		}
		for _, d := range ds {
			if d.Party == party {
				out[d.Message] = d
			}
		}
	}
	return out, nil
}
