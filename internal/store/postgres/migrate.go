package postgres

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"parley"
)

// migrations/NNNN_subject.sql brings a database to version NNNN, which is SQLite's number for the same tables. The first one makes
// an empty database; a file that was released never changes.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

// A step is one migration.
type step struct {
	version int64
	text    string
}

// steps returns the migrations in order.
func steps() ([]step, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var all []step
	for _, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, err
		}
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		all = append(all, step{version, string(text)})
	}
	return all, nil
}

// prepareDatabase checks that the database is ours and not newer than this program, and runs the migrations that it lacks, all in one
// transaction.
func prepareDatabase(s *session) error {
	all, err := steps()
	if err != nil {
		return err
	}
	if err := s.begin("BEGIN"); err != nil {
		return err
	}
	defer s.rollback()
	version, err := currentVersion(s)
	if err != nil {
		return err
	}
	last := all[len(all)-1].version
	if version > last {
		return parley.Errorf(parley.CodeStorage, "the database was made by a newer version of this program (schema %d, "+
			"this version knows up to %d): install that version again", version, last)
	}
	for _, step := range all {
		if step.version > version {
			if err := s.migrate(step); err != nil {
				return err
			}
		}
	}
	return s.commit()
}

// currentVersion returns the version of the database, 0 for an empty one.
func currentVersion(s *session) (int64, error) {
	tables, err := s.number("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
	if err != nil || tables == 0 {
		return 0, err
	}
	ours, err := s.number("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename IN ('schema_version', 'generation')")
	if err == nil && ours != 2 {
		return 0, parley.Errorf(parley.CodeStorage, "the database holds tables of another program: give the node one of its own")
	}
	if err != nil {
		return 0, err
	}
	return s.number("SELECT max(version) FROM schema_version")
}

func (s *session) migrate(next step) error {
	if _, err := s.conn.PgConn().Exec(context.Background(), next.text).ReadAll(); err != nil {
		return storageError(fmt.Errorf("migration to schema %d: %w", next.version, err))
	}
	_, err := s.Exec("INSERT INTO schema_version (version) VALUES ($1)", next.version)
	return err
}
