package sqlite

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"parley"
	"parley/internal/store"
)

// sentences are what the user reads for each primary result code of SQLite that a user can do something about.
var sentences = map[int]string{
	lib.SQLITE_FULL:     "the disk is full: the database cannot grow",
	lib.SQLITE_READONLY: "the database is read-only",
	lib.SQLITE_PERM:     "this user may not write to the database",
	lib.SQLITE_CANTOPEN: "the database file cannot be opened",
	lib.SQLITE_IOERR:    "the disk failed while the database was read or written",
	lib.SQLITE_CORRUPT:  "the database file is damaged",
	lib.SQLITE_NOTADB:   "the file is not a database",
	lib.SQLITE_NOMEM:    "there is not enough memory for the database",
}

// storageError gives an error of SQLite its code and sentence; nil stays nil, and so does an error that has a code.
func storageError(err error) error {
	var coded *parley.Error
	if err == nil || errors.As(err, &coded) {
		return err
	}
	code := primary(err)
	if code == lib.SQLITE_BUSY || code == lib.SQLITE_LOCKED {
		return parley.Wrap(err, parley.CodeBusy, "another process holds the database")
	}
	if s, ok := sentences[code]; ok {
		return parley.Wrap(err, parley.CodeStorage, "%s", s)
	}
	return fmt.Errorf("sqlite: %w", err)
}

// primary returns the primary result code of SQLite in err's chain, or -1.
func primary(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return -1
}

// notStored reports whether a COMMIT that failed with err surely left nothing behind. SQLite writes a transaction's
// last frame only when there is room for it, and none at all for the other codes. A failed write or fsync is
// different: the frames may be in the file, and a recovery after a crash would take them for a commit.
func notStored(err error) bool {
	switch primary(err) {
	case lib.SQLITE_FULL, lib.SQLITE_READONLY, lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_CONSTRAINT:
		return true
	}
	return false
}

// unknownOutcome marks the error of a COMMIT whose outcome is open.
func unknownOutcome(err error) error {
	return parley.Wrap(fmt.Errorf("%w: %w", store.ErrUnknown, err), parley.CodeStorage,
		"the disk failed while the database was written, and whether the last change was stored is not known")
}
