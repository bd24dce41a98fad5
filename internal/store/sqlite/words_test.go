package sqlite

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"

	"parley"
	"parley/internal/store"
)

// What the full-text table says is checked like an index: Damage names it.
func TestDamagedWords(t *testing.T) {
	s := openNew(t)
	id := parley.Hash{1}
	err := s.Update(func(tx store.Tx) error {
		_, err := tx.AddMessage(store.Message{ID: id, Author: "north", Envelope: []byte("e")})
		if err != nil {
			return err
		}
		return tx.PutWords(id, []string{"alpha", "beta"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if found := damage(t, s); len(found) > 0 {
		t.Fatalf("before: %q", found)
	}
	s.Close()
	raw(t, s.path, "UPDATE message_words_content SET c0 = 'alpha gamma'")
	again := openAt(t, s.path)
	if found := strings.Join(damage(t, again), "\n"); !strings.Contains(found, "message_words") {
		t.Errorf("found %q", found)
	}
}

// Words that came after a session last read some are no damage.
func TestLaterWordsAreNoDamage(t *testing.T) {
	s := openNew(t)
	for i := range byte(3) {
		id := parley.Hash{i + 1}
		err := s.Update(func(tx store.Tx) error {
			if _, err := tx.AddMessage(store.Message{ID: id, PayloadHash: id, Author: "north", Envelope: []byte("e")}); err != nil {
				return err
			}
			return tx.PutWords(id, []string{"alpha"})
		})
		if err != nil {
			t.Fatal(err)
		}
		for range readSessions {
			if found := damage(t, s); len(found) > 0 {
				t.Errorf("after %d messages: %q", i+1, found)
			}
			s.View(func(r store.Reader) error { _, err := r.WordlessMessages(1); return err })
		}
	}
}

// A database from before there were states gets those of its messages.
func TestStatesOfOldMessages(t *testing.T) {
	steps, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "node.db")
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite, sqlite.OpenCreate)
	if err != nil {
		t.Fatal(err)
	}
	old := &session{conn: conn, stmts: map[string]*statement{}}
	if err := migrate(old, steps[:9]); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	theirs, ours := parley.Hash{1}, parley.Hash{2}
	message := `INSERT INTO message (seq, id, charter, author, own, payload, envelope, form, precedence, author_time, stored_time, sent_at, recorded_at, refused, read_time)
		VALUES (%d, x'%s', zeroblob(32), 'north', %v, x'%[2]s', x'00', 'text', 0, 0, 0, -1, -1, -1, 0)`
	raw(t, path, fmt.Sprintf(message, 1, theirs, false), fmt.Sprintf(message, 2, ours, true),
		`INSERT INTO message_words (rowid, words) VALUES (1, 'x'), (2, 'x')`,
		fmt.Sprintf(`INSERT INTO delivery VALUES (1, x'%s', zeroblob(32), 'south', 0, 0, 1, 0, 4, 5, -1, 0, 9, 0)`, ours))
	again := openAt(t, path)
	if faults := damage(t, again); len(faults) > 0 {
		t.Errorf("%q", faults)
	}
	for state, want := range map[store.MessageState]parley.Hash{store.StateUnacknowledged: theirs, store.StateRecorded: ours} {
		err := again.View(func(r store.Reader) error {
			ms, err := r.FindMessages(store.Finding{Begin: []string{"x"}, State: state})
			if len(ms) != 1 || ms[0].ID != want {
				t.Errorf("state %d: %d messages", state, len(ms))
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// BenchmarkFindMessages prints how long one page of a search over 100,000 messages takes, with 55 words each, 23 of them the
// same in all.
// The design asks for less than 100 ms.
func BenchmarkFindMessages(b *testing.B) {
	const messages = 100_000
	s := openNew(b)
	began := time.Now()
	fill(b, s, messages)
	b.Logf("%d messages stored with words in %v", messages, time.Since(began).Round(time.Millisecond))
	facet := "\ue000w61"
	for _, c := range []struct {
		name string
		f    store.Finding
	}{
		{"rare word", store.Finding{All: []string{facet}, Begin: []string{"w19999"}}},
		{"common word", store.Finding{All: []string{facet}, Begin: []string{"общее"}}},
		{"two common words and a rare one", store.Finding{All: []string{facet}, Begin: []string{"общее", "common", "w77x"}}},
		{"prefix of one letter", store.Finding{All: []string{facet}, Begin: []string{"w"}}},
		{"prefix of three letters", store.Finding{All: []string{facet}, Begin: []string{"w12"}}},
		{"three prefixes", store.Finding{All: []string{facet}, Begin: []string{"w12", "w3", "w45"}}},
		{"no such word", store.Finding{All: []string{facet}, Begin: []string{"nowhere"}}},
		{"40 days", store.Finding{All: []string{facet}, Any: [][]string{manyDays()}}},
		{"words that never stand together", store.Finding{All: []string{facet}, Begin: []string{"even", "uneven"}}},
		{"23 common words, two of which never stand together", store.Finding{All: []string{facet}, Begin: append(commonWords(), "even", "uneven")}},
		{"beginnings of common words and no such third", store.Finding{All: []string{facet}, Begin: []string{"c", "co", "com", "comm", "commo", "common", "w", "w1", "о", "об", "общ", "обще", "even", "uneven"}}},
		{"beginning of 50000 words", store.Finding{All: []string{facet}, Begin: []string{"many"}}},
		{"beginning of 50000 words and none together", store.Finding{All: []string{facet}, Begin: []string{"many", "even", "uneven"}}},
		{"nothing since then", store.Finding{All: []string{facet}, From: 1 << 50}},
		{"half of all, nothing since then", store.Finding{All: []string{facet}, Begin: []string{"even"}, State: store.StateRead, From: 1 << 50}},
		{"unread, of which there is none", store.Finding{All: []string{facet}, State: store.StateUnread}},
		{"unacknowledged, of which there is none", store.Finding{All: []string{facet}, State: store.StateUnacknowledged}},
	} {
		c.f.Newest, c.f.Limit = true, 50
		b.Run(strings.ReplaceAll(c.name, " ", "_"), func(b *testing.B) {
			n, best := 0, time.Hour
			for b.Loop() {
				began := time.Now()
				err := s.View(func(r store.Reader) error { ms, err := r.FindMessages(c.f); n = len(ms); return err })
				if err != nil {
					b.Fatal(err)
				}
				best = min(best, time.Since(began))
			}
			b.ReportMetric(float64(n), "found")
			b.ReportMetric(float64(best.Microseconds())/1000, "best-ms")
		})
	}
}

// commonWords stand in every message.
func commonWords() (words []string) {
	for i := range 21 {
		words = append(words, fmt.Sprintf("common%c", 'a'+i))
	}
	return words
}

func manyDays() (words []string) {
	for d := range 40 {
		words = append(words, fmt.Sprintf("\ue000d%04d", d))
	}
	return words
}

// fill stores n messages with words in the pieces in which a node does it.
func fill(b *testing.B, s *Store, n int) {
	b.Helper()
	const piece = 256
	for from := 0; from < n; from += piece {
		err := s.Update(func(tx store.Tx) error {
			for i := from; i < min(n, from+piece); i++ {
				m := store.Message{ID: parley.Sum(fmt.Appendf(nil, "id %d", i)), Author: "north", PayloadHash: parley.Sum(fmt.Appendf(nil, "p %d", i)),
					Envelope: make([]byte, 600), Form: "text", Time: parley.Millis(i), SentAt: -1, RecordedAt: -1, Refused: -1, Read: 1, Own: true}
				if _, err := tx.AddMessage(m); err != nil {
					return err
				}
				if err := tx.PutWords(m.ID, wordsOf(i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func wordsOf(i int) []string {
	words := []string{"\ue000w61", fmt.Sprintf("\ue000d%04d", i/300), "общее", "common"}
	if i%100 == 77 {
		words = append(words, "w77x")
	}
	words = append(words, []string{"even", "uneven"}[i%2], fmt.Sprintf("many%05d", i/2))
	for k := range 21 {
		words = append(words, commonWords()[k])
	}
	for k := range 28 {
		words = append(words, fmt.Sprintf("w%d", (i*7919+k*104729)%20000))
	}
	return slices.Compact(slices.Sorted(slices.Values(words)))
}
