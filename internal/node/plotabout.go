package node

import (
	"parley/charter"
	"parley/form"
	"parley/internal/store"
	"parley/overlap"
	"parley/wire"
)

// opensAbout returns the opening of a proceeding about two notices; false where a message is none, its place in its author's record is
// not known, or it was refused [OVL-18].
func (t *table) opensAbout(m store.Message) (overlap.Opening, bool) {
	if m.Proceeding != m.ID || erased(m) || m.SentAt < 0 || m.Refused >= 0 {
		return overlap.Opening{}, false
	}
	_, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return overlap.Opening{}, false
	}
	ed := t.editionNumbered(p.Edition)
	if ed == nil || ed.charter.Procedure(p.Act) == nil || ed.charter.Procedure(p.Act).Form != p.Form {
		return overlap.Opening{}, false
	}
	said, err := form.Of(ed.charter, p.Form).Notice(m.ID, p)
	if err != nil {
		return overlap.Opening{}, false
	}
	return overlap.ReadOpening(ed.charter, p.Act, said)
}

// about adds the proceedings about the two notices of a conflict, as lists show them, and what opens one [OVL-18].
func (w *plotWriter) about(e *encountered, v *ConflictView) error {
	v.Proceedings = []ProceedingView{}
	if w.drafted != nil {
		return nil
	}
	for _, o := range e.openings {
		row, err := w.r.Proceeding(o.ID)
		if err != nil {
			if ignoreNotFound(err) != nil {
				return err
			}
			continue
		}
		p, ok, err := w.n.shown(w.r, w.cosigned, &row, w.n.now())
		if err != nil {
			return err
		}
		if ok {
			v.Proceedings = append(v.Proceedings, p)
		}
	}
	v.Opening = w.opening(v)
	return nil
}

// opening is what opens a proceeding about two notices: by the first procedure of the edition in force that is for two.
func (w *plotWriter) opening(v *ConflictView) *ConflictOpening {
	c := w.t.charter()
	for i := range c.Procedures {
		fields, ok := overlap.PairOf(c, &c.Procedures[i])
		if !ok {
			continue
		}
		o := &ConflictOpening{Procedure: c.Procedures[i].Name, Title: titled(c, c.Procedures[i].Title), To: []string{}, Needs: []string{},
			Set: map[string]string{fields[0]: v.One.Message, fields[1]: v.Other.Message}}
		for _, party := range c.Parties {
			if id := string(party.ID); party.ID != w.n.cfg.Party && (c.Procedures[i].All || id == v.One.Party || id == v.Other.Party) {
				o.To = append(o.To, id)
			}
		}
		o.needs(c.Schema(c.Procedures[i].Form))
		return o
	}
	return nil
}

// needs lists what is to be filled in besides.
func (o *ConflictOpening) needs(s *charter.Schema) {
	for i := range s.Fields {
		if f := &s.Fields[i]; f.Required && o.Set[f.Name] == "" {
			o.Needs = append(o.Needs, f.Name)
		}
	}
}

// plotOpening enters an opening, and tells the screens that show it.
func (n *Node) plotOpening(t *table, m store.Message) (opens bool, err error) {
	o, opens := t.opensAbout(m)
	if !opens {
		return false, nil
	}
	x, err := n.plotOf(t)
	if err != nil {
		return true, err
	}
	x.plot.PutOpening(o)
	x.mu.Unlock()
	n.watch.changed(m.ID)
	return true, nil
}
