// Package highwater keeps, in one small file, the last head of a log that was shown or signed, so that whoever comes
// back with an older copy of the log sees it.
package highwater

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"parley"
)

// A Mark is the size and the root of a log's head.
type Mark struct {
	Size uint64
	Root parley.Hash
}

// A File is the path of the file of one log. It has two slots, written in turn and fsynced, so that a torn write leaves
// the other one.
type File string

func (f File) dir() string { return filepath.Dir(string(f)) }

const slotLen = 20 + 1 + 64 + 1 + 16 + 1 // size, root, checksum, line feed

func slot(m Mark) []byte {
	b := fmt.Sprintf("%020d %s", m.Size, m.Root)
	sum := parley.Sum([]byte(b))
	return []byte(b + " " + hex.EncodeToString(sum[:8]) + "\n")
}

func parseSlot(b []byte) (m Mark, ok bool) {
	if len(b) != slotLen {
		return m, false
	}
	var err error
	if m.Size, err = strconv.ParseUint(string(b[:20]), 10, 64); err != nil {
		return m, false
	}
	m.Root, err = parley.ParseHash(string(b[21 : 21+64]))
	return m, err == nil && string(slot(m)) == string(b)
}

// Read returns the larger of the valid slots. A file without one is an error, except one shorter than a slot: the first
// write to it was cut off, and nothing is shown before a write has ended.
func (f File) Read() (m Mark, ok bool, err error) {
	b, err := os.ReadFile(string(f))
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
		return m, false, parley.Errorf(parley.CodeBadRecord, "the high-water file %s is damaged", string(f))
	}
	return m, true, nil
}

// Raise writes m into the older slot, or the damaged one, and returns when it is on stable storage.
func (f File) Raise(m Mark) error {
	opened, err := os.OpenFile(string(f), os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, os.ErrNotExist) {
		if err = os.MkdirAll(f.dir(), 0o700); err == nil {
			opened, err = os.OpenFile(string(f), os.O_RDWR|os.O_CREATE, 0o600)
		}
	}
	if err != nil {
		return err
	}
	defer opened.Close()
	b := make([]byte, 2*slotLen)
	n, err := opened.ReadAt(b, 0)
	if err != nil && err != io.EOF {
		return err
	}
	if _, err := opened.WriteAt(slot(m), olderSlot(b[:n])); err != nil {
		return err
	}
	if err := syncData(opened); err != nil {
		return err
	}
	if n < slotLen {
		return syncDir(f.dir())
	}
	return nil
}

// Set replaces the file by one whose slots both hold m, and returns when that is on stable storage.
func (f File) Set(m Mark) error {
	if err := os.MkdirAll(f.dir(), 0o700); err != nil {
		return err
	}
	made, err := os.CreateTemp(f.dir(), "new-*")
	if err != nil {
		return err
	}
	defer os.Remove(made.Name())
	defer made.Close()
	if _, err := made.Write(append(slot(m), slot(m)...)); err != nil {
		return err
	}
	if err := made.Sync(); err != nil {
		return err
	}
	if err := os.Rename(made.Name(), string(f)); err != nil {
		return err
	}
	return syncDir(f.dir())
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
