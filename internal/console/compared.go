package console

import "parley/internal/node"

// comparedIn is a notice beside that of the period before, with the charter's titles in the reader's language.
func comparedIn(lang string, h *heldCharter, m node.MessageView) *node.ComparedView {
	if m.Compared == nil || h == nil {
		return nil
	}
	s := h.text.Schema(m.Form)
	if s == nil || s.Compared == nil || s.Field(s.Compared.Table) == nil {
		return m.Compared
	}
	table := s.Field(s.Compared.Table)
	for _, row := range m.Compared.Rows {
		for i := range row.Numbers {
			if c := table.Column(row.Numbers[i].Column); c != nil {
				row.Numbers[i].Title = h.titled(lang, c.Title)
			}
		}
	}
	return m.Compared
}
