package sqlite

import (
	"slices"
	"strconv"
	"strings"

	"parley"
	"parley/internal/store"
)

// The words of a message are a row of the full-text table message_words, in order, between spaces. Its tokenizer parts
// them at ASCII characters that are neither letters nor digits, and no word has one: see store.IsWord.

// inState are the conditions that select messages in a state.
var inState = map[store.MessageState]string{
	store.AnyState:            `true`,
	store.StateRead:           `m.read_time > 0`,
	store.StateUnread:         `m.read_time = 0`,
	store.StateRecorded:       `NOT ` + unrecorded,
	store.StateUnrecorded:     unrecorded,
	store.StateAcknowledged:   `NOT ` + unacknowledged,
	store.StateUnacknowledged: unacknowledged,
	store.StateRefused:        `(m.refused >= 0 OR EXISTS (SELECT 1 FROM delivery d WHERE d.message = m.id AND d.refused >= 0))`,
}

const (
	unrecorded = `CASE WHEN m.own THEN EXISTS (SELECT 1 FROM delivery d WHERE d.message = m.id AND d.recorded_at < 0)
		ELSE m.recorded_at < 0 END`
	unacknowledged = `CASE WHEN m.own THEN EXISTS (SELECT 1 FROM delivery d WHERE d.message = m.id AND d.acknowledged = 0)
		ELSE NOT EXISTS (SELECT 1 FROM message a WHERE a.acks = m.id AND a.own) END`
)

// foundColumns are messageColumns of the messages that the full-text table finds.
var foundColumns = strings.Replace(strings.Replace(messageColumns, "SELECT seq", "SELECT m.seq", 1),
	"FROM message ", "FROM message_words w CROSS JOIN message m ON m.seq = w.rowid ", 1)

// FindMessages returns the messages that f selects; see store.Reader.
func (r *reader) FindMessages(f store.Finding) ([]store.Message, error) {
	if err := f.Check(); err != nil {
		return nil, r.note(err)
	}
	if f.Before == 0 {
		f.Before = store.MaxNumber
	}
	if f.Until == 0 {
		f.Until = store.MaxNumber
	}
	order := ` ORDER BY w.rowid`
	if f.Newest {
		order += ` DESC`
	}
	return list(r, scanMessage, foundColumns+`WHERE w.message_words MATCH $1 AND w.rowid > $2 AND w.rowid < $3
		AND m.author_time >= $4 AND m.author_time < $5 AND `+inState[f.State]+order+` LIMIT $6`,
		matching(f), capped(f.After), capped(f.Before), f.From, f.Until, noLimit(f.Limit))
}

// matching writes a finding in the language of the full-text table. Each word is a string there, so that none can be an
// operator of it.
func matching(f store.Finding) string {
	var terms []string
	quoted := func(w string) string { return `"` + w + `"` }
	for _, w := range f.All {
		terms = append(terms, quoted(w))
	}
	for _, w := range f.Begin {
		terms = append(terms, quoted(w)+" *")
	}
	for _, some := range f.Any {
		var either []string
		for _, w := range some {
			either = append(either, quoted(w))
		}
		terms = append(terms, "("+strings.Join(either, " OR ")+")")
	}
	return strings.Join(terms, " AND ")
}

// WordsOf returns a message's words; see store.Reader.
func (r *reader) WordsOf(message parley.Hash) ([]string, error) {
	text, err := one(r, scanText, `SELECT words FROM message_words WHERE rowid = (SELECT seq FROM message WHERE id = $1 AND length(envelope) > 0)`, message[:])
	return strings.Fields(text), err
}

// lastWorded is the place of the last message that has words.
const lastWorded = `SELECT rowid FROM message_words ORDER BY rowid DESC LIMIT 1`

// WordlessMessages returns the first messages without words; see store.Reader.
func (r *reader) WordlessMessages(limit int) ([]store.Message, error) {
	return list(r, scanMessage, messageColumns+`WHERE seq > COALESCE((`+lastWorded+`), 0)
		ORDER BY seq LIMIT $1`, noLimit(limit))
}

// PutWords sets a message's words; see store.Tx.
func (t *tx) PutWords(message parley.Hash, words []string) (err error) {
	defer t.failOn(&err)
	if i := slices.IndexFunc(words, func(w string) bool { return !store.IsWord(w) }); i >= 0 {
		return parley.Errorf(parley.CodeInternal, "the message %s cannot have the word %s", message, strconv.Quote(words[i]))
	}
	words = slices.Compact(slices.Sorted(slices.Values(words)))
	n, err := t.exec(`INSERT OR REPLACE INTO message_words (rowid, words)
		SELECT seq, CASE WHEN length(envelope) > 0 THEN $2 ELSE '' END FROM message WHERE id = $1`, message[:], strings.Join(words, " "))
	return found(n, err)
}

// dropWords removes the words of a message, also from the pages where they stood. It leaves a row without any, so that
// the rows go on from the last message.
func (t *tx) dropWords(message parley.Hash) error {
	_, err := t.exec(`UPDATE message_words SET words = '' WHERE rowid = (SELECT seq FROM message WHERE id = $1)`, message[:])
	return err
}
