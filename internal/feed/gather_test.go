package feed

import (
	"context"
	"crypto/ed25519"
	"os"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/charters"
	"parley/form"
	"parley/internal/node"
	"parley/overlap"
	"parley/wire"
)

// A shelf is a node that holds two ready charters, the second of them restricted, and notices under the first.
type shelf struct {
	node.API
	t         *testing.T
	notices   []node.NoticeView
	envelopes map[string][]byte
	asked     []string
	active    []node.ActiveNotice
	more      bool // there are others that are active
	left      []node.LeftView
}

func (s *shelf) ActiveNotices(_ context.Context, q node.ActiveQuery) (node.ActiveView, error) {
	s.asked = append(s.asked, q.Charter)
	return node.ActiveView{Notices: s.active, More: s.more, Left: s.left}, nil
}

// keeps has the node keep a notice as it stands.
func (s *shelf) keeps(n byte, from, until string, floor, ceiling *int64) {
	a := node.ActiveNotice{Notice: id(n), Form: "launch", Said: "2027-01-15T08:00:00.000Z", Floor: floor, Ceiling: ceiling}
	for to, text := range map[**string]string{&a.From: from, &a.Until: until} {
		if text != "" {
			*to = &text
		}
	}
	s.active = append(s.active, a)
}

func (s *shelf) Charters(context.Context) ([]node.CharterView, error) {
	return []node.CharterView{{ID: id(70), Title: "Launches"}, {ID: id(71), Title: "Sites"}}, nil
}

func (s *shelf) Composer(_ context.Context, charter string) (c node.Composer, err error) {
	c.Charter, err = parley.ParseHash(charter)
	return c, err
}

func (s *shelf) Edition(_ context.Context, charter string) ([]byte, error) {
	return charters.Text(map[string]string{id(70): "launch-notification", id(71): "humanitarian"}[charter]), nil
}

func (s *shelf) Notices(_ context.Context, q node.NoticeQuery) (node.NoticesView, error) {
	s.asked = append(s.asked, q.Charter)
	return node.NoticesView{Notices: s.notices}, nil
}

func (s *shelf) Envelope(_ context.Context, id string) ([]byte, error) { return s.envelopes[id], nil }

// put adds a message of a party; refers says what it amends or cancels.
func (s *shelf) put(n byte, party, formName string, refers wire.Refers, body []byte) {
	p := &wire.Payload{From: wire.AddressOf(parley.Address{Party: parley.PartyID(party), Post: "duty"}), Form: formName, Body: body, Refers: refers, Time: parley.Millis(1_800_000_000_000 + int64(n)*60_000)}
	v := node.NoticeView{ID: id(n), Charter: id(70), Form: formName, From: party + "/duty", Time: p.Time.String(), State: node.NoticeStanding, Seq: uint64(n), Exercise: true}
	for to, h := range map[**string]*parley.Hash{&v.Cancels: refers.Cancels, &v.Corrects: refers.Corrects} {
		if h != nil {
			text := h.String()
			*to = &text
		}
	}
	c, err := charter.Parse(charters.Text("launch-notification"))
	if err != nil {
		s.t.Fatal(err)
	}
	f := form.Of(c, formName)
	b, err := f.Decode(body)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, field := range f.Schema().Fields {
		switch x := b.Fields[field.Name].(type) {
		case form.Place:
			v.Places = append(v.Places, node.NoticePlace{Path: field.Name, Place: x.String()})
		case form.Time:
			v.Times = append(v.Times, node.NoticeTime{Path: field.Name, At: parley.Millis(x)})
		}
	}
	s.notices = append(s.notices, v)
	p.Edition, p.Exercise, p.Action = 1, true, []wire.Address{wire.AddressOf(parley.Address{Party: "east"})}
	e, err := wire.Seal(p, parley.Hash{}, seal{ed25519.NewKeyFromSeed(make([]byte, 32))})
	if err != nil {
		s.t.Fatal(err)
	}
	s.envelopes[v.ID] = e.Encode()
}

// A seal is a key.
type seal struct{ key ed25519.PrivateKey }

func (k seal) Public() ed25519.PublicKey           { return k.key.Public().(ed25519.PublicKey) }
func (k seal) Sign(message []byte) ([]byte, error) { return ed25519.Sign(k.key, message), nil }

func launch(t *testing.T, change func(*form.Body)) []byte {
	c, err := charter.Parse(charters.Text("launch-notification"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../charters/samples/launch-notification/launch.json")
	if err != nil {
		t.Fatal(err)
	}
	f := form.Of(c, "launch")
	b, err := f.FromJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	change(&b)
	raw, err := f.Encode(b)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func hash(n byte) *parley.Hash { h := parley.Sum([]byte{n}); return &h }

func newShelf(t *testing.T) *shelf {
	s := &shelf{t: t, envelopes: map[string][]byte{}}
	same := func(*form.Body) {}
	s.put(1, "north", "launch", wire.Refers{}, launch(t, same))
	s.put(2, "north", "launch", wire.Refers{Corrects: hash(1)}, launch(t, func(b *form.Body) { b.Fields["launches"] = form.Number(7) }))
	s.put(3, "south", "launch", wire.Refers{}, launch(t, same))
	s.put(4, "south", "launch", wire.Refers{Cancels: hash(3)}, launch(t, same))
	s.put(5, "south", "launch", wire.Refers{Corrects: hash(1)}, launch(t, same)) // not theirs to amend
	s.keeps(1, "2026-11-25T00:00:00.000Z", "2026-11-27T00:00:00.000Z", nil, nil)
	s.keeps(5, "2026-11-25T00:00:00.000Z", "", nil, nil)
	return s
}

// Of each notice with what amends and cancels it there is one, as its last message has it, with the id of its first one. Nothing is
// asked for under a restricted charter, and who names one is refused.
func TestGather(t *testing.T) {
	s := newShelf(t)
	g, err := Gather(t.Context(), s, Query{})
	if err != nil || len(g.Notices) != 3 || len(g.Restricted) != 1 || g.Restricted[0] != "Sites" || len(s.asked) != 2 || s.asked[0] != id(70) || s.asked[1] != id(70) {
		t.Fatalf("%d notices, restricted %v, asked %v, %v", len(g.Notices), g.Restricted, s.asked, err)
	}
	n := g.Notices[0]
	if n.ID != id(1) || len(n.Before) != 1 || n.Cancelled || n.Name != "Northland" || n.Title != "Notice of a launch" || len(n.Places) != 2 || n.Places[1].Field != "Impact area" || !strings.Contains(strings.Join(n.Text, "\n"), "7") {
		t.Errorf("the amended one is %+v", n)
	}
	if n.From != millis(t, "2026-11-25T00:00:00Z") || n.Until != millis(t, "2026-11-27T00:00:00Z") || n.Height != nil {
		t.Errorf("it is from %v to %v", n.From, n.Until)
	}
	if n := g.Notices[1]; n.ID != id(3) || !n.Cancelled || n.From == 0 || n.version() != 1 {
		t.Errorf("the cancelled one is %+v", n)
	}
	if n := g.Notices[2]; n.ID != id(5) || n.version() != 0 || n.Until != 0 || n.Cancelled {
		t.Errorf("one that another party would amend is %+v", n)
	}
	if _, err := Gather(t.Context(), s, Query{Charter: id(71)}); parley.CodeOf(err) != parley.CodePolicy || !strings.Contains(parley.SentenceOf(err), "restricted") || len(s.asked) != 2 {
		t.Errorf("the restricted charter: %v, asked %v", err, s.asked)
	}
}

// One notice is named by any of its messages; what names none is not found.
func TestGatherOne(t *testing.T) {
	s := newShelf(t)
	for _, named := range []string{id(1), id(2)[:8]} {
		if g, err := Gather(t.Context(), s, Query{Notice: named, Charter: id(70), Lang: "fr"}); err != nil || len(g.Notices) != 1 || g.Notices[0].ID != id(1) || g.Notices[0].Title != "Notification de lancement" || g.Lang != "fr" {
			t.Errorf("%s: %+v, %v", named, g.Notices, err)
		}
	}
	for _, named := range []string{"ffffffff", id(1)[:3], id(71)} {
		if _, err := Gather(t.Context(), s, Query{Notice: named}); parley.CodeOf(err) != parley.CodeNotFound {
			t.Errorf("%s: %v", named, err)
		}
	}
}

// Where the charter says which fields are what, a notice stands as the node keeps it: extended by a message in another form, with its
// heights; what the node keeps no more is cancelled; and what is about another notice is none by itself.
func TestGatherAsKept(t *testing.T) {
	s := &shelf{t: t, envelopes: map[string][]byte{}}
	same := func(*form.Body) {}
	s.put(1, "north", "launch", wire.Refers{}, launch(t, same))
	s.put(2, "north", "launch", wire.Refers{}, launch(t, same))
	extension := s.notices[1]
	extension.ID, extension.Form, extension.Seq = id(3), "launch-extension", 3
	s.notices = append(s.notices, extension)
	ceiling := int64(304_800)
	s.keeps(1, "2026-11-25T00:00:00.000Z", "2026-11-29T00:00:00.000Z", nil, &ceiling)
	s.active[0].Said = "2027-01-15T08:03:00.000Z" // of the extension
	g, err := Gather(t.Context(), s, Query{})
	if err != nil || len(g.Notices) != 2 {
		t.Fatalf("%d notices, %v", len(g.Notices), err)
	}
	if n := g.Notices[0]; n.Until != millis(t, "2026-11-29T00:00:00Z") || n.version() != 1 || n.Sent != millis(t, "2027-01-15T08:03:00Z") || n.Cancelled || n.Height == nil || n.Height.To != ceiling || n.Height.From != overlap.OpenFrom {
		t.Errorf("the extended one is %+v", n)
	}
	if n := g.Notices[1]; !n.Cancelled || n.ID != id(2) {
		t.Errorf("the ended one is %+v", n)
	}
}

// What the node keeps no more has ended only where the node says that it has looked at everything; else a notice would stand as cancelled
// that is in force. A message that this node refused is no notice.
func TestGatherNotAll(t *testing.T) {
	for _, c := range []struct {
		more      bool
		left      []node.LeftView
		cancelled bool
	}{{cancelled: true}, {more: true}, {left: []node.LeftView{{Party: "north", Messages: 1}}}} {
		s := &shelf{t: t, envelopes: map[string][]byte{}, more: c.more, left: c.left}
		s.put(1, "north", "launch", wire.Refers{}, launch(t, func(*form.Body) {}))
		s.put(2, "north", "launch", wire.Refers{Cancels: hash(1)}, launch(t, func(*form.Body) {}))
		s.notices[1].State = node.NoticeRefused
		if g, err := Gather(t.Context(), s, Query{}); err != nil || len(g.Notices) != 1 || g.Notices[0].Cancelled != c.cancelled || g.Notices[0].version() != 0 {
			t.Errorf("%+v: %+v, %v", c, g.Notices, err)
		}
	}
}

// "Nothing of a restricted charter is in a feed", held a second time: whoever made the list, a notice under such a charter carries the mark by
// which the whole feed is refused.
func TestNoticeCarriesTheMark(t *testing.T) {
	s := newShelf(t)
	for _, restricted := range []map[string]string{nil, {"en": "Notification creates no protection."}} {
		c, err := charter.Parse(charters.Text("launch-notification"))
		if err != nil {
			t.Fatal(err)
		}
		c.Restricted = restricted
		n, ok, err := (&source{charter: c, lang: "en"}).notice(t.Context(), s, line{s.notices[0]})
		if err != nil || !ok || n.Restricted != (restricted != nil) {
			t.Fatalf("%+v, %v", n, err)
		}
		if _, err := Write(Calendar, []Notice{n}, options); (err != nil) != (restricted != nil) {
			t.Errorf("a feed with it: %v", err)
		}
	}
}
