package main

import (
	"crypto/rand"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"

	"parley"
	"parley/internal/control"
)

// A besideWord tells directories of one kind beside the same directory apart.
type besideWord [8]byte

// makeBeside makes and locks a directory beside dir, named DIR, infix and a random word, in which a directory is built
// that then takes the place of dir: what is interrupted leaves dir as it was.
func makeBeside(dir, infix string) (string, *control.Lock, error) {
	var random besideWord
	rand.Read(random[:])
	work := dir + infix + hex.EncodeToString(random[:])
	if err := os.Mkdir(work, 0o700); err != nil {
		return "", nil, unwritable(dir, err)
	}
	lock, err := control.LockDirectory(work)
	if err != nil {
		os.RemoveAll(work)
	}
	return work, lock, err
}

// clearBeside has clear remove what interrupted work left beside dir. Work that still goes on holds its lock and is left
// alone.
func clearBeside(dir, infix string, clear func(work string)) error {
	parent := filepath.Dir(dir)
	entries, err := os.ReadDir(parent)
	if err != nil {
		return parley.Wrap(err, parley.CodeStorage, "cannot make %s: %s", dir, reason(err))
	}
	for _, e := range entries {
		random, ok := strings.CutPrefix(e.Name(), filepath.Base(dir)+infix)
		if word, err := hex.DecodeString(random); !ok || !e.IsDir() || err != nil || len(word) != len(besideWord{}) {
			continue
		}
		work := filepath.Join(parent, e.Name())
		lock, err := control.LockDirectory(work)
		if parley.CodeOf(err) == parley.CodeBusy {
			continue
		}
		clear(work)
		if err == nil {
			lock.Release()
		}
	}
	return nil
}

// takePlace puts work in the place of dir, which is empty or not there, for good.
func takePlace(work, dir string) error {
	if err := os.Remove(dir); err != nil && !os.IsNotExist(err) {
		return parley.Wrap(err, parley.CodeStorage, "cannot take the place of %s: %s", dir, reason(err))
	}
	if err := os.Rename(work, dir); err != nil {
		return unwritable(dir, err)
	}
	if err := syncDirectory(filepath.Dir(dir)); err != nil {
		return unwritable(dir, err)
	}
	return nil
}

// syncDirectories puts the names in dir and below it on stable storage.
func syncDirectories(dir string) error {
	return filepath.WalkDir(dir, func(at string, e os.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			err = syncDirectory(at)
		}
		if err != nil {
			return unwritable(at, err)
		}
		return nil
	})
}

func removeAll(work string) { os.RemoveAll(work) }
