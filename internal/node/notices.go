package node

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/store"
	"parley/wire"
)

// maxNotices is how many messages of one form are looked at, the newest.
const maxNotices = 1000

// Notices lists messages in forms with fields; see API.
func (n *Node) Notices(ctx context.Context, q NoticeQuery) (NoticesView, error) {
	out := NoticesView{Notices: []NoticeView{}}
	if q.Limit < 0 || q.Limit > maxNotices {
		return out, parley.Errorf(parley.CodeUsage, "limit: %d is not 1 to %d", q.Limit, maxNotices)
	}
	if q.Limit == 0 {
		q.Limit = maxNotices
	}
	tables := n.tables()
	if q.Charter != "" {
		t, err := n.tableNamed(q.Charter)
		if err != nil {
			return out, err
		}
		tables = []*table{t}
	}
	for _, t := range tables {
		if !n.mayFind(ctx, t, q.Who) {
			continue
		}
		var all []NoticeView // of every form: what cancels a notice may be in another
		for _, name := range noticedForms(t.charter()) {
			if err := ctx.Err(); err != nil {
				return out, err
			}
			list, more, err := n.noticesOf(t, name, q)
			if err != nil {
				return out, storageSentence(err, "the notices were not listed")
			}
			all, out.More = append(all, list...), out.More || more && (q.Form == "" || q.Form == name)
		}
		markReplaced(all)
		for _, v := range all {
			if (q.Form == "" || q.Form == v.Form) && (q.Party == "" || q.Party == authorOf(v)) {
				out.Notices = append(out.Notices, v)
			}
		}
	}
	slices.SortFunc(out.Notices, func(a, b NoticeView) int { return cmp.Compare(b.Seq, a.Seq) })
	return out, nil
}

// noticedForms are the forms of a charter with fields, without those that nodes fill in by themselves and translations.
func noticedForms(c *charter.Charter) (out []string) {
	for _, f := range c.Forms {
		if c.Schema(f.Name) != nil && !f.Automatic && f.Name != form.FormTranslation {
			out = append(out, f.Name)
		}
	}
	return out
}

// noticesOf returns the last notices of one form; more: there are older ones.
func (n *Node) noticesOf(t *table, name string, q NoticeQuery) (out []NoticeView, more bool, err error) {
	var ms []store.Message
	err = n.cfg.Store.View(func(r store.Reader) (err error) { ms, err = r.LastMessages(t.id, name, q.Limit+1); return err })
	if more = len(ms) > q.Limit; more {
		ms = ms[:q.Limit]
	}
	for _, m := range ms {
		if erased(m) || unlisted(m) {
			continue
		}
		if v, ok := noticeView(t, m); ok {
			out = append(out, v)
		}
	}
	return out, more, err
}

func some(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func authorOf(v NoticeView) string {
	a, _ := parley.ParseAddress(v.From)
	return string(a.Party)
}

// noticeView reads one message; ok is false where it cannot be read at all.
func noticeView(t *table, m store.Message) (v NoticeView, ok bool) {
	_, p, err := wire.DecodeEnvelope(m.Envelope)
	var ed *edition
	if err == nil {
		ed = t.editionNumbered(p.Edition)
	}
	if ed == nil {
		return v, false
	}
	refers := refersView(p.Refers)
	v = NoticeView{ID: m.ID.String(), Charter: m.Charter.String(), Form: p.Form, Edition: p.Edition, From: p.From.Parley().String(), Own: m.Own, Time: p.Time.String(),
		Precedence: m.Precedence.String(), Subject: textOrNull(p.Subject), Exercise: p.Exercise || ed.charter.Exercise, State: NoticeStanding, Cancels: refers.Cancels,
		Corrects: refers.Corrects, Places: []NoticePlace{}, Times: []NoticeTime{}, Seq: m.Seq}
	if m.Proceeding != (parley.Hash{}) {
		v.Proceeding = textOrNull(m.Proceeding.String())
	}
	if m.Refused >= 0 {
		v.State = NoticeRefused
	}
	b, err := form.Of(ed.charter, p.Form).Decode(p.Body)
	if err != nil {
		v.Misfit = textOrNull(parley.SentenceOf(err))
		return v, true
	}
	if b.Reference != nil {
		v.Reference = textOrNull(b.Reference.String())
	}
	v.say("", ed.charter.Schema(p.Form).Fields, b.Fields)
	return v, true
}

// say adds the places and times of fields; path stands before their names.
func (v *NoticeView) say(path string, fields []charter.Field, values form.Fields) {
	for i := range fields {
		at := path + fields[i].Name
		switch x := values[fields[i].Name].(type) {
		case form.Place:
			v.Places = append(v.Places, NoticePlace{at, x.String()})
		case form.Time:
			v.Times = append(v.Times, NoticeTime{at, parley.Millis(x)})
		case form.Table:
			for row := range x {
				v.say(fmt.Sprintf("%s[%d].", at, row), fields[i].Columns, x[row])
			}
		}
	}
}
