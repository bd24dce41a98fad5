package node

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"parley"
	"parley/internal/store"
	"parley/wire"
)

const (
	trafficPage  = 50
	maxTraffic   = 200
	trafficPiece = 500  // rows read at once
	trafficLook  = 4000 // rows looked at for one page
)

// Traffic returns one page of the messages received or sent, the newest first.
func (n *Node) Traffic(ctx context.Context, q TrafficQuery) (v TrafficView, err error) {
	v.Rows = []TrafficRow{}
	if q.Limit < 0 || q.Limit > maxTraffic {
		return v, parley.Errorf(parley.CodeUsage, "a page of traffic holds 1 to %d messages", maxTraffic)
	}
	if q.Limit == 0 {
		q.Limit = trafficPage
	}
	f := store.MessageFilter{Own: &q.Own, Before: q.Before, Newest: true, Limit: trafficPiece}
	if q.narrow() {
		f.Limit = q.Limit + 1
	}
	if q.Charter != "" {
		t, err := n.tableNamed(q.Charter)
		if err != nil {
			return v, err
		}
		f.Charter = t.id
	}
	err = n.cfg.Store.View(func(r store.Reader) error { return n.leafThrough(ctx, r, q, f, &v) })
	return v, err
}

// narrow reports whether every message listed is one that is wanted, but for acknowledgements.
func (q TrafficQuery) narrow() bool {
	return q.Precedence == "" && q.Party == "" && q.Post == "" && q.Form == "" && q.Text == "" && !q.Open
}

// leafThrough fills a page from f on.
func (n *Node) leafThrough(ctx context.Context, r store.Reader, q TrafficQuery, f store.MessageFilter, v *TrafficView) error {
	wanted := foldText(q.Text)
	for looked := 0; looked < trafficLook && ctx.Err() == nil; {
		ms, err := r.Messages(f)
		if err != nil {
			return err
		}
		for _, m := range ms {
			if len(v.Rows) == q.Limit {
				return nil // Next is the last one that was looked at
			}
			looked++
			f.Before, v.Next, v.Looked = m.Seq, m.Seq, textOrNull(m.Time.String())
			row, ok, err := n.trafficRow(r, q, wanted, m)
			if err != nil {
				return err
			}
			if ok {
				v.Rows = append(v.Rows, row)
			}
		}
		if len(ms) < f.Limit {
			v.Next = 0
			return nil
		}
	}
	return ctx.Err()
}

func (n *Node) trafficRow(r store.Reader, q TrafficQuery, wanted string, m store.Message) (row TrafficRow, ok bool, err error) {
	if unlisted(m) || q.Form != "" && m.Form != q.Form || q.Precedence != "" && m.Precedence.String() != q.Precedence {
		return row, false, nil
	}
	row.Seq = m.Seq
	if row.Open, err = n.openHere(r, m); err != nil || q.Open && !row.Open {
		return row, false, err
	}
	if (q.Party != "" || q.Post != "") && !concerns(m, q) {
		return row, false, nil
	}
	if row.MessageView, err = n.messageView(r, m); err != nil {
		return row, false, err
	}
	return row, wanted == "" || strings.Contains(foldText(deref(row.Subject)+"\n"+deref(row.Text)), wanted), nil
}

// openHere reports whether nobody has acknowledged or answered a message: we, or, where it is ours, one of its addressees.
// What a node says by itself waits for nobody.
func (n *Node) openHere(r store.Reader, m store.Message) (bool, error) {
	if t := n.table(m.Charter); t == nil || !byOfficer(t.charter(), m.Form) || m.Refused >= 0 {
		return false, nil
	}
	if m.Own {
		ds, err := r.Deliveries(m.ID)
		return slices.ContainsFunc(ds, func(d store.Delivery) bool {
			return d.Acknowledged == 0 && d.Answered == 0 && d.Refused < 0 && !d.Expired
		}), err
	}
	refs, err := r.MessagesReferring(m.ID)
	return !slices.ContainsFunc(refs, func(x store.Message) bool { return x.Own }), ignoreNotFound(err)
}

// concerns reports whether the originator or an addressee is of the party, or at the post, that is asked for.
func concerns(m store.Message, q TrafficQuery) bool {
	_, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return q.Post == "" && string(m.Author) == q.Party
	}
	for _, a := range append(p.Addressees(), p.From.Parley()) {
		if (q.Party == "" || string(a.Party) == q.Party) && (q.Post == "" || string(a.Post) == q.Post) {
			return true
		}
	}
	return false
}

// foldText brings a text to the form in which it is searched: lower case, without what stands over letters, so that ё is
// found as е, and a letter composed as it is found decomposed.
func foldText(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Envelope returns the bytes of a message as they were signed.
func (n *Node) Envelope(ctx context.Context, id string) (b []byte, err error) {
	err = n.cfg.Store.View(func(r store.Reader) error {
		m, err := n.find(r, id)
		b = m.Envelope
		return err
	})
	return b, err
}
