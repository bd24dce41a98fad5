package procedure

import (
	"strings"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/scenario"
)

// keep keeps what an act says in a form that is compared: its period and its rows, as in "from 19:30 until 1d19:30 north+7+2".
func (s *tale) keep(x *simNode, i int32, f []string) {
	schema := s.c.Schema(s.bodies[i].Payload.Form)
	if schema == nil || schema.Compared == nil {
		return
	}
	k := schema.Compared
	var rows form.Table
	for _, r := range scenario.Counted(f) {
		row := form.Fields{k.Row: form.Text(r.Row)}
		n := 0
		for _, c := range schema.Field(k.Table).Columns {
			if c.Kind == charter.KindNumber && n < len(r.Numbers) {
				row[c.Name], n = form.Number(r.Numbers[n]), n+1
			}
		}
		rows = append(rows, row)
	}
	fields := form.Fields{k.From: form.Time(s.when(scenario.After(f, "from"))), k.Until: form.Time(s.when(scenario.After(f, "until"))), k.Table: rows}
	s.notices = append(s.notices, form.Notice{ID: s.bodies[i].ID, Party: s.ids[x.party], Body: form.Body{Fields: fields}})
}

// compared says how an act stands beside the one of the period before.
func (s *tale) compared(f []string) string {
	for i, n := range s.notices {
		id := s.bodies[s.act[f[1]]].ID
		if n.ID != id {
			continue
		}
		c, _ := form.Of(s.c, s.bodies[s.act[f[1]]].Payload.Form).Compare(n, s.notices[:i])
		if c.Before == (parley.Hash{}) {
			return f[1] + " nothing"
		}
		for _, row := range c.Rows {
			for _, x := range row.Numbers {
				if len(f) > 3 && row.Row == f[2] && x.Column.Name == f[3] {
					return strings.Join([]string{f[1], row.Row, x.Column.Name, scenario.Amount((*int64)(x.Now)), "before", scenario.Amount((*int64)(x.Was))}, " ")
				}
			}
		}
	}
	return "?"
}
