package storetest

import (
	"slices"
	"strings"

	"parley"
	"parley/internal/store"
)

func (r *reader) FindMessages(f store.Finding) ([]store.Message, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	var list []store.Message
	for w := range r.words.from("", "") {
		m, _ := r.messages.get(key(w.seq))
		if hasWords(w.words, f) && r.inState(m, f.State) && m.Time >= f.From && (f.Until == 0 || m.Time < f.Until) &&
			m.Seq > f.After && (f.Before == 0 || m.Seq < f.Before) {
			list = append(list, copyMessage(m))
		}
	}
	if f.Newest {
		slices.Reverse(list)
	}
	if f.Limit > 0 && len(list) > f.Limit {
		list = list[:f.Limit]
	}
	return list, nil
}

func hasWords(words []string, f store.Finding) bool {
	has := func(w string) bool { return slices.Contains(words, w) }
	hasNot := func(w string) bool { return !has(w) }
	begins := func(b string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, b) })
	}
	return !slices.ContainsFunc(f.All, hasNot) &&
		!slices.ContainsFunc(f.Begin, func(b string) bool { return !begins(b) }) &&
		!slices.ContainsFunc(f.Any, func(some []string) bool { return !slices.ContainsFunc(some, has) })
}

func (r *reader) inState(m store.Message, s store.MessageState) bool {
	ds, _ := r.Deliveries(m.ID)
	lacks := func(is func(store.Delivery) bool) bool { return slices.ContainsFunc(ds, is) }
	recorded := m.RecordedAt >= 0
	acknowledged := r.acknowledged(m.ID)
	if m.Own {
		recorded = !lacks(func(d store.Delivery) bool { return d.RecordedAt < 0 })
		acknowledged = !lacks(func(d store.Delivery) bool { return d.Acknowledged == 0 })
	}
	return [...]bool{true, m.Read > 0, m.Read == 0, recorded, !recorded, acknowledged, !acknowledged,
		m.Refused >= 0 || lacks(func(d store.Delivery) bool { return d.Refused >= 0 })}[s]
}

// acknowledged reports whether a message of ours acknowledges the one with that id.
func (r *reader) acknowledged(id parley.Hash) bool {
	refs, _ := r.MessagesReferring(id)
	return slices.ContainsFunc(refs, func(a store.Message) bool { return a.Own && a.Acks == id })
}

func (r *reader) WordsOf(message parley.Hash) ([]string, error) {
	m, err := r.Message(message)
	if err != nil || len(m.Envelope) == 0 {
		return nil, store.ErrNotFound
	}
	w, ok := r.words.get(key(m.Seq))
	if !ok {
		return nil, store.ErrNotFound
	}
	return slices.Clone(w.words), nil
}

func (r *reader) WordlessMessages(limit int) ([]store.Message, error) {
	last, _ := r.words.lastTo("", beyond)
	return r.Messages(store.MessageFilter{After: last.seq, Limit: limit})
}

// wordRow is the words of one message.
type wordRow struct {
	seq   uint64
	words []string // ascending
}

func (t *tx) PutWords(message parley.Hash, words []string) (err error) {
	defer t.failOn(&err)
	m, err := t.Message(message)
	if slices.ContainsFunc(words, func(w string) bool { return !store.IsWord(w) }) {
		return parley.Errorf(parley.CodeInternal, "the message %s cannot have a word of these", message)
	}
	if err != nil {
		return err
	}
	if words = slices.Compact(slices.Sorted(slices.Values(words))); len(m.Envelope) == 0 {
		words = nil
	}
	t.words = t.words.with(key(m.Seq), wordRow{m.Seq, words})
	return nil
}

// dropWords removes the words of a message, if it has any.
func (t *tx) dropWords(m store.Message) {
	if t.words.has(key(m.Seq)) {
		t.words = t.words.with(key(m.Seq), wordRow{seq: m.Seq})
	}
}
