package console

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"parley"
)

// beside returns the directory in which the attachments of a draft lie.
func (x *DraftDirectory) beside(id string) (string, error) {
	name, err := x.file(id)
	return name[:max(0, len(name)-len(draftEnding))] + ".files", err
}

// Attach keeps bytes with a draft under the id that they have once they were read, and returns that and their number.
func (x *DraftDirectory) Attach(id string, in io.Reader, named func() parley.Hash) (blob parley.Hash, size uint64, err error) {
	dir, err := x.beside(id)
	if err != nil {
		return blob, 0, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return blob, 0, unkept(err)
	}
	f, err := os.CreateTemp(dir, ".file-")
	if err != nil {
		return blob, 0, unkept(err)
	}
	n, err := io.Copy(f, in)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		blob = named()
		err = os.Rename(f.Name(), filepath.Join(dir, blob.String()))
	}
	if err != nil {
		os.Remove(f.Name())
		return blob, 0, tooLargeOr(err)
	}
	return blob, uint64(n), nil
}

// File opens an attachment of a draft. CodeNotFound: it does not lie here.
func (x *DraftDirectory) File(id string, blob parley.Hash) (io.ReadCloser, error) {
	dir, err := x.beside(id)
	if err != nil {
		return nil, parley.Errorf(parley.CodeNotFound, "there is no such draft")
	}
	f, err := os.Open(filepath.Join(dir, blob.String()))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, parley.Errorf(parley.CodeNotFound, "the attachment does not lie here")
	}
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeStorage, "an attachment cannot be read")
	}
	return f, nil
}

// Detach forgets an attachment of a draft; a missing one is no error.
func (x *DraftDirectory) Detach(id string, blob parley.Hash) error {
	dir, err := x.beside(id)
	if err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(dir, blob.String())); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return parley.Wrap(err, parley.CodeStorage, "the attachment could not be removed")
	}
	return nil
}
