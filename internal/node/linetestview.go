package node

import (
	"context"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// LineTest returns what became of a line test: whether the node answered it, and, which is another question, whether an
// officer read it.
func (n *Node) LineTest(ctx context.Context, id string) (v LineTestView, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		m, err := n.find(r, id)
		if err != nil {
			return err
		}
		t := n.table(m.Charter)
		if m.Form != link.FormLineTest || t == nil {
			return parley.Errorf(parley.CodeNotFound, "the message %s is no line test", m.ID)
		}
		v, err = n.lineTestView(r, t, m)
		return err
	})
	return v, err
}

// lineTestView reads the two results of a test from the record of the party that was tested.
func (n *Node) lineTestView(r store.Reader, t *table, m store.Message) (v LineTestView, err error) {
	v = LineTestView{ID: m.ID.String(), By: string(m.Author), Bearer: onlyBearer}
	tested, sent := t.own(), m.Time
	if m.Own {
		tested = n.testedWith(t, m)
	}
	if at, err := sentDate(r, t, m); err != nil || tested == nil {
		return v, err
	} else if at != 0 {
		sent = at
	}
	v.Party, v.Time = string(tested.id), sent.String()
	read, err := openedAt(r, tested, m.ID)
	if err != nil {
		return v, err
	}
	answered := parley.Millis(0)
	refs, err := r.MessagesReferring(m.ID)
	for _, x := range refs {
		at, err := sentDate(r, t, x)
		switch {
		case err != nil:
			return v, err
		case x.Author != tested.id || x.Charter != m.Charter || at == 0:
		case !formAutomatic(t.charter(), x.Form):
			read = earlier(read, at)
		case x.Form == link.FormTestAnswer:
			answered = earlier(answered, at)
		}
	}
	v.AnsweredByNode, v.ReadByOfficer = timeOrNull(answered), timeOrNull(read)
	return v, err
}

// earlier returns the earlier of two instants, either of which may be 0 for never.
func earlier(a, b parley.Millis) parley.Millis {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// sentDate returns the date of a message's sent leaf, or 0 while that is not held.
func sentDate(r store.Reader, t *table, m store.Message) (parley.Millis, error) {
	s := t.seat(m.Author)
	if m.SentAt < 0 || s == nil {
		return 0, nil
	}
	return dateAt(r, s, m.SentAt)
}

// openedAt returns when a party says that an officer's screen showed a message, or 0.
func openedAt(r store.Reader, s *seat, id parley.Hash) (parley.Millis, error) {
	rows, err := r.LeavesByID(s.log, id)
	for _, row := range rows {
		if l, err := wire.DecodeLeaf(row.Bytes); err == nil && l.Kind == wire.LeafOpened {
			return l.Date, nil
		}
	}
	return 0, ignoreNotFound(err)
}

// lastTest returns the newest line test of a line, or nil.
func (n *Node) lastTest(p *peer) (newest *LineTestView, err error) {
	for _, ps := range p.places() {
		p.mu.Lock()
		id := p.testsWith(ps.t.id).last
		p.mu.Unlock()
		if id.IsZero() {
			continue
		}
		v, err := n.LineTest(context.Background(), id.String())
		if err != nil {
			return nil, err
		}
		if newest == nil || v.Time > newest.Time {
			newest = &v
		}
	}
	return newest, nil
}
