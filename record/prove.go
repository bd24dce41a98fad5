package record

import (
	"slices"
	"sort"

	"parley"
	"parley/wire"
)

// scanStep is how many leaves are read at a time to find pages and editions.
const scanStep = 4096

// prove shows the wanted leaves of one volume, with the first ones and each later page and edition. present names the
// parties whose records are in the same file.
func (v LogView) prove(wanted []uint64, present map[parley.PartyID]bool) (*LogProof, error) {
	p := &LogProof{Party: v.Party, Volume: v.Volume}
	if v.Volume > 0 {
		p.Statement = &v.Statement
	}
	if v.Earlier != nil && v.Earlier.Size < v.Head.Size {
		p.Heads = append(p.Heads, signedHead(*v.Earlier))
	}
	p.Heads = append(p.Heads, signedHead(v.Head))
	standing, pages, err := v.standing()
	if err != nil {
		return nil, err
	}
	p.Pages = pages
	places := append(append([]uint64{0, 1, 2}[:LeastHead(v.Volume)], wanted...), standing...)
	slices.Sort(places)
	for _, i := range slices.Compact(places) {
		leaf, err := v.proveLeaf(p.Heads, i)
		if err != nil {
			return nil, err
		}
		p.Leaves = append(p.Leaves, *leaf)
	}
	if len(p.Heads) == 2 {
		path, err := ProveConsistency(p.Heads[0].Size, p.Heads[1].Size, v.Hashes)
		if err != nil {
			return nil, err
		}
		p.Consistency = [][]parley.Hash{path}
	}
	p.Cosignatures = v.cosignaturesOf(p.Heads, present)
	return p, nil
}

// standing returns the places of the pages, adopted editions and statements below the head, and the pages in that order.
func (v LogView) standing() (places []uint64, pages [][]byte, err error) {
	held := map[parley.Hash][]byte{}
	for _, b := range v.Pages {
		held[parley.Sum(b)] = b
	}
	for from := uint64(0); from < v.Head.Size; from += scanStep {
		leaves, err := v.Leaves(from, min(from+scanStep, v.Head.Size))
		if err != nil {
			return nil, nil, err
		}
		for i, b := range leaves {
			l, err := wire.DecodeLeaf(b)
			if err != nil {
				return nil, nil, err
			}
			if l.Kind == wire.LeafSheet && held[l.ID] != nil {
				pages = append(pages, held[l.ID])
			}
			if l.Kind == wire.LeafSheet || l.Kind == wire.LeafAdopted || l.Kind == wire.LeafStatement {
				places = append(places, from+uint64(i))
			}
		}
	}
	return places, pages, nil
}

// proveLeaf proves the leaf at a place under the smallest head above it.
func (v LogView) proveLeaf(heads []SignedHead, index uint64) (*ProvedLeaf, error) {
	at := slices.IndexFunc(heads, func(h SignedHead) bool { return h.Size > index })
	if at < 0 {
		return nil, parley.Errorf(parley.CodeNotFound, "no head of %s covers leaf %d", v.Party, index)
	}
	leaf, err := v.Leaves(index, index+1)
	if err != nil {
		return nil, err
	}
	if len(leaf) != 1 {
		return nil, parley.Errorf(parley.CodeNotFound, "leaf %d of %s is not here", index, v.Party)
	}
	path, err := ProveInclusion(heads[at].Size, index, v.Hashes)
	if err != nil {
		return nil, err
	}
	return &ProvedLeaf{Index: index, Leaf: leaf[0], Head: uint64(at), Path: path}, nil
}

// cosignaturesOf returns those over one of the heads by mirrors whose records are present, in the file's order, the
// first one of each mirror for each head.
func (v LogView) cosignaturesOf(heads []SignedHead, present map[parley.PartyID]bool) []DatedCosignature {
	var out []DatedCosignature
	for _, c := range v.Cosignatures {
		at := slices.IndexFunc(heads, func(h SignedHead) bool { return h.Size == c.Size && h.Root == c.Root })
		if at >= 0 && present[c.Mirror] && c.Mirror != v.Party {
			out = append(out, DatedCosignature{Head: uint64(at), Mirror: c.Mirror, Seconds: c.Seconds, Signature: c.Signature})
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		return a.Head < b.Head || a.Head == b.Head && a.Mirror < b.Mirror
	})
	return slices.CompactFunc(out, func(a, b DatedCosignature) bool { return a.Head == b.Head && a.Mirror == b.Mirror })
}
