package sqlite

import (
	"embed"
	"fmt"
	"io/fs"

	"parley"
)

// applicationID stands in the header of every database of this program: "Parl" in ASCII.
const applicationID = 0x5061726c

// migrations/NNNN_subject.sql brings a database from version NNNN-1 to NNNN. A file that was released never changes.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

// prepareDatabase checks that the database is ours and not newer than this program, sets its journal mode, runs the
// migrations that it lacks, all in one transaction, and settles what an earlier stop left open.
func prepareDatabase(ses *session) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	version, err := currentVersion(ses)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return parley.Errorf(parley.CodeStorage, "the database was made by a newer version of this program (schema %d, "+
			"this version knows up to %d): install that version again", version, len(steps))
	}
	if err := setJournalMode(ses); err != nil {
		return err
	}
	if version < len(steps) {
		if err := migrate(ses, steps); err != nil {
			return err
		}
	}
	return settle(ses)
}

// settle copies what a stop left in the write-ahead log into the database and forces that to disk. SQLite takes every
// whole transaction in the log for committed, also one whose fsync never came or failed, so that until now a power cut
// could still take back what a reader is about to be shown.
func settle(ses *session) error {
	var busy, frames, copied int
	if err := ses.answer("PRAGMA wal_checkpoint(FULL)", &busy, &frames, &copied); err != nil {
		return err
	}
	if busy != 0 {
		return parley.Errorf(parley.CodeBusy, "another process holds the database")
	}
	return nil
}

// migrations returns the texts of the migrations, the one to version 1 first.
func migrations() ([]string, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var steps []string
	for _, name := range names {
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		steps = append(steps, string(text))
	}
	return steps, nil
}

// currentVersion returns the version of the database, 0 for an empty file.
func currentVersion(ses *session) (int, error) {
	app, err := ses.number("PRAGMA application_id")
	if err != nil {
		return 0, err
	}
	tables, err := ses.number("SELECT COUNT(*) FROM sqlite_schema")
	if err != nil || tables == 0 && app == 0 {
		return 0, err
	}
	if app != applicationID {
		return 0, parley.Errorf(parley.CodeStorage, "the database file belongs to another program")
	}
	return ses.number("SELECT COALESCE(MAX(version), 0) FROM schema_version")
}

// setJournalMode asks for a write-ahead log and makes sure that it was granted.
func setJournalMode(ses *session) error {
	var mode string
	if err := ses.answer("PRAGMA journal_mode = WAL", &mode); err != nil {
		return err
	}
	if mode != "wal" {
		return parley.Errorf(parley.CodeStorage,
			"the database cannot keep a write-ahead log here; put it on a local disk")
	}
	return nil
}

// migrate runs the steps above the version that it finds once it alone may write.
func migrate(ses *session, steps []string) error {
	if err := ses.run("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer ses.rollback()
	if _, err := ses.Exec("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY) STRICT"); err != nil {
		return err
	}
	version, err := ses.number("SELECT COALESCE(MAX(version), 0) FROM schema_version")
	if err != nil {
		return err
	}
	for n := version + 1; n <= len(steps); n++ {
		if err := step(ses, n, steps[n-1]); err != nil {
			return err
		}
	}
	if err := ses.run("COMMIT"); err != nil {
		return err
	}
	ses.open = false
	return nil
}

func step(ses *session, version int, text string) error {
	if err := ses.script(text); err != nil {
		return fmt.Errorf("migration to schema %d: %w", version, err)
	}
	_, err := ses.Exec("INSERT INTO schema_version (version) VALUES ($1)", version)
	return err
}

// number returns the one number that query answers. It is for the time before transactions.
func (s *session) number(query string) (int, error) {
	var n int
	err := s.answer(query, &n)
	return n, err
}
