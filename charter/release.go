package charter

import (
	"slices"

	"parley"
	"parley/wire"
)

// A Release is what the charter asks of the release of some messages, at least: so many officers of each kind, no two of
// them the same person [OFF-25]. It never covers acknowledgements and forms of service.
type Release struct {
	Forms     []string          // none: every form but those of service
	From      parley.Precedence // from this precedence on
	Draft     int               // officers who drafted, 0 to 8
	Review    int               // who reviewed, 0 to 8
	Release   int               // who released, 1 to 8
	Emergency int               // so many may release by the emergency path instead, 1 to 8; 0: there is none
	Line      int               // where it stands in the text; 0 in a value made otherwise
}

// IsService reports whether messages of the form are released by the watch: an acknowledgement, or a form that c calls so.
func (c *Charter) IsService(form string) bool {
	f := c.Form(form)
	return form == wire.FormAck || f != nil && f.Service
}

// same reports whether a and b say the same.
func (a Release) same(b Release) bool {
	return slices.Equal(a.Forms, b.Forms) && a.From == b.From && a.Draft == b.Draft && a.Review == b.Review &&
		a.Release == b.Release && a.Emergency == b.Emergency
}

func (a *Release) encode(w *writer) {
	w.strings("forms", a.Forms)
	if a.From > parley.Routine {
		w.text("from", a.From.String())
	}
	w.amount("draft", a.Draft)
	w.amount("review", a.Review)
	w.number("release", a.Release)
	w.amount("emergency", a.Emergency)
}
