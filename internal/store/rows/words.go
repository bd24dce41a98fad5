package rows

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
	store.StateRead:           `NOT s.unread`,
	store.StateUnread:         `s.unread`,
	store.StateRecorded:       `NOT s.unrecorded`,
	store.StateUnrecorded:     `s.unrecorded`,
	store.StateAcknowledged:   `NOT s.unacknowledged`,
	store.StateUnacknowledged: `s.unacknowledged`,
	store.StateRefused:        `s.refused`,
}

// foundColumns are messageColumns of the messages that the full-text table finds. Whatever else is asked of a message is
// answered by its row of message_state, so that the message itself is read only where it is the answer.
var foundColumns = strings.Replace(strings.Replace(strings.Replace(messageColumns, "SELECT seq", "SELECT m.seq", 1), "refused", "m.refused", 1),
	"FROM message ", "FROM message_words w CROSS JOIN message_state s ON s.seq = w.rowid CROSS JOIN message m ON m.seq = w.rowid ", 1)

// FindMessages returns the messages that f selects; see store.Reader.
func (r *Reader) FindMessages(f store.Finding) ([]store.Message, error) {
	if err := f.Check(); err != nil {
		return nil, r.note(err)
	}
	if f.Before == 0 {
		f.Before = store.MaxNumber
	}
	if f.Until == 0 {
		f.Until = store.MaxNumber
	}
	matching, some, err := r.engine.Matching(r, f)
	if err != nil || !some {
		return nil, err
	}
	order := ` ORDER BY w.rowid`
	if f.Newest {
		order += ` DESC`
	}
	return List(r, scanMessage, foundColumns+`WHERE `+r.engine.Matches+` AND w.rowid > $2 AND w.rowid < $3
		AND s.time >= $4 AND s.time < $5 AND `+inState[f.State]+order+` LIMIT $6`,
		matching, capped(f.After), capped(f.Before), f.From, f.Until, noLimit(f.Limit))
}

// WordsOf returns a message's words; see store.Reader.
func (r *Reader) WordsOf(message parley.Hash) ([]string, error) {
	text, err := one(r, scanText, `SELECT words FROM message_words WHERE rowid = (SELECT seq FROM message WHERE id = $1 AND length(envelope) > 0)`, message[:])
	return strings.Fields(text), err
}

// lastWorded is the place of the last message that has words.
const lastWorded = `SELECT rowid FROM message_words ORDER BY rowid DESC LIMIT 1`

// WordlessMessages returns the first messages without words; see store.Reader.
func (r *Reader) WordlessMessages(limit int) ([]store.Message, error) {
	return List(r, scanMessage, messageColumns+`WHERE seq > COALESCE((`+lastWorded+`), 0)
		ORDER BY seq LIMIT $1`, noLimit(limit))
}

// PutWords sets a message's words; see store.Tx.
func (t *Tx) PutWords(message parley.Hash, words []string) (err error) {
	defer t.failOn(&err)
	if i := slices.IndexFunc(words, func(w string) bool { return !store.IsWord(w) }); i >= 0 {
		return parley.Errorf(parley.CodeInternal, "the message %s cannot have the word %s", message, strconv.Quote(words[i]))
	}
	words = slices.Compact(slices.Sorted(slices.Values(words)))
	n, err := t.exec(t.engine.PutWords, message[:], strings.Join(words, " "))
	return found(n, err)
}

// dropWords removes the words of a message, also from the pages where they stood. It leaves a row without any, so that
// the rows go on from the last message.
func (t *Tx) dropWords(message parley.Hash) error {
	err := t.put(`UPDATE message_words SET words = '' WHERE rowid = (SELECT seq FROM message WHERE id = $1)`, message[:])
	return err
}
