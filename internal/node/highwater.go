package node

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"parley"
	"parley/internal/store"
)

// A Mark is the last head shown of one log.
type Mark struct {
	Size uint64
	Root parley.Hash
}

// HighWater keeps, outside the party's directory and every backup, the last head shown of each own log: before a head
// is shown, Raise must have put it on stable storage.
type HighWater interface {
	Read(log store.LogID) (m Mark, ok bool, err error)
	Raise(log store.LogID, m Mark) error
	// Set writes m in the place of whatever is there, when that cannot be gone on from.
	Set(log store.LogID, m Mark) error
}

// DirHighWater keeps one small file per log in a directory. Each file has two slots, written in turn and fsynced, so
// that a torn write leaves the other one.
type DirHighWater string

const slotLen = 20 + 1 + 64 + 1 + 16 + 1 // size, root, checksum, line feed

func (d DirHighWater) path(log store.LogID) string {
	name := fmt.Sprintf("%s.%s", log.Charter, log.Party)
	if log.Volume > 0 {
		name += fmt.Sprintf(".%d", log.Volume)
	}
	return filepath.Join(string(d), name)
}

func slot(m Mark) []byte {
	b := fmt.Sprintf("%020d %s", m.Size, m.Root)
	sum := parley.Sum([]byte(b))
	return []byte(b + " " + hex.EncodeToString(sum[:8]) + "\n")
}

func parseSlot(b []byte) (m Mark, ok bool) {
	var root string
	if _, err := fmt.Sscanf(string(b), "%d %64s", &m.Size, &root); err != nil {
		return m, false
	}
	h, err := parley.ParseHash(root)
	m.Root = h
	return m, err == nil && string(slot(m)) == string(b)
}

// Read returns the larger of the valid slots. A file without one is an error, except one shorter than a slot: the first
// write to it was cut off, and nothing is shown before a write has ended.
func (d DirHighWater) Read(log store.LogID) (m Mark, ok bool, err error) {
	b, err := os.ReadFile(d.path(log))
	if errors.Is(err, os.ErrNotExist) || err == nil && len(b) < slotLen {
		return m, false, nil
	}
	if err != nil {
		return m, false, err
	}
	for ; len(b) >= slotLen; b = b[slotLen:] {
		if s, valid := parseSlot(b[:slotLen]); valid && (!ok || s.Size > m.Size) {
			m, ok = s, true
		}
	}
	if !ok {
		return m, false, parley.Errorf(parley.CodeBadRecord, "the high-water file %s is damaged", d.path(log))
	}
	return m, true, nil
}

// Raise writes m into the older slot, or the damaged one, and returns when it is on stable storage.
func (d DirHighWater) Raise(log store.LogID, m Mark) error {
	f, err := os.OpenFile(d.path(log), os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, os.ErrNotExist) {
		if err = os.MkdirAll(string(d), 0o700); err == nil {
			f, err = os.OpenFile(d.path(log), os.O_RDWR|os.O_CREATE, 0o600)
		}
	}
	if err != nil {
		return err
	}
	defer f.Close()
	b := make([]byte, 2*slotLen)
	n, err := f.ReadAt(b, 0)
	if err != nil && err != io.EOF {
		return err
	}
	if _, err := f.WriteAt(slot(m), olderSlot(b[:n])); err != nil {
		return err
	}
	if err := syncData(f); err != nil {
		return err
	}
	if n < slotLen {
		return syncDir(string(d))
	}
	return nil
}

// Set replaces the file by one whose slots both hold m, and returns when that is on stable storage.
func (d DirHighWater) Set(log store.LogID, m Mark) error {
	if err := os.MkdirAll(string(d), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(string(d), "new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := f.Write(append(slot(m), slot(m)...)); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), d.path(log)); err != nil {
		return err
	}
	return syncDir(string(d))
}

// olderSlot returns where the next mark goes in a file that holds b: never over the only valid slot, nor the newer one.
func olderSlot(b []byte) int64 {
	if len(b) < slotLen {
		return 0
	}
	first, ok := parseSlot(b[:slotLen])
	if !ok {
		return 0
	}
	if second, ok := parseSlot(b[slotLen:]); ok && second.Size > first.Size {
		return 0
	}
	return slotLen
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
