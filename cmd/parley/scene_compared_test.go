package main

import (
	"strings"

	"parley/charter"
	"parley/internal/node"
	"parley/internal/scenario"
)

// counted are the rows that a story gives a table by which messages are compared.
func (s *scene) counted(x *charter.Field, f []string) (rows []any) {
	for _, r := range scenario.Counted(f) {
		row, n := s.row(x, nil), 0
		for _, c := range x.Columns {
			if c.Kind == charter.KindNumber && n < len(r.Numbers) {
				row[c.Name], n = r.Numbers[n], n+1
			} else if c.Kind == charter.KindText && c.Required {
				row[c.Name] = r.Row
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// compared says how an act is shown beside the one of the period before.
func (v sight) compared(c []string) string {
	var m node.MessageView
	v.s.read(&m, "show", "--dir", v.s.nodes[v.s.looks].dir, v.s.chapter.acts[c[1]], "--json")
	if m.Compared == nil || m.Compared.Before == nil {
		return c[1] + " nothing"
	}
	for _, row := range m.Compared.Rows {
		for _, x := range row.Numbers {
			if len(c) > 3 && row.Row == c[2] && x.Column == c[3] {
				return strings.Join([]string{c[1], row.Row, x.Column, scenario.Amount(x.Now), "before", scenario.Amount(x.Was)}, " ")
			}
		}
	}
	return "?"
}
