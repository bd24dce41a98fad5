package console

import (
	"context"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"

	"parley"
	"parley/internal/node"
)

// A listening node notes what lists it was asked for, and answers with as many messages as were asked for.
type listening struct {
	*fakeNode
	own   bool
	asked node.Query
}

func (l *listening) Inbox(ctx context.Context, q node.Query) ([]node.MessageView, error) {
	l.own, l.asked = false, q
	return l.page(q)
}

func (l *listening) Sent(ctx context.Context, q node.Query) ([]node.MessageView, error) {
	l.own, l.asked = true, q
	return l.page(q)
}

func (l *listening) page(q node.Query) (out []node.MessageView, err error) {
	if q.Search == "--" {
		return nil, parley.Errorf(parley.CodeUsage, "search: it has no letter and no digit")
	}
	for i := range q.Limit {
		m := l.in[0]
		m.Seq = 1000 - uint64(i)
		out = append(out, m)
	}
	return out, nil
}

// The lists are "paged by cursor, never all", and what they are chosen by stands in the address, without any script.
func TestTrafficIsChosenAndPaged(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	r.node.message(1, "routine", "A text.")
	l := &listening{fakeNode: r.node}
	r.c.api = l
	day := func(s string) parley.Millis { m, _ := parley.ParseMillis(s + "T00:00:00.000Z"); return m }
	who := node.Who{User: "ann", Post: "duty"}
	for _, c := range []struct {
		address string
		own     bool
		want    node.Query
	}{
		{"", false, node.Query{}},
		{"?box=sent&state=unrecorded", true, node.Query{State: "unrecorded"}},
		{"?state=open", false, node.Query{State: "unacknowledged"}},
		{"?text=канал&precedence=flash&party=north&post=north/duty&form=text&state=unread", false,
			node.Query{Search: "канал", Precedence: []string{"flash"}, Party: "north", Post: "north/duty", Form: "text", State: "unread"}},
		{"?from=2026-11-20&until=2026-11-22", false, node.Query{From: day("2026-11-20"), Until: day("2026-11-23")}},
		{"?from=yesterday&state=lost&precedence=urgent&before=x", false, node.Query{}},
		{"?text=a&before=77", false, node.Query{Search: "a", Before: 77}},
	} {
		c.want.Newest, c.want.Limit, c.want.Who = true, trafficRows+1, who
		a := r.do("GET", "/traffic"+strings.ReplaceAll(c.address, "канал", url.QueryEscape("канал")), nil)
		if a.code != 200 || fmt.Sprint(l.asked) != fmt.Sprint(c.want) || l.own != c.own {
			t.Errorf("%s: %d, asked for %+v, want %+v", c.address, a.code, l.asked, c.want)
		}
		if n := strings.Count(a.body, "<tr"); n != trafficRows+1 {
			t.Errorf("%s: %d rows", c.address, n)
		}
	}
	a := r.do("GET", "/traffic?box=sent&text=a+b&from=2026-11-20", nil)
	next := "/traffic?" + url.Values{"box": {"sent"}, "text": {"a b"}, "from": {"2026-11-20"}, "before": {"951"}}.Encode()
	if !strings.Contains(html.UnescapeString(a.body), `href="`+next+`"`) {
		t.Errorf("no link leads to %s", next)
	}
	for _, kept := range []string{`value="a b"`, `value="2026-11-20"`, `name="box" value="sent"`} {
		if !strings.Contains(a.body, kept) {
			t.Errorf("the form does not keep %s", kept)
		}
	}
	if a := r.do("GET", "/traffic?text=--", nil); a.code != 200 || !strings.Contains(a.body, "no letter and no digit") || !strings.Contains(a.body, `value="--"`) {
		t.Errorf("what cannot be looked for is answered %d", a.code)
	}
}

// What stands around every page can be asked for by itself: an alarm does not wait for a page that takes long to make.
func TestAlarmComesByItself(t *testing.T) {
	r := newRoom(t)
	r.signIn()
	m := r.node.message(1, "flash", "Aircraft in difficulty.")
	r.c.desk.put(false, true, false, r.c.waitingOf(t.Context(), m))
	if a := r.do("GET", "/alarm", nil); a.code != 200 || !strings.Contains(a.body, `data-alarm="`+m.ID) || !strings.Contains(a.body, "FLASH: Northland") || strings.Contains(a.body, `id="board"`) {
		t.Errorf("%d %.200s", a.code, a.body)
	}
	r.cookie = nil
	if a := r.do("GET", "/alarm", nil); a.code != 401 {
		t.Errorf("somebody whom nobody knows is answered %d", a.code)
	}
}
