package node

import (
	"cmp"
	"slices"
)

// markReplaced enters which notices of one charter are corrected or cancelled, and by which: by the last one that names them, or,
// of a line of amendments, by the one that cancels any of it. What a party sends replaces its own notices only.
func markReplaced(list []NoticeView) {
	slices.SortFunc(list, func(a, b NoticeView) int { return cmp.Compare(a.Seq, b.Seq) })
	at, first, cancelled := map[string]int{}, map[string]string{}, map[string]string{}
	for i := range list {
		v := &list[i]
		at[v.ID], first[v.ID] = i, v.ID
		for _, id := range []*string{v.Cancels, v.Corrects} {
			was, known := at[some(id)]
			if id == nil || !known || v.State == NoticeRefused || authorOf(list[was]) != authorOf(*v) {
				continue
			}
			first[v.ID] = first[*id]
			if id == v.Cancels {
				cancelled[first[v.ID]] = v.ID
			}
			if x := &list[was]; x.State != NoticeRefused {
				x.State, x.By = NoticeCorrected, &v.ID
				if v.Cancels != nil {
					x.State = NoticeCancelled
				}
			}
		}
	}
	for i := range list {
		v := &list[i]
		if by, ok := cancelled[first[v.ID]]; ok && v.State == NoticeStanding && v.Cancels == nil {
			v.State, v.By = NoticeCancelled, &by
		}
	}
}
