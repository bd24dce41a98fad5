package node

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/simnet"
	"parley/wire"
)

// withSites adds a form with places and times.
func withSites(c *charter.Charter) {
	en := func(s string) map[string]string { return map[string]string{"en": s} }
	field := func(name, kind string) charter.Field { return charter.Field{Name: name, Title: en(name), Kind: kind} }
	c.Language = charter.Language
	c.Forms = append(c.Forms, charter.Form{Name: "site", Title: en("Site")})
	stops := field("stops", charter.KindTable)
	stops.Max, stops.Columns = 9, []charter.Field{field("at", charter.KindPlace), field("day", charter.KindTime)}
	c.Schemas = append(c.Schemas, charter.Schema{Form: "site", Fields: []charter.Field{field("area", charter.KindPlace), field("from", charter.KindTime), stops}})
}

// site sends a notice and waits until it is recorded.
func (w *world) site(from, to parley.PartyID, body []byte, change func(*wire.Payload)) string {
	p := w.message(from, to, parley.Routine, "")
	if p.Form, p.Body = "site", body; change != nil {
		change(p)
	}
	id := w.submit(from, p)
	w.wait(from, id, "recorded", time.Minute)
	return id
}

// Notices lists messages in forms with fields, with their places and times; a later one of the same party corrects or
// cancels; and "a charter in whose bodies the user may not find anything has no part in it".
func TestNotices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorldUnder(t, 1, true, withSites, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: time.Millisecond})
		w.start("north")
		w.start("south")
		north, south := w.stations["north"].node, w.stations["south"].node
		f := form.Of(north.table(w.id).charter(), "site")
		written := func(set ...string) []byte {
			b := form.Body{Fields: form.Fields{}}
			for _, s := range set {
				if err := f.Set(&b, s); err != nil {
					t.Fatal(err)
				}
			}
			raw, err := f.Encode(b)
			if err != nil {
				t.Fatal(err)
			}
			return raw
		}
		refer := func(id string) *parley.Hash {
			h, err := parley.ParseHash(id)
			if err != nil {
				t.Fatal(err)
			}
			return &h
		}
		planted := "circle 12.34567,76.54321 radius 5000"
		first := w.site("north", "south", written("area="+planted, "from=2026-12-01T06:00Z", "stops[0].at=words the bridge", "stops[1].day=2026-12-02T06:00Z"), nil)
		second := w.site("north", "south", written("area=words the ford"), func(p *wire.Payload) { p.Refers.Corrects = refer(first) })
		third := w.site("north", "south", written("area=words the mill"), nil)
		w.site("south", "north", written(), func(p *wire.Payload) { p.Refers.Cancels = refer(third) }) // not theirs to cancel
		last := w.site("north", "south", written(), func(p *wire.Payload) { p.Refers.Cancels = refer(second) })
		misfit := w.site("north", "south", []byte{0x81, 0x01}, nil)
		w.write("north", "south", "A text is no notice.")
		for _, n := range []*Node{north, south} {
			v, err := n.Notices(t.Context(), NoticeQuery{Party: "north"})
			if err != nil || v.More || len(v.Notices) != 5 {
				t.Fatalf("%d notices, %v", len(v.Notices), err)
			}
			byID := map[string]NoticeView{}
			for _, x := range v.Notices {
				byID[x.ID] = x
			}
			if x := byID[first]; x.State != NoticeCorrected || some(x.By) != second || len(x.Places) != 2 || x.Places[0] != (NoticePlace{"area", planted}) || x.Places[1].Path != "stops[0].at" ||
				len(x.Times) != 2 || x.Times[1].Path != "stops[1].day" || x.Own != (n == north) {
				t.Errorf("the first is %+v", x)
			}
			if x := byID[second]; x.State != NoticeCancelled || some(x.By) != last {
				t.Errorf("the second is %+v", x)
			}
			if x := byID[third]; x.State != NoticeStanding {
				t.Errorf("the third is %+v", x)
			}
			if x := byID[misfit]; x.Misfit == nil || len(x.Places) > 0 {
				t.Errorf("the one that does not fit is %+v", x)
			}
		}
		if v, err := north.Notices(t.Context(), NoticeQuery{Form: "site", Limit: 2}); err != nil || len(v.Notices) != 2 || !v.More || v.Notices[0].ID != misfit {
			t.Errorf("the last two: %+v, %v", v, err)
		}
		for _, q := range []NoticeQuery{{Limit: -1}, {Limit: 1001}, {Charter: "ffff"}} {
			if _, err := north.Notices(t.Context(), q); err == nil {
				t.Errorf("%+v is answered", q)
			}
		}
		south.cfg.MayFind = func(_ *charter.Charter, who Who) bool { return who.User == "ann" }
		for user, may := range map[string]bool{"ann": true, "bob": false} {
			for _, q := range []NoticeQuery{{}, {Charter: w.id.String()}, {Form: "site", Party: "north"}} {
				q.Who.User = user
				v, err := south.Notices(t.Context(), q)
				b, _ := json.Marshal(v)
				if err != nil || strings.Contains(string(b), "12.34567") != may || (len(v.Notices) > 0) != may {
					t.Errorf("%s asks %+v and gets %s, %v", user, q, b, err)
				}
			}
		}
	})
}
