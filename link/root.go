package link

import "slices"

// roots are the sizes of heads that went with their root, ahead of leaves below them: a proof says nothing to a peer that has not
// the root at its size, whatever larger root it has [LINK-24].
type roots struct {
	had  []uint64 // that the peer has
	gone []uint64 // that went down with the session on which they were
}

// maxRootSizes is how many sizes of each are remembered, the newest.
const maxRootSizes = 64

func (r *roots) took(size uint64) {
	r.had = remembered(r.had, size)
	r.gone = slices.DeleteFunc(r.gone, func(g uint64) bool { return g == size })
}

func (r *roots) lost(size uint64) { r.gone = remembered(r.gone, size) }

// underWay says that the head of size is on its way after all.
func (r *roots) underWay(size uint64) {
	r.gone = slices.DeleteFunc(r.gone, func(g uint64) bool { return g == size })
}

func remembered(all []uint64, size uint64) []uint64 {
	if slices.Contains(all, size) {
		return all
	}
	if len(all) == maxRootSizes {
		all = all[1:]
	}
	return append(all, size)
}

// unprove has those proved that were proved under a root that the peer does not have.
func (x *outLog) unprove(size uint64) {
	for i, n := range x.notable {
		if n.under == size {
			x.notable[i].proved, x.notable[i].given = false, false
		}
	}
}
