package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"parley"
)

// A history is where a database stands: in which cluster, on which timeline of it, and in which generation. A standby that is promoted
// begins a new timeline; a primary that was replaced stays on the old one.
type history struct{ system, timeline, generation int64 }

// history reads it, for a generation that was read before.
func (s *session) history(ctx context.Context, generation int64) (history, error) {
	h := history{generation: generation}
	var standby bool
	err := s.conn.QueryRow(ctx, "SELECT pg_is_in_recovery(), system_identifier FROM pg_control_system()").Scan(&standby, &h.system)
	if err == nil && standby {
		return h, parley.Errorf(parley.CodeStorage, "%s", sentences["25006"])
	}
	if err == nil {
		err = s.conn.QueryRow(ctx, "SELECT CAST(CAST('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) AS BIT(32)) AS BIGINT)").Scan(&h.timeline)
	}
	return h, storageError(err)
}

// behind says why h must not be gone on with by a node that has seen m; nil if it may be.
func (h history) behind(m history) error {
	switch {
	case h.system == m.system && h.timeline < m.timeline:
		return parley.Errorf(parley.CodeStorage, "this database server was replaced by a standby that was promoted (timeline %d, and this node has seen %d): nothing is written here. Switch it off, and point the node at the server that replaced it", h.timeline, m.timeline)
	case h.generation < m.generation:
		return parley.Errorf(parley.CodeStorage, "this database is an older copy (generation %d, and this node has seen %d): nothing is written here. Point the node at the newer one", h.generation, m.generation)
	}
	return nil
}

// readMark returns the newest history that was seen, none if there is no file.
func readMark(path string) (m history, err error) {
	if path == "" {
		return m, nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, parley.Wrap(err, parley.CodeStorage, "cannot read %s, which says which database this node has seen", path)
	}
	if _, err := fmt.Sscanf(string(text), markForm, &m.system, &m.timeline, &m.generation); err != nil || m.text() != string(text) {
		return m, parley.Errorf(parley.CodeStorage, "%s is damaged: it says which database this node has seen; remove it once that is known", path)
	}
	return m, nil
}

const markForm = "system %d timeline %d generation %d\n"

func (h history) text() string { return fmt.Sprintf(markForm, h.system, h.timeline, h.generation) }

// keepMark refuses a history that is older than the newest one seen, and has the file say a newer one, on stable storage.
func keepMark(path string, h history) error {
	m, err := readMark(path)
	if err == nil {
		err = h.behind(m)
	}
	if err != nil || h == m || path == "" {
		return err
	}
	if err := replaceFile(path, h.text()); err != nil {
		return parley.Wrap(err, parley.CodeStorage, "cannot write %s, which says which database this node has seen", path)
	}
	return nil
}

// replaceFile puts a file with text in the place of the one at path, durably.
func replaceFile(path, text string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
