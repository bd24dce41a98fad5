package rows

import (
	"errors"

	"parley/internal/store"
)

// A logRow is the row of a log, with its end; see end.go. It is read once in a transaction, and by the session that writes
// once for all: nobody else writes. One that is not there has the number 0, which none has.
type logRow struct {
	no, size uint64
	end
}

func scanLogRow(r Row, l *logRow) error { return r.Scan(&l.no, &l.size) }

// log returns the row of a log.
func (r *Reader) log(log store.LogID) (*logRow, error) {
	if err := r.usable(); err != nil {
		return nil, err
	}
	if l := r.logs[log]; l != nil {
		return l, nil
	}
	l, err := one(r, scanLogRow, `SELECT no, size FROM log WHERE charter = $1 AND party = $2 AND volume = $3`,
		log.Charter[:], log.Party, capped(log.Volume))
	if errors.Is(err, store.ErrNotFound) {
		return &logRow{}, nil
	}
	if err != nil {
		return nil, err
	}
	if r.logs == nil {
		r.logs = map[store.LogID]*logRow{}
	}
	r.logs[log] = &l
	return &l, nil
}

// ofLog returns the rows of a log that query selects, whose first argument is the log's number.
func ofLog[T any](r *Reader, scan func(Row, *T) error, query string, log store.LogID, args ...any) ([]T, error) {
	l, err := r.log(log)
	if err != nil {
		return nil, err
	}
	return List(r, scan, query, append([]any{l.no}, args...)...)
}

// oneOfLog returns the first such row, or store.ErrNotFound.
func oneOfLog[T any](r *Reader, scan func(Row, *T) error, query string, log store.LogID, args ...any) (T, error) {
	all, err := ofLog(r, scan, query, log, args...)
	return first(all, err)
}

// LogSize returns the number of leaves held; see store.Reader.
func (r *Reader) LogSize(log store.LogID) (uint64, error) {
	l, err := r.log(log)
	if err != nil {
		return 0, err
	}
	return l.size, nil
}

// makeLog returns the row of a log, which it makes if it is not there.
func (t *Tx) makeLog(log store.LogID) (*logRow, error) {
	if err := store.CheckNumbers(log.Volume); err != nil {
		return nil, err
	}
	l, err := t.log(log)
	if err != nil || l.no != 0 {
		return l, err
	}
	err = t.put(`INSERT INTO log (no, charter, party, volume) VALUES ((SELECT COALESCE(MAX(no), 0) + 1 FROM log), $1, $2, $3)`,
		log.Charter[:], log.Party, capped(log.Volume))
	if err != nil {
		return nil, err
	}
	return t.log(log)
}
