package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/config"
	"parley/internal/node"
	"parley/internal/store"
	"parley/internal/store/sqlite"
)

// rebuildingName is the database while it is rebuilt; keptInfix stands between the name of the database and the time at
// which a rebuild took its place.
const (
	rebuildingName = databaseName + ".rebuilding"
	keptInfix      = ".before-rebuild-"
)

func rebuildCommand() *cobra.Command {
	var compare, asJSON bool
	cmd := &cobra.Command{
		Use:   "rebuild --dir DIR",
		Short: "Compute again from the record everything that can be computed, and compare",
		Long: "Compute again, from what was signed, everything in the database that can be computed from it: the columns by which\n" +
			"messages, leaves, sheets and editions are found, tree hashes, deliveries, attachments. Each row and column that is not\n" +
			"what the record gives is named. With --compare that is all. Otherwise the database is built anew, checked, and put in\n" +
			"the place of the old one, which is kept as node.db.before-rebuild-TIME until you remove it.\n\n" +
			"What happened only here cannot be computed, and is carried over as it is: the order and times of storing, when a\n" +
			"message was first read, what expired, when heads were first seen, the times of lines, the journal, evidence,\n" +
			"attachments. The node must not run. Where the record itself is damaged no rebuild helps: restore a backup.\n\n" +
			"The exit status is 1 where something differs and was not mended.",
		Example: "  parley rebuild --dir north --compare\n  parley rebuild --dir north --json",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			r := &rebuild{compare: compare}
			v, err := r.start(cmd)
			if v == nil {
				return err
			}
			if asJSON {
				err = firstOf(printJSON(cmd.OutOrStdout(), v, true), err)
			} else {
				err = firstOf(v.print(cmd.OutOrStdout()), err)
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&compare, "compare", false, "compare only, and leave the database as it is")
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// A rebuild is one under way, under the lock of the directory.
type rebuild struct {
	dir     string
	config  *config.Config
	compare bool
	db      *sqlite.Store
}

// A rebuiltView is what was found and done.
type rebuiltView struct {
	Differences []node.DifferenceView `json:"differences"`
	Damage      []string              `json:"damage"` // of the record itself, which no rebuild mends
	Rebuilt     bool                  `json:"rebuilt"`
	Kept        string                `json:"kept"` // the database before, or empty
}

func (v *rebuiltView) print(w io.Writer) error {
	var b strings.Builder
	for _, s := range v.Damage {
		fmt.Fprintf(&b, "%s\n", oneLine(s))
	}
	for _, d := range v.Differences {
		fmt.Fprintf(&b, "%s\n", oneLine(d.Sentence))
	}
	switch {
	case v.Rebuilt:
		fmt.Fprintf(&b, "rebuilt: %d differences mended; the database before is kept as %s\n", len(v.Differences), v.Kept)
	case len(v.Differences)+len(v.Damage) == 0:
		fmt.Fprintln(&b, "everything is what the record gives")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *rebuild) start(cmd *cobra.Command) (v *rebuiltView, err error) {
	if r.dir, r.config, err = configOf(cmd); err != nil {
		return nil, err
	}
	if _, err := checkedNow(); err != nil {
		return nil, err
	}
	lock, err := waitForLock(r.dir)
	if err != nil {
		return nil, err
	}
	if lock == nil {
		return nil, parley.Errorf(parley.CodeBusy, "a node serves %s: stop it first", r.dir)
	}
	defer lock.Release()
	if r.config.Database != "" {
		return nil, parley.Errorf(parley.CodeUsage, "the record is kept by a database server: make a backup and restore it to a directory of its own, rebuild that, and bring it back with: parley migrate")
	}
	if _, err := os.Stat(r.path(databaseName)); err != nil {
		return nil, unreadable(r.path(databaseName), err)
	}
	if r.db, err = sqlite.Open(r.path(databaseName)); err != nil {
		return nil, unopened(r.dir, err)
	}
	defer r.db.Close()
	return r.run(cmd.Context())
}

func (r *rebuild) path(name string) string { return filepath.Join(r.dir, name) }

func (r *rebuild) run(ctx context.Context) (v *rebuiltView, err error) {
	v = &rebuiltView{}
	if v.Differences, v.Damage, err = node.Compare(ctx, r.config.Party, r.db); err != nil {
		return nil, err
	}
	switch {
	case len(v.Damage) > 0:
		return v, r.ended(parley.Errorf(parley.CodeBadRecord, "the record itself does not hold (%d faults), which no rebuild mends: restore a backup", len(v.Damage)))
	case r.compare && len(v.Differences) > 0:
		return v, r.ended(parley.Errorf(parley.CodeBadRecord, "%d differences: parley rebuild mends them", len(v.Differences)))
	case r.compare:
		return v, r.ended(nil)
	}
	if err := r.replace(ctx, v); err != nil {
		return nil, err
	}
	return v, nil
}

// ended enters in the journal that the views were compared.
func (r *rebuild) ended(outcome error) error {
	detail := "everything is what the record gives"
	if outcome != nil {
		detail = parley.SentenceOf(outcome)
	}
	return firstOf(noteIn(r.db, "rebuild", detail), outcome)
}

// noteIn enters a local action in the journal of a store without a node.
func noteIn(db store.Store, action, detail string) error {
	at, by := parley.MillisOf(now()), who("")
	err := db.Update(func(tx store.Tx) error {
		return tx.AddEntry(store.Entry{Time: at, User: by.User, Action: action, Detail: detail})
	})
	if err != nil {
		return storage(err, "the journal cannot be written")
	}
	return nil
}

// replace builds the database anew beside the old one, checks it, keeps a copy of the old one, and takes its place.
func (r *rebuild) replace(ctx context.Context, v *rebuiltView) error {
	fresh := r.path(rebuildingName)
	if err := removeDatabase(fresh); err != nil {
		return err
	}
	v.Kept = databaseName + keptInfix + now().UTC().Format("20060102T150405.000Z")
	if err := r.build(ctx, fresh, fmt.Sprintf("%d differences mended; before: %s", len(v.Differences), v.Kept)); err != nil {
		return firstOf(err, removeDatabase(fresh))
	}
	if err := r.db.Backup(r.path(v.Kept)); err != nil {
		return err
	}
	if err := r.db.Close(); err != nil {
		return storage(err, "the database cannot be closed")
	}
	if err := noLog(r.path(databaseName)); err != nil {
		return err
	}
	if err := os.Rename(fresh, r.path(databaseName)); err != nil {
		return unwritable(r.path(databaseName), err)
	}
	if err := syncDirectory(r.dir); err != nil {
		return unwritable(r.dir, err)
	}
	v.Rebuilt = true
	return nil
}

// build makes the new database and checks it.
func (r *rebuild) build(ctx context.Context, path, detail string) error {
	db, err := sqlite.Open(path)
	if err != nil {
		return unopened(r.dir, err)
	}
	defer db.Close()
	if err := node.Rebuild(ctx, r.config.Party, r.db, db); err != nil {
		return storage(err, "the database was not rebuilt")
	}
	checked, err := node.Verify(ctx, r.config.Party, db)
	if err != nil {
		return err
	}
	if !checked.OK {
		return parley.Errorf(parley.CodeBadRecord, "the rebuilt database does not hold, and was not used: %s", firstError(checked))
	}
	if err := noteIn(db, "rebuild", detail); err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return storage(err, "the database cannot be closed")
	}
	return noLog(path)
}

// noLog makes sure that everything of a closed database stands in its file: a write-ahead log beside it would be taken
// for that of the file that comes in its place.
func noLog(path string) error {
	info, err := os.Stat(path + "-wal")
	if err == nil && info.Size() > 0 {
		return parley.Errorf(parley.CodeStorage, "the database %s could not be closed: another process has it open", path)
	}
	return nil
}

// removeDatabase removes what an interrupted rebuild left.
func removeDatabase(path string) error {
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
			return unwritable(name, err)
		}
	}
	return nil
}
