package console

import (
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"parley"
)

// maxDrafts bounds how many drafts are kept.
const maxDrafts = 500

// draftEnding is how the files of drafts end.
const draftEnding = ".json"

// A DraftDirectory keeps each draft as a file of a directory, readable by its owner alone. It is safe for use by many
// goroutines.
type DraftDirectory struct {
	mu  sync.Mutex
	dir string
}

// NewDraftDirectory keeps drafts in dir, which it makes when the first is kept.
func NewDraftDirectory(dir string) *DraftDirectory { return &DraftDirectory{dir: dir} }

// file returns the file of a draft. Its id is 32 hexadecimal digits, so it names no other place.
func (x *DraftDirectory) file(id string) (string, error) {
	if len(id) != 32 || strings.Trim(id, "0123456789abcdef") != "" {
		return "", parley.Errorf(parley.CodeBadID, "%.40q is no draft", id)
	}
	return filepath.Join(x.dir, id+draftEnding), nil
}

// Keep writes a draft in the place of the one before it: whole, or not at all.
func (x *DraftDirectory) Keep(d Draft) error {
	name, err := x.file(d.ID)
	if err != nil {
		return err
	}
	b, err := json.Marshal(d)
	if err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := os.MkdirAll(x.dir, 0o700); err != nil {
		return unkept(err)
	}
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		if list, err := os.ReadDir(x.dir); err == nil && len(list) >= maxDrafts {
			return parley.Errorf(parley.CodeLimit, "%d drafts are kept; remove some first", maxDrafts)
		}
	}
	if err := replace(name, b); err != nil {
		return unkept(err)
	}
	return nil
}

func unkept(err error) error {
	return parley.Wrap(err, parley.CodeStorage, "the draft could not be kept; the disk may be full")
}

// replace puts a file of mode 0600 in its place, on stable storage.
func replace(name string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".draft-")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// Draft reads one.
func (x *DraftDirectory) Draft(id string) (d Draft, err error) {
	name, err := x.file(id)
	if err != nil {
		return d, err
	}
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return d, parley.Errorf(parley.CodeNotFound, "there is no such draft; it may have been sent or removed")
	}
	if err == nil {
		err = json.Unmarshal(b, &d)
	}
	if err != nil {
		return d, parley.Wrap(err, parley.CodeStorage, "the draft cannot be read")
	}
	return d, nil
}

// All lists the drafts that can be read.
func (x *DraftDirectory) All() ([]Draft, error) {
	list, err := os.ReadDir(x.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeStorage, "the drafts cannot be listed")
	}
	var out []Draft
	for _, e := range list {
		if d, err := x.Draft(strings.TrimSuffix(e.Name(), draftEnding)); err == nil {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b Draft) int { return cmp.Or(cmp.Compare(b.Kept, a.Kept), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// Remove forgets a draft.
func (x *DraftDirectory) Remove(id string) error {
	name, err := x.file(id)
	if err != nil {
		return err
	}
	dir, _ := x.beside(id)
	if err := errors.Join(os.RemoveAll(dir), os.Remove(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return parley.Wrap(err, parley.CodeStorage, "the draft could not be removed")
	}
	return nil
}
