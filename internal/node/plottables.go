package node

import (
	"context"
	"iter"
	"maps"
	"slices"

	"parley"
)

// limited returns how many are asked for: of none, so many as usual.
func limited(asked, most, usual int) (int, error) {
	switch {
	case asked < 0 || asked > most:
		return 0, parley.Errorf(parley.CodeUsage, "limit: %d is not 1 to %d", asked, most)
	case asked == 0:
		return usual, nil
	}
	return asked, nil
}

func noticeAsked(id string) (parley.Hash, error) {
	if id == "" {
		return parley.Hash{}, nil
	}
	h, err := parley.ParseHash(id)
	if err != nil {
		return h, parley.Errorf(parley.CodeBadID, "notice: %.70q is not the id of a message, 64 lower-case hexadecimal digits", id)
	}
	return h, nil
}

// plotTables gives the charters with notices that a user may look at: one that is named, or all.
func (n *Node) plotTables(ctx context.Context, charter string, who Who) iter.Seq2[*table, error] {
	return func(yield func(*table, error) bool) {
		tables := n.tables()
		if charter != "" {
			t, err := n.tableNamed(charter)
			if err != nil {
				yield(nil, err)
				return
			}
			tables = []*table{t}
		}
		for _, t := range tables {
			if t.hasNotices() && n.mayFind(ctx, t, who) && !yield(t, ctx.Err()) {
				return
			}
		}
	}
}

// underPlot has fn look at the plot of a charter, and adds of whom something is left out.
func (n *Node) underPlot(t *table, left *[]LeftView, fn func(*plotted)) error {
	x, err := n.plotOf(t)
	if err != nil {
		return err
	}
	defer x.mu.Unlock()
	fn(x)
	all := x.plot.Left()
	for _, s := range t.seats() {
		all[s.id] += n.plots.left(authorOn{t.id, s.id})
	}
	for _, party := range slices.Sorted(maps.Keys(all)) {
		if all[party] > 0 {
			*left = append(*left, LeftView{t.id.String(), string(party), all[party]})
		}
	}
	return nil
}
