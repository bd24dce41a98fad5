package node

import (
	"fmt"
	"path/filepath"

	"parley/internal/highwater"
	"parley/internal/store"
)

// A Mark is the last head shown of one log.
type Mark = highwater.Mark

// HighWater keeps, outside the party's directory and every backup, the last head shown of each own log: before a head
// is shown, Raise must have put it on stable storage.
type HighWater interface {
	Read(log store.LogID) (m Mark, ok bool, err error)
	Raise(log store.LogID, m Mark) error
	// Set writes m in the place of whatever is there, when that cannot be gone on from.
	Set(log store.LogID, m Mark) error
}

// DirHighWater keeps one small file per log in a directory.
type DirHighWater string

func (d DirHighWater) file(log store.LogID) highwater.File {
	name := fmt.Sprintf("%s.%s", log.Charter, log.Party)
	if log.Charter.IsZero() {
		name = "journal." + string(log.Party)
	}
	if log.Volume > 0 {
		name += fmt.Sprintf(".%d", log.Volume)
	}
	return highwater.File(filepath.Join(string(d), name))
}

// Read returns the mark of a log; see highwater.File.
func (d DirHighWater) Read(log store.LogID) (m Mark, ok bool, err error) { return d.file(log).Read() }

// Raise writes the mark of a log; see highwater.File.
func (d DirHighWater) Raise(log store.LogID, m Mark) error { return d.file(log).Raise(m) }

// Set replaces the file of a log; see highwater.File.
func (d DirHighWater) Set(log store.LogID, m Mark) error { return d.file(log).Set(m) }
