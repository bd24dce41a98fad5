package node

import (
	"slices"

	"parley"
	"parley/procedure"
	"parley/wire"
)

// recorded holds that a node has entered an act as received only when its author's record, as it is held, has it (R4), and
// behind all of the proceeding that stands before it there (R5); and that no act of an honest party is void.
func (x *caseRun) recorded(by caseTeller, in procedure.Input, res *procedure.Result) {
	logs := map[parley.PartyID][]procedure.Leaf{}
	for _, l := range in.Logs {
		for _, v := range l.Volumes {
			logs[l.Party] = append(logs[l.Party], v.Leaves...)
		}
	}
	author := map[parley.Hash]parley.PartyID{}
	for _, b := range in.Bodies {
		author[b.ID] = b.Payload.From.Party
	}
	entered := map[parley.Hash]bool{}
	for _, own := range logs[by.node] {
		if own.Kind == wire.LeafReceived && !x.lies(author[own.ID]) {
			before := logs[author[own.ID]]
			at := slices.IndexFunc(before, func(l procedure.Leaf) bool { return l.ID == own.ID && l.Kind == wire.LeafSent })
			if at < 0 {
				x.t.Errorf("R4: %s has entered an act of %s whose leaf is not held there", by.node, author[own.ID])
			}
			for _, l := range before[:max(at, 0)] {
				if !entered[l.ID] {
					x.t.Errorf("R5: %s has entered an act of %s before another that stands before it", by.node, author[own.ID])
				}
			}
		}
		entered[own.ID] = true
	}
	for _, e := range res.Aside {
		if e.Standing == procedure.Void && !x.lies(e.Author) && slices.Contains(x.takes, e.Author) {
			x.t.Errorf("an act of %s is void: %s", e.Author, e.Why)
		}
	}
}
