package node

import (
	"strings"
	"unicode/utf8"

	"parley"
	"parley/form"
	"parley/internal/store"
	"parley/wire"
)

// messageView is a message as a user sees it.
func (n *Node) messageView(r store.Reader, m store.Message) (MessageView, error) {
	if erased(m) {
		return n.erasedView(r, m)
	}
	e, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return MessageView{}, parley.Wrap(err, parley.CodeBadRecord, "the message %s in the database is damaged", m.ID)
	}
	v := MessageView{
		Seq: m.Seq, ID: m.ID.String(), Charter: m.Charter.String(), From: p.From.Parley().String(), To: addresses(p.Action), Info: addresses(p.Info),
		Precedence: m.Precedence.String(), DTG: p.Time.DTG(), Time: p.Time.String(), Subject: textOrNull(p.Subject), Lang: textOrNull(p.Lang),
		Handling: textOrNull(p.Handling), Exercise: p.Exercise, Form: p.Form, Text: textOf(p), Refers: refersView(p.Refers),
		Attachments: []AttachmentView{}, Receipts: map[string]ReceiptView{}, Marks: []string{},
	}
	t := n.table(m.Charter)
	if t == nil {
		return v, nil
	}
	v.Exercise = v.Exercise || t.charter().Exercise
	if text := formText(t, p); text != nil {
		v.Text = text
	}
	for _, b := range p.Blobs {
		held, err := heldBytes(r, b.ID)
		if err != nil {
			return v, err
		}
		v.Attachments = append(v.Attachments, AttachmentView{b.Name, b.MediaType, b.Size, b.ID.String(), held})
	}
	j, err := judgeShown(r, t, m, e, p)
	if err != nil {
		return v, err
	}
	if !m.Own {
		v.Marks = marks(m, p, j)
	}
	for _, i := range addresseeParties(t, p) {
		rv, err := n.receiptView(r, t, m, t.seats()[i])
		if err != nil {
			return v, err
		}
		if rv.Refused != nil {
			rv.Refused.Reason = j.reasonOf(parley.RefusalCode(rv.Refused.Code))
		}
		v.Receipts[string(t.seats()[i].id)] = rv
	}
	if m.Own {
		if v.Marks, err = expiredMarks(r, m); err != nil {
			return v, err
		}
	}
	late, err := overdueMarks(r, m, partiesOf(t, p))
	v.Release = releaseView(j)
	v.Marks = append(append(v.Marks, releaseMarks(v.Release)...), late...)
	return v, err
}

// partiesOf returns the parties that p is addressed to.
func partiesOf(t *table, p *wire.Payload) (out []parley.PartyID) {
	for _, i := range addresseeParties(t, p) {
		out = append(out, t.seats()[i].id)
	}
	return out
}

// marks are the warnings that stand beside a message: a verdict is about effect, the text is shown all the same.
func marks(m store.Message, p *wire.Payload, j judgement) []string {
	out := []string{}
	if p.Expires != nil && *p.Expires <= m.Stored {
		out = append(out, markExpired+p.Expires.String()+", before it came")
	}
	switch {
	case m.Refused >= 0:
		out = append(out, markRefused+j.reasonOf(parley.RefusalCode(m.Refused)))
	case j.verdict == refused: // not recorded yet, or learned after it was
		out = append(out, markNoEffect+j.reasonOf(j.code))
	case j.verdict == notCheckable:
		out = append(out, j.why)
	case j.verdict == dropped: // stored while nobody could know
		out = append(out, markNoEffect+j.why)
	}
	if m.RecordedAt < 0 && m.SentAt >= 0 && !m.Proceeding.IsZero() {
		out = append(out, markEarly+"; no receipt was given yet")
	} else if m.RecordedAt < 0 {
		out = append(out, markUncovered+"; no receipt was given yet")
	}
	return out
}

// expiredMarks say to whom a message of ours was no longer sent.
func expiredMarks(r store.Reader, m store.Message) ([]string, error) {
	out := []string{}
	ds, err := r.Deliveries(m.ID)
	for _, d := range ds {
		if d.Expired && d.Expires == 0 {
			out = append(out, markLeft+string(d.Party)+" before it, or this party, left the charter")
		} else if d.Expired {
			out = append(out, markExpired+d.Expires.String()+", before "+string(d.Party)+" recorded it")
		}
	}
	return out, err
}

func addresses(as []wire.Address) []string {
	out := []string{}
	for _, a := range as {
		out = append(out, a.Parley().String())
	}
	return out
}

// formText returns the body of a message in a form with fields, for people; nil for other forms.
func formText(t *table, p *wire.Payload) *string {
	ed := t.editionNumbered(p.Edition)
	if ed == nil || ed.charter.Schema(p.Form) == nil {
		return nil
	}
	return textOrNull(strings.TrimRight(form.Of(ed.charter, p.Form).Show(shownIn(ed.charter), p.Body), "\n"))
}

func textOf(p *wire.Payload) *string {
	if p.Form == wire.FormAck || !utf8.Valid(p.Body) {
		return nil
	}
	s := string(p.Body)
	return &s
}

// textOrNull gives null for what a message leaves out.
func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func refersView(f wire.Refers) RefersView {
	hex := func(h *parley.Hash) *string {
		if h == nil {
			return nil
		}
		s := h.String()
		return &s
	}
	return RefersView{hex(f.ReplyTo), hex(f.Acknowledges), hex(f.Cancels), hex(f.Corrects), hex(f.Translates)}
}

func heldBytes(r store.Reader, id parley.Hash) (held uint64, err error) {
	b, err := r.Body(id)
	if err != nil {
		return 0, ignoreNotFound(err)
	}
	for _, x := range b.Ranges {
		held += x.To - x.From
	}
	return held, nil
}
