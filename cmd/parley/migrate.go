package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/config"
	"parley/internal/node"
	"parley/internal/store/postgres"
	"parley/internal/store/rows"
	"parley/internal/store/sqlite"
)

// migratedInfix stands between the name of the database and the time at which its rows went to a database server.
const migratedInfix = ".migrated-"

func migrateCommand() *cobra.Command {
	m := &migrating{}
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "migrate --dir DIR --to URL",
		Short: "Move the record from the file in the directory to a database server",
		Long: "Copy every row of the node's database to an empty PostgreSQL database, compare what arrived with what was sent, table by\n" +
			"table, verify the record there from the leaves up, and enter the key database in config.yaml. Until all of that is done\n" +
			"the directory is as it was. The file is kept as node.db.migrated-TIME until you remove it. The node must not run.\n\n" +
			"The way back is a backup: it holds the record as a file again, from whichever database.",
		Example: "  parley migrate --dir north --to postgres://parley@db.example/north",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			v, err := m.start(cmd)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), v, true)
			}
			return v.print(cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&m.to, "to", "", "database as a URL that begins with postgres:// (required)")
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

// migrating is a move before it is done.
type migrating struct {
	dir, to string
	config  *config.Config
	text    string // of the configuration as it will be
}

// A migratedView is what was moved and checked.
type migratedView struct {
	Rows   int64           `json:"rows"`
	Tables int             `json:"tables"`
	Record node.VerifyView `json:"record"`
	Kept   string          `json:"kept"`
}

func (v migratedView) print(w io.Writer) error {
	_, err := fmt.Fprintf(w, "moved: %d rows of %d tables, each the same on both sides; %s; the file before is kept as %s\n", v.Rows, v.Tables, v.Record.Outcome(), v.Kept)
	return err
}

func (m *migrating) start(cmd *cobra.Command) (v migratedView, err error) {
	if m.to == "" {
		return v, parley.Errorf(parley.CodeUsage, "name the database with --to")
	}
	if m.dir, m.config, err = configOf(cmd); err != nil {
		return v, err
	}
	if m.config.Database != "" {
		return v, parley.Errorf(parley.CodeUsage, "the record of %s is kept by a database server already", m.dir)
	}
	name := filepath.Join(m.dir, config.FileName)
	text, err := os.ReadFile(name)
	if err != nil {
		return v, unreadable(name, err)
	}
	if m.text, err = config.WithDatabase(string(text), m.to); err != nil {
		return v, err
	}
	lock, err := waitForLock(m.dir)
	if err != nil {
		return v, err
	}
	if lock == nil {
		return v, parley.Errorf(parley.CodeBusy, "a node serves %s: stop it first", m.dir)
	}
	defer lock.Release()
	if !databaseThere(m.dir, m.config) {
		return v, parley.Errorf(parley.CodeNotFound, "%s has no database yet: enter the key database in its config.yaml instead", m.dir)
	}
	if err := m.move(cmd.Context(), &v); err != nil {
		return v, err
	}
	return v, m.settle(&v)
}

// move fills the database of the server, compares and verifies.
func (m *migrating) move(ctx context.Context, v *migratedView) error {
	from, err := sqlite.Open(filepath.Join(m.dir, databaseName))
	if err != nil {
		return unopened(m.dir, err)
	}
	defer from.Close()
	to, err := postgres.Open(ctx, m.to, postgres.Options{})
	if err != nil {
		return err
	}
	defer to.Close()
	var sums []rows.Sum
	err = to.Fill(func(t rows.Session) error {
		return from.Rows(func(f rows.Session) (err error) {
			if _, err = rows.Copy(f, t); err != nil {
				return err
			}
			sums, err = sameRows(f, t)
			return err
		})
	})
	if err != nil {
		return storage(err, "the rows could not be moved")
	}
	for _, s := range sums {
		v.Tables++
		v.Rows += s.Rows
	}
	if v.Record, err = node.Verify(ctx, m.config.Party, to); err != nil {
		return err
	}
	if !v.Record.OK {
		return parley.Errorf(parley.CodeBadRecord, "the record was moved, but %s; first: %s; nothing of %s was changed", v.Record.Outcome(), firstError(v.Record), m.dir)
	}
	return noteIn(to, "migrate", fmt.Sprintf("%d rows to the database server", v.Rows))
}

// sameRows holds both sides against each other.
func sameRows(from, to rows.Session) ([]rows.Sum, error) {
	sent, err := rows.Sums(from)
	if err != nil {
		return nil, err
	}
	came, err := rows.Sums(to)
	if err != nil {
		return nil, err
	}
	for i, s := range sent {
		if came[i] != s {
			return nil, parley.Errorf(parley.CodeStorage, "of the table %s %d rows were sent and %d came, or came with other contents", s.Table, s.Rows, came[i].Rows)
		}
	}
	return sent, nil
}

// settle enters the database in the configuration and puts the file aside.
func (m *migrating) settle(v *migratedView) error {
	if err := os.Remove(databaseMark(m.config)); err != nil && !os.IsNotExist(err) { // of a server that it was on before
		return unwritable(databaseMark(m.config), err)
	}
	name := filepath.Join(m.dir, config.FileName)
	os.Remove(name + ".new") // of a move that was broken off
	if err := writeBytes(name+".new", []byte(m.text)); err != nil {
		return err
	}
	if err := os.Rename(name+".new", name); err != nil {
		return unwritable(name, err)
	}
	v.Kept = databaseName + migratedInfix + now().UTC().Format("20060102T150405.000Z")
	if err := os.Rename(filepath.Join(m.dir, databaseName), filepath.Join(m.dir, v.Kept)); err != nil {
		return unwritable(filepath.Join(m.dir, v.Kept), err)
	}
	if err := syncDirectory(m.dir); err != nil {
		return unwritable(m.dir, err)
	}
	return nil
}
