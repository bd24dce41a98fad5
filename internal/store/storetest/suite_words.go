package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"parley"
	"parley/internal/store"
)

var wordSubjects = []subject{
	{"found by words", testFound},
	{"found by state", testFoundByState},
	{"erased words", testErasedWords},
	{"words without sense", testNoWords},
	{"words and faults", testWordFaults},
}

// worded stores messages 0 to len(words)-1 of the suite, with these words between spaces.
func worded(t *testing.T, s store.Store, words ...string) {
	t.Helper()
	for n, w := range words {
		m := message(n)
		m.Time = parley.Millis(1000 * n)
		update(t, s, func(tx store.Tx) error {
			_, err := tx.AddMessage(m)
			return errors.Join(err, tx.PutWords(m.ID, strings.Fields(w)))
		})
	}
}

// found returns the places of the messages that f selects.
func found(t *testing.T, s store.Store, f store.Finding) (out string) {
	t.Helper()
	view(t, s, func(r store.Reader) error {
		ms, err := r.FindMessages(f)
		for _, m := range ms {
			out += fmt.Sprint(m.Seq)
		}
		return err
	})
	return out
}

// Finding: "a message has each of All and, for each of Begin, a word that begins so, and at least one of each list in Any".
func testFound(t *testing.T, s store.Store) {
	worded(t, s, "alpha учеба", "alpha beta \ue000pff", "alp beta учебный", "", "and or not near", "й и иод")
	words := func(w ...string) []string { return w }
	for _, c := range []struct {
		want string
		f    store.Finding
	}{
		{"12", store.Finding{All: words("alpha")}},
		{"2", store.Finding{All: words("alpha", "beta")}},
		{"", store.Finding{All: words("alph")}},
		{"123", store.Finding{Begin: words("alp")}},
		{"13", store.Finding{Begin: words("уче")}},
		{"3", store.Finding{Begin: words("уче", "bet")}},
		{"1", store.Finding{All: words("учеба"), Begin: words("al")}},
		{"2", store.Finding{All: words("\ue000pff")}},
		{"", store.Finding{All: words("pff")}},
		{"5", store.Finding{All: words("and", "or", "not", "near")}},
		{"6", store.Finding{All: words("й")}},
		{"6", store.Finding{Begin: words("и")}},
		{"125", store.Finding{Any: [][]string{{"alpha", "near", "nowhere"}}}},
		{"2", store.Finding{Any: [][]string{{"alpha", "near"}, {"beta"}}}},
		{"321", store.Finding{Begin: words("al"), Newest: true}},
		{"32", store.Finding{Begin: words("al"), Newest: true, Limit: 2}},
		{"21", store.Finding{Begin: words("al"), Newest: true, Before: 3}},
		{"3", store.Finding{Begin: words("al"), After: 2}},
		{"12", store.Finding{Begin: words("al"), Limit: 2}},
		{"23", store.Finding{Begin: words("al"), From: 1000}},
		{"2", store.Finding{Begin: words("al"), From: 1000, Until: 2000}},
	} {
		if got := found(t, s, c.f); got != c.want {
			t.Errorf("%+v: found %q, want %q", c.f, got, c.want)
		}
	}
	view(t, s, func(r store.Reader) error {
		got, err := r.WordsOf(worldIDs[1])
		if fmt.Sprint(got) != "[alpha beta \ue000pff]" || err != nil {
			t.Errorf("words: %q, %v", got, err)
		}
		none, err := r.WordsOf(worldIDs[3])
		_, unknown := r.WordsOf(worldIDs[7])
		missing(t, unknown)
		if len(none) > 0 {
			t.Errorf("no words: %q", none)
		}
		return err
	})
}

// MessageState: "own: recorded by every addressee party; of others: recorded here".
func testFoundByState(t *testing.T, s store.Store) {
	worded(t, s, "x", "x", "x", "x") // 1 and 3 are own
	ack := message(5)
	ack.Own, ack.Acks = true, worldIDs[1]
	delivered := func(n int, party parley.PartyID, recorded int64, refused int16, acknowledged parley.Millis) store.Delivery {
		return store.Delivery{Message: worldIDs[n], Party: party, RecordedAt: recorded, Refused: refused, Acknowledged: acknowledged}
	}
	update(t, s, func(tx store.Tx) error {
		_, err := tx.AddMessage(ack)
		return errors.Join(err,
			tx.SetRead(worldIDs[1], 5), tx.SetPlaces(worldIDs[3], 1, 2, 7),
			tx.PutDelivery(delivered(0, "south", 3, -1, 9)), tx.PutDelivery(delivered(0, "east", 3, -1, 9)),
			tx.PutDelivery(delivered(2, "south", 3, 4, 9)), tx.PutDelivery(delivered(2, "east", -1, -1, 0)))
	})
	for state, want := range map[store.MessageState]string{store.AnyState: "1234", store.StateRead: "2", store.StateUnread: "134", store.StateRecorded: "14",
		store.StateUnrecorded: "23", store.StateAcknowledged: "12", store.StateUnacknowledged: "34", store.StateRefused: "34"} {
		if got := found(t, s, store.Finding{All: []string{"x"}, State: state}); got != want {
			t.Errorf("state %d: found %q, want %q", state, got, want)
		}
	}
}

// EraseMessage: "removes the bytes of its envelope and its words for good". PutWords: "A message that was erased gets none,
// whatever words are given." WordlessMessages: "the first messages after the last one that has words".
func testErasedWords(t *testing.T, s store.Store) {
	worded(t, s, "x", "x y", "x")
	next := message(3)
	update(t, s, func(tx store.Tx) error { _, err := tx.AddMessage(next); return err })
	wordless := func(want int) {
		t.Helper()
		view(t, s, func(r store.Reader) error {
			ms, err := r.WordlessMessages(7)
			if len(ms) != want || want > 0 && ms[0].ID != next.ID {
				t.Errorf("%d without words, want %d", len(ms), want)
			}
			return err
		})
	}
	wordless(1)
	update(t, s, func(tx store.Tx) error {
		return errors.Join(tx.EraseMessage(worldIDs[1]), tx.EraseMessage(worldIDs[2]), tx.PutWords(worldIDs[2], []string{"x"}))
	})
	wordless(1)
	if got := found(t, s, store.Finding{Begin: []string{"x"}}) + found(t, s, store.Finding{All: []string{"y"}}); got != "1" {
		t.Errorf("after erasing, found %q", got)
	}
	view(t, s, func(r store.Reader) error {
		for _, id := range worldIDs[1:3] {
			_, err := r.WordsOf(id)
			missing(t, err)
		}
		return nil
	})
	update(t, s, func(tx store.Tx) error { return tx.PutWords(next.ID, nil) })
	wordless(0)
	update(t, s, func(tx store.Tx) error { return tx.PutWords(next.ID, []string{"z"}) })
	update(t, s, func(tx store.Tx) error { return tx.PutWords(next.ID, []string{"q", "q"}) })
	if got := found(t, s, store.Finding{Any: [][]string{{"z", "q"}}}) + found(t, s, store.Finding{All: []string{"z"}}); got != "4" {
		t.Errorf("after words took the place of others, found %q", got)
	}
	refused(t, s, notFound, func(tx store.Tx) error { return tx.PutWords(worldIDs[8], []string{"q"}) })
}

// Check: "reports a finding that no driver answers". What has a meaning in a language of searches is a word here, or none.
func testNoWords(t *testing.T, s store.Store) {
	worded(t, s, "x")
	long := make([]string, store.MaxFindingWords+1)
	for i := range long {
		long[i] = "x"
	}
	view(t, s, func(r store.Reader) error {
		for _, w := range []string{"", `"`, `x"`, "x y", "X", "x*", "(", "x:y", "-x", "\x00", "x\x00", "\xff", "^x", "é\n"} {
			for _, f := range []store.Finding{{All: []string{w}}, {Begin: []string{w}}, {Any: [][]string{{"x", w}}}} {
				if ms, err := r.FindMessages(f); parley.CodeOf(err) != parley.CodeUsage {
					t.Errorf("%q: %d messages, %v", w, len(ms), err)
				}
			}
		}
		for code, f := range map[parley.Code]store.Finding{parley.CodeUsage: {}, parley.CodeTooLarge: {All: long}} {
			if _, err := r.FindMessages(f); parley.CodeOf(err) != code {
				t.Errorf("%d words: %v", len(f.All), err)
			}
		}
		_, empty := r.FindMessages(store.Finding{All: []string{"x"}, Any: [][]string{{}}})
		_, state := r.FindMessages(store.Finding{All: []string{"x"}, State: 99})
		if empty == nil || state == nil {
			t.Errorf("an empty list: %v; no state: %v", empty, state)
		}
		return nil
	})
	for _, w := range []string{"", "a b", `"`, "A"} {
		refused(t, s, "code "+string(parley.CodeInternal), func(tx store.Tx) error { return tx.PutWords(worldIDs[0], []string{"x", w}) })
	}
}

// A commit that fails leaves no words behind, or, if it was stored all the same, all of them.
func testWordFaults(t *testing.T, s store.Store) {
	for i, fault := range Faults {
		f := Faulty(s, Nth(2, fault))
		m := message(i)
		update(t, f, func(tx store.Tx) error { _, err := tx.AddMessage(m); return err })
		word := fmt.Sprintf("word%d", i)
		if err := f.Update(func(tx store.Tx) error { return tx.PutWords(m.ID, []string{word}) }); !errors.Is(err, ErrInjected) {
			t.Fatalf("%v: %v", fault, err)
		}
		want := ""
		if fault == UnknownStored {
			want = fmt.Sprint(i + 1)
		}
		if got := found(t, s, store.Finding{All: []string{word}}); got != want {
			t.Errorf("%v: found %q, want %q", fault, got, want)
		}
	}
}

func (c chooser) putWords() operation {
	id := c.id()
	var words []string
	for range c.IntN(4) {
		words = append(words, pick(c, worldWords))
	}
	return operation{"PutWords", func(tx store.Tx) error { return tx.PutWords(id, words) }}
}

func (c chooser) eraseMessage() operation {
	id := c.id()
	return operation{"EraseMessage", func(tx store.Tx) error { return tx.EraseMessage(id) }}
}

var worldWords = []string{"a", "ab", "abc", "я", "яй", "\ue000w61"}

func wordQuestions() (qs []question) {
	add := func(ask func(store.Reader) (any, error)) { qs = append(qs, question{"words", ask}) }
	for _, id := range worldIDs[:4] {
		add(func(r store.Reader) (any, error) { return r.WordsOf(id) })
	}
	add(func(r store.Reader) (any, error) { return r.WordlessMessages(3) })
	for i, w := range worldWords {
		f := store.Finding{Begin: []string{w}, State: store.MessageState(i), Newest: i%2 == 0, Limit: i}
		add(func(r store.Reader) (any, error) { return r.FindMessages(f) })
		g := store.Finding{All: []string{w}, Any: [][]string{worldWords[:3]}, State: store.MessageState(i + 2), From: 9}
		add(func(r store.Reader) (any, error) { return r.FindMessages(g) })
	}
	return qs
}
