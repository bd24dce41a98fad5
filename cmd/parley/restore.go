package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/config"
	"parley/internal/node"
	"parley/internal/store"
	"parley/internal/store/sqlite"
)

// restoringInfix stands between the name of a directory and a random word while it is restored.
const restoringInfix = ".restoring-"

func restoreCommand() *cobra.Command {
	r := &restoring{}
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "restore --from BACKUP --dir DIR",
		Short: "Make a node's directory from a backup",
		Long: "Make the directory DIR, which must be empty or not there, from a backup, after the backup's files have been checked\n" +
			"against their hashes and its record from the bytes up. An interrupted restore leaves no node.\n\n" +
			"Only one node of a party may run: make sure that the old one never starts again. The high-water files stay where they\n" +
			"were. If they say that the node had shown more than the backup holds, it starts in the state RECOVERING: it takes and\n" +
			"receives messages, gets back from the other parties what they hold, and signs its record again when it has.",
		Example: "  parley restore --from /media/stick/north-2026-11-22 --dir north\n  parley serve --dir north",
		Args:    arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := r.plan(cmd); err != nil {
				return err
			}
			v, err := r.run(cmd.Context())
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), v, true)
			}
			return v.print(cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&r.from, "from", "", "directory of the backup (required)")
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

// restoring is a restore before it is done.
type restoring struct {
	from, dir string
	manifest  *manifest
	config    *config.Config
}

// A restoredView is what was restored, and how the record stands to what the node had shown.
type restoredView struct {
	Dir  string     `json:"dir"`
	From backupView `json:"from"`
	Next []string   `json:"next"` // what happens next, plain sentences
}

func (v restoredView) print(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%s: restored %s as of %s; %s\n", v.Dir, v.From.Party, v.From.Made, v.From.Record.Outcome())
	for _, s := range v.Next {
		if err == nil {
			_, err = fmt.Fprintln(w, s)
		}
	}
	return err
}

// plan checks the backup's files and that there is room for a node.
func (r *restoring) plan(cmd *cobra.Command) (err error) {
	if r.from == "" {
		return parley.Errorf(parley.CodeUsage, "name the backup with --from")
	}
	if r.dir, err = directoryOf(cmd); err != nil {
		return err
	}
	if r.dir, err = emptyPlace(r.dir); err != nil {
		return err
	}
	if within(r.dir, r.from) {
		return parley.Errorf(parley.CodeUsage, "%s lies in the backup; name a place outside", r.dir)
	}
	if r.manifest, err = readManifest(r.from); err != nil {
		return err
	}
	if err := r.manifest.check(r.from); err != nil {
		return err
	}
	if r.config, err = config.Load(r.from); err != nil {
		return err
	}
	if r.config.Party != r.manifest.Party {
		return parley.Errorf(parley.CodeBadEncoding, "the backup %s is of %s, but its configuration is of %s", r.from, r.manifest.Party, r.config.Party)
	}
	_, err = checkedNow()
	return err
}

// run builds the directory beside its place, checks it there, and puts it there whole.
func (r *restoring) run(ctx context.Context) (v restoredView, err error) {
	if err := clearBeside(r.dir, restoringInfix, removeAll); err != nil {
		return v, err
	}
	work, lock, err := makeBeside(r.dir, restoringInfix)
	if err != nil {
		return v, err
	}
	defer lock.Release()
	if v, err = r.fill(ctx, work); err == nil {
		err = takePlace(work, r.dir)
	}
	if err != nil {
		removeAll(work)
	}
	return v, err
}

// fill copies everything, checks the copy, and writes last what makes a directory a node's: its configuration.
func (r *restoring) fill(ctx context.Context, work string) (v restoredView, err error) {
	for _, f := range r.manifest.Files {
		if f.Name != config.FileName {
			if err := r.copyListed(f, work); err != nil {
				return v, err
			}
		}
	}
	v = restoredView{Dir: r.dir, From: backupView{Backup: r.from, manifest: *r.manifest}}
	if err := r.openCopy(ctx, work, &v); err != nil {
		return v, err
	}
	if !r.manifest.Keys {
		v.Next = append(v.Next, "the backup holds no keys: put them into "+filepath.Join(r.dir, keysName)+" first")
	}
	v.Next = append(v.Next, "start it with: parley serve --dir "+r.dir)
	if err := r.copyListed(listedFile{config.FileName, r.manifest.sum(config.FileName)}, work); err != nil {
		return v, err
	}
	return v, syncDirectories(work)
}

// copyListed copies one file and checks that the copy is what the manifest says.
func (r *restoring) copyListed(f listedFile, work string) error {
	to := filepath.Join(work, filepath.FromSlash(f.Name))
	if err := copyFile(filepath.Join(r.from, filepath.FromSlash(f.Name)), to); err != nil {
		return err
	}
	if sum, err := sumFile(to); err != nil || sum != f.SHA256 {
		return parley.Wrap(err, parley.CodeStorage, "%s of the backup %s did not arrive as it was written", f.Name, r.from)
	}
	return nil
}

// openCopy checks the record of the copied database, enters the restore in its journal, and compares it with the
// high-water files.
func (r *restoring) openCopy(ctx context.Context, work string, v *restoredView) error {
	if _, _, err := partyFileOf(work); err != nil {
		return err
	}
	db, err := sqlite.Open(filepath.Join(work, databaseName))
	if err != nil {
		return storage(err, "the database of the backup cannot be opened")
	}
	defer db.Close()
	if v.From.Record, err = node.Verify(ctx, r.manifest.Party, db); err != nil {
		return err
	}
	if !v.From.Record.OK {
		return parley.Errorf(parley.CodeBadRecord, "the backup %s is not restored: %s; first: %s", r.from, v.From.Record.Outcome(), firstError(v.From.Record))
	}
	if v.Next, err = r.compareShown(db); err != nil {
		return err
	}
	if err := noteIn(db, "restore", "from "+r.from+", made "+r.manifest.Made); err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return storage(err, "the database cannot be written")
	}
	return nil
}

func firstError(v node.VerifyView) string {
	if len(v.Errors) > 0 {
		return v.Errors[0]
	}
	for _, rec := range v.Records {
		if len(rec.Errors) > 0 {
			return rec.Errors[0]
		}
	}
	return ""
}

// compareShown says how the restored records stand to what the node had shown to others.
func (r *restoring) compareShown(db store.Store) (next []string, err error) {
	shown := node.DirHighWater(r.config.HighWater)
	err = db.View(func(tx store.Reader) error {
		charters, err := tx.Charters()
		for _, c := range charters {
			log := store.LogID{Charter: c, Party: r.config.Party}
			size, err := tx.LogSize(log)
			if err != nil {
				return err
			}
			m, ok, err := shown.Read(log)
			switch {
			case err != nil || !ok:
				next = append(next, fmt.Sprintf("under charter %s the high-water file in %s cannot be read: the node starts in RECOVERING and asks the other parties what it had shown",
					short(c.String()), r.config.HighWater))
			case m.Size > size:
				next = append(next, fmt.Sprintf("under charter %s the node had shown %d entries, %d more than the backup holds: it starts in RECOVERING and gets them back from the other parties",
					short(c.String()), m.Size, m.Size-size))
			}
		}
		return err
	})
	return next, err
}
