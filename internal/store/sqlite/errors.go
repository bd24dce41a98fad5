package sqlite

import (
	"errors"
	"fmt"

	"zombiezen.com/go/sqlite"

	"parley"
	"parley/internal/store"
)

// sentences are what the user reads for each primary result code of SQLite that a user can do something about.
var sentences = map[sqlite.ResultCode]string{
	sqlite.ResultFull:     "the disk is full: the database cannot grow",
	sqlite.ResultReadOnly: "the database is read-only",
	sqlite.ResultPerm:     "this user may not write to the database",
	sqlite.ResultCantOpen: "the database file cannot be opened",
	sqlite.ResultIOErr:    "the disk failed while the database was read or written",
	sqlite.ResultCorrupt:  "the database file is damaged",
	sqlite.ResultNotADB:   "the file is not a database",
	sqlite.ResultNoMem:    "there is not enough memory for the database",
}

// storageError gives an error of SQLite its code and sentence; nil stays nil, and so does an error that has a code.
func storageError(err error) error {
	var coded *parley.Error
	if err == nil || errors.As(err, &coded) {
		return err
	}
	code := primary(err)
	if code == sqlite.ResultBusy || code == sqlite.ResultLocked {
		return parley.Wrap(err, parley.CodeBusy, "another process holds the database")
	}
	if s, ok := sentences[code]; ok {
		return parley.Wrap(err, parley.CodeStorage, "%s", s)
	}
	return fmt.Errorf("sqlite: %w", err)
}

// primary returns the primary result code of SQLite in err's chain, or sqlite.ResultError.
func primary(err error) sqlite.ResultCode { return sqlite.ErrCode(err).ToPrimary() }

// notStored reports whether a COMMIT that failed with err surely left nothing behind. SQLite writes a transaction's
// last frame only when there is room for it, and none at all for the other codes. A failed write or fsync is
// different: the frames may be in the file, and a recovery after a crash would take them for a commit.
func notStored(err error) bool {
	switch primary(err) {
	case sqlite.ResultFull, sqlite.ResultReadOnly, sqlite.ResultBusy, sqlite.ResultLocked, sqlite.ResultConstraint:
		return true
	}
	return false
}

// unknownOutcome marks the error of a COMMIT whose outcome is open.
func unknownOutcome(err error) error {
	return parley.Wrap(fmt.Errorf("%w: %w", store.ErrUnknown, err), parley.CodeStorage,
		"the disk failed while the database was written, and whether the last change was stored is not known")
}
