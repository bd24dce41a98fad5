package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"parley"
	"parley/internal/config"
	"parley/internal/control"
	"parley/internal/node"
	"parley/internal/store/sqlite"
)

// writingInfix stands between the name of a backup and a random word while it is written.
const writingInfix = ".writing-"

func backupCommand() *cobra.Command {
	b := &backup{}
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "backup --dir DIR -o BACKUP",
		Short: "Copy the node to a new directory, also while it serves, and check the copy",
		Long: "Copy the node to the new directory BACKUP, also while it serves, and check the copy: its files against their hashes,\n" +
			"its record from the bytes up. A backup holds, each with its SHA-256 in the file MANIFEST,\n\n" +
			"  node.db       the database as it was at one moment: records, messages, attachments, journal\n" +
			"  config.yaml   the configuration\n" +
			"  party.yaml    the public half of the party\n" +
			"  keys/, *.key  the PRIVATE KEYS, as they lie in the directory: plain, or under their passphrase\n\n" +
			"and every other file of the directory. With --without-keys it holds the first three only, the database without\n" +
			"the secrets of the lines. Keys that lie elsewhere are never in it, nor are the high-water files, which must not go\n" +
			"back: leave them where they are. Whoever holds a backup with keys can sign in the name of the party. The stock tool\n" +
			"checks it too: sha256sum -c MANIFEST.",
		Example: "  parley backup --dir north -o /media/stick/north-2026-11-22\n" +
			"  parley backup --dir north -o copy --without-keys --json",
		Args: arguments(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := b.plan(cmd); err != nil {
				return err
			}
			api, closeAPI, err := reachable(cmd)
			if err != nil {
				return err
			}
			defer closeAPI()
			v, err := b.run(cmd.Context(), api)
			if err != nil {
				return err
			}
			if err := api.Note(cmd.Context(), who(""), "backup", fmt.Sprintf("%s: %s", b.to, v.Record.Outcome())); err != nil {
				return err
			}
			if asJSON {
				err = printJSON(cmd.OutOrStdout(), v, true)
			} else {
				_, err = fmt.Fprintln(cmd.OutOrStdout(), v.sentence())
			}
			if err == nil && !v.Record.OK {
				err = parley.Errorf(parley.CodeBadRecord, "the copy %s is whole, but %s: see parley record verify", b.to, v.Record.Outcome())
			}
			return err
		},
	}
	cmd.Flags().StringVarP(&b.to, "output", "o", "", "new directory for the backup (required)")
	cmd.Flags().BoolVar(&b.withoutKeys, "without-keys", false, "leave out the private keys, the secrets of the lines and all other files of the directory")
	jsonFlag(cmd, &asJSON)
	directoryFlag(cmd)
	return cmd
}

// A backup is a copy of a node before it is made.
type backup struct {
	dir         string
	to          string
	withoutKeys bool
	config      *config.Config
}

// A backupView is what was copied and checked.
type backupView struct {
	Backup string `json:"backup"`
	manifest
	Record node.VerifyView `json:"record"`
}

func (v backupView) sentence() string {
	entries := uint64(0)
	for _, r := range v.Record.Records {
		entries += r.Size
	}
	keys := "with its private keys"
	if !v.Keys {
		keys = "without keys"
	}
	return fmt.Sprintf("%s: %d files of %s, %s; checked: %s (%d entries)", v.Backup, len(v.Files), v.Party, keys, v.Record.Outcome(), entries)
}

// plan checks what can be known before anything is written.
func (b *backup) plan(cmd *cobra.Command) (err error) {
	if b.to == "" {
		return parley.Errorf(parley.CodeUsage, "name the new directory with -o")
	}
	if b.dir, b.config, err = configOf(cmd); err != nil {
		return err
	}
	if b.to, err = emptyPlace(b.to); err != nil {
		return err
	}
	for _, dir := range []string{b.dir, b.config.HighWater} {
		if within(b.to, dir) {
			return parley.Errorf(parley.CodeUsage, "the backup %s would lie in %s; name a place outside", b.to, dir)
		}
	}
	_, err = checkedNow()
	return err
}

// within reports whether path is dir or lies below it.
func within(path, dir string) bool {
	real := func(p string) string {
		if abs, err := filepath.Abs(p); err == nil {
			p = abs
		}
		if r, err := filepath.EvalSymlinks(p); err == nil {
			return r
		}
		if r, err := filepath.EvalSymlinks(filepath.Dir(p)); err == nil {
			return filepath.Join(r, filepath.Base(p))
		}
		return p
	}
	path, dir = real(path), real(dir)
	return path == dir || strings.HasPrefix(path, dir+string(filepath.Separator))
}

// run makes the copy beside its place, checks it, and puts it there: an interrupted backup is none.
func (b *backup) run(ctx context.Context, api node.API) (v backupView, err error) {
	if err := clearBeside(b.to, writingInfix, removeAll); err != nil {
		return v, err
	}
	work, lock, err := makeBeside(b.to, writingInfix)
	if err != nil {
		return v, err
	}
	defer lock.Release()
	if v, err = b.fill(ctx, api, work); err == nil {
		err = os.Remove(filepath.Join(work, control.LockName))
	}
	if err == nil {
		err = syncDirectories(work)
	}
	if err == nil {
		err = takePlace(work, b.to)
	}
	if err != nil {
		removeAll(work)
	}
	return v, err
}

// fill writes the files, the database first, so that the keys are no older than what it names, and checks what it wrote.
func (b *backup) fill(ctx context.Context, api node.API, work string) (v backupView, err error) {
	if err := api.Backup(ctx, filepath.Join(work, databaseName)); err != nil {
		return v, err
	}
	if b.withoutKeys {
		if err := forgetSecrets(filepath.Join(work, databaseName)); err != nil {
			return v, err
		}
	}
	if err := b.copyFiles(work); err != nil {
		return v, err
	}
	m := &manifest{Party: b.config.Party, Made: parley.MillisOf(now()).String(), Keys: !b.withoutKeys}
	err = walkFiles(work, func(name string) error {
		if name == control.LockName {
			return nil
		}
		return m.add(work, name)
	})
	if err != nil {
		return v, err
	}
	if err := writeBytes(filepath.Join(work, manifestName), m.encode()); err != nil {
		return v, err
	}
	return checkBackup(ctx, work, b.to)
}

// copyFiles copies what belongs in a backup besides the database.
func (b *backup) copyFiles(work string) error {
	return walkFilesOf(b.dir, b.config, func(name string) error {
		if b.withoutKeys && name != config.FileName && name != partyName {
			return nil
		}
		if !listable(name) {
			return parley.Errorf(parley.CodeStorage, "the file %q of %s has a name that no backup can list", name, b.dir)
		}
		if name == config.FileName {
			return b.copyConfig(work)
		}
		return copyFile(filepath.Join(b.dir, filepath.FromSlash(name)), filepath.Join(work, filepath.FromSlash(name)))
	})
}

// copyConfig copies the configuration without what it says of a database server: the database of a backup is the file in it.
func (b *backup) copyConfig(work string) error {
	text, err := os.ReadFile(filepath.Join(b.dir, config.FileName))
	if err != nil {
		return unreadable(filepath.Join(b.dir, config.FileName), err)
	}
	without, err := config.WithDatabase(string(text), "")
	if err != nil {
		return err
	}
	return writeBytes(filepath.Join(work, config.FileName), []byte(without))
}

// walkFilesOf calls fn for each file of a node's directory that lasts: not for the database, which only its store may
// copy, nor for lock and socket, nor for high-water files that somebody keeps in it.
func walkFilesOf(dir string, cfg *config.Config, fn func(name string) error) error {
	return filepath.WalkDir(dir, func(at string, e os.DirEntry, err error) error {
		if err != nil {
			return unreadable(at, err)
		}
		name, err := filepath.Rel(dir, at)
		if err != nil {
			return err
		}
		passing := name == control.LockName || name == control.SocketName || name == ".socket" || strings.HasPrefix(name, databaseName) || within(at, cfg.HighWater)
		switch {
		case passing && e.IsDir():
			return filepath.SkipDir
		case passing || e.IsDir():
			return nil
		}
		if info, err := os.Stat(at); err != nil || !info.Mode().IsRegular() {
			return parley.Wrap(err, parley.CodeStorage, "%s is no file that can be copied", at)
		}
		return fn(filepath.ToSlash(name))
	})
}

// checkBackup checks the backup in dir as whoever restores it will: manifest, hashes, record. name is how it is called.
func checkBackup(ctx context.Context, dir, name string) (v backupView, err error) {
	m, err := readManifest(dir)
	if err != nil {
		return v, err
	}
	if err := m.check(dir); err != nil {
		return v, err
	}
	db, err := sqlite.OpenReadOnly(filepath.Join(dir, databaseName))
	if err != nil {
		return v, storage(err, "the copy of the database cannot be opened")
	}
	defer db.Close()
	v = backupView{Backup: name, manifest: *m}
	v.Record, err = node.Verify(ctx, m.Party, db)
	return v, err
}
