package node

import (
	"slices"

	"parley/form"
	"parley/internal/store"
	"parley/wire"
)

// ComparedView is a notice beside that of the period before, by the same party.
type ComparedView struct {
	Before *string        `json:"before"` // null: there is none, and nothing to compare with
	Rows   []ComparedLine `json:"rows"`
}

// ComparedLine is one row of both. A number that is missing is null, which is not 0.
type ComparedLine struct {
	Row     string           `json:"row"`
	Numbers []ComparedNumber `json:"numbers"`
}

// ComparedNumber is one number, in the unit of its last decimal.
type ComparedNumber struct {
	Column string `json:"column"`
	Title  string `json:"title"`
	Was    *int64 `json:"was"`
	Now    *int64 `json:"now"`
}

// compared puts a message beside that of the period before, by the edition under which it was written; nil where its form
// is not compared, or its body does not fit.
func compared(r store.Reader, t *table, m store.Message) (*ComparedView, error) {
	_, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil || t == nil {
		return nil, nil
	}
	ed := t.editionNumbered(p.Edition)
	if ed == nil || ed.charter.Schema(p.Form) == nil || ed.charter.Schema(p.Form).Compared == nil {
		return nil, nil
	}
	f := form.Of(ed.charter, p.Form)
	n, err := f.Notice(m.ID, p)
	if err != nil {
		return nil, nil
	}
	earlier, err := noticesBefore(r, t, f, m, p)
	c, ok := f.Compare(n, earlier)
	if err != nil || !ok {
		return nil, err
	}
	v := &ComparedView{Before: hexOrNull(c.Before), Rows: []ComparedLine{}}
	for _, row := range c.Rows {
		line := ComparedLine{Row: row.Row}
		for _, x := range row.Numbers {
			line.Numbers = append(line.Numbers, ComparedNumber{x.Column.Name, titled(ed.charter, x.Column.Title), (*int64)(x.Was), (*int64)(x.Now)})
		}
		v.Rows = append(v.Rows, line)
	}
	return v, nil
}

// noticesBefore returns the notices of a form that stand before m in its author's record, in that order.
func noticesBefore(r store.Reader, t *table, f *form.Form, m store.Message, p *wire.Payload) (out []form.Notice, err error) {
	ms, err := r.LastMessages(t.id, p.Form, lookedThroughForm)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(ms, func(a, b store.Message) int { return int(min(max(a.SentAt-b.SentAt, -1), 1)) })
	for _, x := range ms {
		if erased(x) || x.ID == m.ID || x.SentAt < 0 || m.SentAt >= 0 && x.SentAt > m.SentAt {
			continue
		}
		_, q, err := wire.DecodeEnvelope(x.Envelope)
		if err != nil || q.From.Party != p.From.Party {
			continue
		}
		if n, err := f.Notice(x.ID, q); err == nil {
			out = append(out, n)
		}
	}
	return out, nil
}
