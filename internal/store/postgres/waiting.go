package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// most is how many statements wait before they are sent without one that is waited for.
const most = 64

// A waiting statement is one whose answer nobody looks at. It goes with the next one that is waited for, over the line to the
// server and back in one turn: such turns are most of what a small statement costs. When it fails the transaction has failed, and the
// statement that it went with says so, and so does the end of the transaction.
type waiting struct {
	text   string
	values []any
}

// Put is Exec for who does not need to know how many rows were changed; see rows.Session.
func (s *session) Put(query string, args ...any) error {
	values, err := plain(args)
	if err != nil {
		return err
	}
	if s.waits = append(s.waits, waiting{s.inOurWords(query), values}); len(s.waits) >= most {
		return s.flush()
	}
	return nil
}

// flush sends what waits.
func (s *session) flush() error {
	if len(s.waits) == 0 {
		return nil
	}
	last := s.waits[len(s.waits)-1]
	s.waits = s.waits[:len(s.waits)-1]
	return s.ask(last.text, last.values, func(pgx.Rows) error { return nil })
}

// ask carries out what waits and then a statement, in one turn, and has read read its rows.
func (s *session) ask(text string, values []any, read func(pgx.Rows) error) error {
	s.sent = true
	if len(s.waits) == 0 {
		answer, err := s.conn.Query(context.Background(), text, values...)
		if err != nil {
			return storageError(err)
		}
		return readAll(answer, read)
	}
	var all pgx.Batch
	for _, w := range append(s.waits, waiting{text, values}) {
		all.Queue(w.text, w.values...)
	}
	answers := s.conn.SendBatch(context.Background(), &all)
	err := readLast(answers, len(s.waits), read)
	s.waits = nil
	if closing := answers.Close(); err == nil {
		err = storageError(closing)
	}
	s.failed = err
	return err
}

// readLast passes over so many answers, and has read read the rows of the next.
func readLast(answers pgx.BatchResults, before int, read func(pgx.Rows) error) error {
	for range before {
		if _, err := answers.Exec(); err != nil {
			return storageError(err)
		}
	}
	answer, err := answers.Query()
	if err != nil {
		return storageError(err)
	}
	return readAll(answer, read)
}

// readAll has read read an answer, and closes it. What read says goes before what the server says.
func readAll(answer pgx.Rows, read func(pgx.Rows) error) error {
	err := read(answer)
	answer.Close()
	if err == nil {
		err = storageError(answer.Err())
	}
	return err
}
