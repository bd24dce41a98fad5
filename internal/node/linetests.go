package node

import (
	"context"

	"parley"
	"parley/internal/store"
	"parley/link"
)

// maxLineTests bounds the line tests that are told of one line.
const maxLineTests = 100

// LineTests tells of the last line tests of each line, and when the next is due.
func (n *Node) LineTests(ctx context.Context, q LineQuery, limit int) ([]LineTestsView, error) {
	if limit < 1 || limit > maxLineTests {
		return nil, parley.Errorf(parley.CodeUsage, "limit: 1 to %d line tests are told of a line", maxLineTests)
	}
	tables := n.tables()
	if q.Charter != "" {
		t, err := n.tableNamed(q.Charter)
		if err != nil {
			return nil, err
		}
		tables = []*table{t}
	}
	out := []LineTestsView{}
	err := n.cfg.Store.View(func(r store.Reader) error {
		out = out[:0]
		for _, t := range tables {
			for _, s := range t.seats() {
				if s == t.own() || q.Party != "" && q.Party != string(s.id) {
					continue
				}
				v, err := n.lineTestsView(r, t, s, limit)
				if err != nil {
					return err
				}
				out = append(out, v)
			}
		}
		return nil
	})
	return out, err
}

func (n *Node) lineTestsView(r store.Reader, t *table, s *seat, limit int) (v LineTestsView, err error) {
	c := t.charter()
	v = LineTestsView{Party: string(s.id), Charter: t.id.String(), Minutes: c.LineTestMinutes, Tests: []LineTestView{}}
	if x := t.schedule(); x.Minutes > 0 && !n.overWith(t, s) {
		k := x.Number(n.now()) + 1
		own, other := c.PartyIndex(t.own().id), c.PartyIndex(s.id)
		by := s.id
		if link.FirstSends(min(own, other), max(own, other), k) == (own < other) {
			by = t.own().id
		}
		v.Next, v.NextBy = timeOrNull(x.At(k)), textOrNull(string(by))
	}
	newest, err := r.LastMessages(t.id, link.FormLineTest, limit*len(t.seats()))
	for _, m := range newest {
		if len(v.Tests) == limit || n.testedWith(t, m) != s {
			continue
		}
		x, err := n.lineTestView(r, t, m)
		if err != nil {
			return v, err
		}
		v.Tests = append(v.Tests, x)
	}
	return v, ignoreNotFound(err)
}
