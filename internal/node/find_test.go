package node

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/internal/store"
	"parley/wire"
)

// searched is a line over which north has sent some messages and south one.
func searched(t *testing.T) (w *world, ids []string) {
	w = newWorldUnder(t, 1, true, func(c *charter.Charter) {
		c.Handling = []charter.Marking{{Mark: "restricted", Title: map[string]string{"en": "Restricted"}}}
	}, "north", "south")
	w.link("north", "south", simnet.Path{Delay: time.Millisecond})
	w.start("north")
	w.start("south")
	for _, m := range []struct {
		precedence              parley.Precedence
		subject, text, handling string
	}{
		{parley.Routine, "Учёба флота", "The exercise begins on Monday.", ""},
		{parley.Flash, "", "Aircraft in difficulty; résumé of the flight follows.", "restricted"},
		{parley.Immediate, "", "Учебный самолёт вернулся. Йод нужен.", ""},
	} {
		p := w.message("north", "south", m.precedence, m.text)
		p.Subject, p.Handling = m.subject, m.handling
		id, err := w.stations["north"].node.Submit(t.Context(), w.seal("north", p), Who{})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id.ID)
		w.wait("north", id.ID, "recorded", time.Minute)
		time.Sleep(24 * time.Hour)
	}
	w.ack("south", ids[1])
	w.wait("north", ids[1], "acknowledged", time.Minute)
	last := w.write("south", "north", "We have read \"everything\".")
	w.wait("south", last, "recorded", time.Minute)
	return w, append(ids, last)
}

// A Query selects "those for which everything holds that is given"; of its words each begins one of the text's, in any case
// and however composed, ё as е, and what has a meaning elsewhere has none here.
func TestSearch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, ids := searched(t)
		defer w.stopAll()
		north, south := w.stations["north"].node, w.stations["south"].node
		sent, err := north.Show(t.Context(), ids[1])
		if err != nil {
			t.Fatal(err)
		}
		second, _ := time.Parse(time.RFC3339, sent.Time)
		day := parley.MillisOf(second.Truncate(24 * time.Hour))
		for _, c := range []struct {
			q    Query
			want string
		}{
			{Query{Search: "учеб"}, "02"}, {Query{Search: "УЧЁБА"}, "0"}, {Query{Search: "уче\u0308б ф"}, "0"}, {Query{Search: "и\u0306од"}, "2"}, {Query{Search: "иод"}, ""},
			{Query{Search: "RESUME flight"}, "1"}, {Query{Search: "re\u0301sume\u0301"}, "1"}, {Query{Search: "esume"}, ""},
			{Query{Search: `"exercise" AND (NEAR* OR -monday:`}, ""}, {Query{Search: `"exercise" -monday:^*()`}, "0"}, {Query{Search: `'; DROP TABLE message; --`}, ""},
			{Query{Precedence: []string{"flash", "immediate"}}, "12"}, {Query{Precedence: []string{"routine"}, Search: "monday"}, "0"}, {Query{Form: "text"}, "012"}, {Query{Form: "notice"}, ""},
			{Query{Handling: "restricted"}, "1"}, {Query{Post: "duty"}, "012"}, {Query{Post: "south/duty"}, ""}, {Query{Party: "south"}, "012"}, {Query{Party: "east"}, ""},
			{Query{From: day, Until: day + 24*3600_000}, "1"}, {Query{From: day}, "12"}, {Query{Until: day}, "0"}, {Query{From: 1, Until: day}, "0"},
			{Query{State: "acknowledged"}, "1"}, {Query{State: "unacknowledged"}, "02"}, {Query{State: "recorded"}, "012"}, {Query{State: "refused"}, ""},
			{Query{Newest: true}, "210"}, {Query{Newest: true, Form: "text", Limit: 2}, "21"}, {Query{Search: "е"}, ""},
		} {
			c.q.Charter = w.id.String()
			all, err := north.Sent(t.Context(), c.q)
			got := ""
			for _, m := range all {
				if i := slices.Index(ids, m.ID); i >= 0 { // else a line test
					got += string(rune('0' + i))
				}
			}
			if err != nil || got != c.want {
				t.Errorf("%+v: %q, want %q, %v", c.q, got, c.want, err)
			}
		}
		if in, err := south.Inbox(t.Context(), Query{State: "unread", Search: "учеба"}); err != nil || len(in) != 1 || in[0].ID != ids[0] {
			t.Errorf("unread: %v %v", in, err)
		}
		if in, err := north.Inbox(t.Context(), Query{Search: "everything"}); err != nil || len(in) != 1 {
			t.Errorf("inbox: %v %v", in, err)
		}
		w.recordsHold("north")
	})
}

// Whoever pages "asks with a Limit, and again with After (or, for the newest first, Before) set to the last Seq".
func TestSearchPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, ids := searched(t)
		defer w.stopAll()
		for _, form := range []string{"text", ""} {
			search := map[string]string{"": "уч"}[form]
			for _, newest := range []bool{false, true} {
				got, q := []string{}, Query{Search: search, Form: form, Newest: newest, Limit: 1}
				for {
					page, err := w.stations["north"].node.Sent(t.Context(), q)
					if err != nil || len(page) > 1 {
						t.Fatal(page, err)
					}
					if len(page) == 0 {
						break
					}
					if got = append(got, page[0].ID); newest {
						q.Before = page[0].Seq
					} else {
						q.After = page[0].Seq
					}
				}
				want := slices.Clone(ids[:3])
				if search != "" {
					want = []string{ids[0], ids[2]}
				}
				if newest {
					slices.Reverse(want)
				}
				if !slices.Equal(got, want) {
					t.Errorf("%q, newest first %v: %d messages, want %d in order", search, newest, len(got), len(want))
				}
			}
		}
	})
}

// A question that cannot be answered names the field.
func TestSearchRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		north := w.start("north")
		for want, q := range map[string]Query{
			"search: it has no letter":     {Search: "\"--\""},
			"search: it has more than 24":  {Search: "a b c d e f g h i j k l m n o p q r s t u v w x y z"},
			"search: it has more than 100": {Search: strings.Repeat("\u0301", 4000)},
			"precedence":                   {Precedence: []string{"urgent"}},
			"state:":                       {State: "lost"},
			"until:":                       {From: 9, Until: 8},
			"charter":                      {Charter: "nowhere!", Search: "a"},
		} {
			if _, err := north.Inbox(t.Context(), q); err == nil || !strings.Contains(parley.SentenceOf(err), want) || parley.CodeOf(err) == parley.CodeInternal {
				t.Errorf("%s: %v", want, err)
			}
		}
	})
}

// What a user may not find is not found by any part of its text, while the list of messages stays as it is.
func TestSearchOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: time.Millisecond})
		north := w.start("north")
		w.start("south")
		w.wait("north", w.write("north", "south", "The hospital stands at 52.1234 north."), "recorded", time.Minute)
		north.cfg.MayFind = func(_ *charter.Charter, who Who) bool { return who.User == "ann" }
		for user, want := range map[string]int{"ann": 1, "bob": 0, "": 0} {
			for _, search := range []string{"1234", "hospital", "52.1234"} {
				for _, id := range []string{"", w.id.String()} {
					got, err := north.Sent(t.Context(), Query{Search: search, Charter: id, Who: Who{User: user}})
					if err != nil || len(got) != want {
						t.Errorf("%q looks for %q: %d messages, %v", user, search, len(got), err)
					}
				}
			}
			if got, err := north.Sent(t.Context(), Query{Precedence: []string{"flash"}, Who: Who{User: user}}); err != nil || len(got) > 1 {
				t.Errorf("%d messages, %v", len(got), err)
			}
		}
	})
}

// Messages from before there were words get theirs in bounded steps; what is erased leaves them, and stays away.
func TestWordsOfOldAndErasedMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: time.Millisecond})
		north := w.start("north")
		w.start("south")
		var ids []string
		for range 2*wordPiece + 3 {
			ids = append(ids, w.write("north", "south", "A word planted in each."))
		}
		w.wait("north", ids[len(ids)-1], "recorded", time.Hour)
		words := func(id string) (words []string, err error) {
			h, _ := parley.ParseHash(id)
			err = w.stations["north"].memory.View(func(r store.Reader) error { words, err = r.WordsOf(h); return err })
			return words, err
		}
		if _, err := words(ids[0]); err == nil {
			t.Fatal("the first message has words already")
		}
		if all, err := north.Sent(t.Context(), Query{Search: "planted"}); err != nil || len(all) != len(ids) {
			t.Errorf("found %d of %d, %v", len(all), len(ids), err)
		}
		late := w.write("north", "south", "One planted later.")
		w.wait("north", late, "recorded", time.Minute)
		time.Sleep(wordInterval + time.Minute)
		if _, err := words(late); err != nil {
			t.Errorf("without any search: %v", err)
		}
		if _, err := north.Erase(t.Context(), ids[5], "its time is over", Who{}); err != nil {
			t.Fatal(err)
		}
		if _, err := words(ids[5]); err == nil {
			t.Error("an erased message has words")
		}
		if all, err := north.Sent(t.Context(), Query{Search: "planted"}); err != nil || len(all) != len(ids) {
			t.Errorf("after one was erased and one came, found %d, want %d, %v", len(all), len(ids), err)
		}
	})
}

// The words of a message of which the edition is not here are those of what can be read.
func TestWordsWithoutEdition(t *testing.T) {
	p := &wire.Payload{Subject: "Sub ject", Form: "notice", Body: []byte{0xa1, 0xff}, Blobs: []wire.Blob{{Name: "map 7.png"}}}
	if got := wordedText(nil, p); got != "Sub ject\n\nmap 7.png" {
		t.Errorf("%q", got)
	}
}
