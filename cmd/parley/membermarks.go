package main

import (
	"errors"
	"time"

	"parley/internal/node"
	"parley/internal/store"
	"parley/internal/store/postgres"
)

// marksEvery is how often a node that follows notes how far the record has come.
const marksEvery = 5 * time.Second

// keepMarks raises this node's high-water files to the last head that the node which leads has stored. So whoever takes over knows, but
// for some seconds, what was shown, and stops where the database is older.
func (m *member) keepMarks(f *postgres.Follower) error {
	if time.Since(m.marked) < marksEvery {
		return nil
	}
	m.marked = time.Now()
	heads := map[store.LogID]store.Head{}
	err := f.View(func(r store.Reader) error {
		logs, err := r.Logs()
		for _, log := range logs {
			if err != nil || log.Party != m.cfg.Party || log.Charter.IsZero() {
				continue
			}
			head, none := r.LastHead(log)
			if errors.Is(none, store.ErrNotFound) {
				continue
			}
			heads[log], err = head, none
		}
		return err
	})
	if err != nil {
		return err
	}
	return raiseMarks(node.DirHighWater(m.cfg.HighWater), heads)
}

// raiseMarks raises what is there and lower: a file that is missing is for the record's opening to see.
func raiseMarks(marks node.HighWater, heads map[store.LogID]store.Head) error {
	for log, h := range heads {
		mark, ok, err := marks.Read(log)
		if err == nil && ok && mark.Size < h.Size {
			err = marks.Raise(log, node.Mark{Size: h.Size, Root: h.Root})
		}
		if err != nil {
			return err
		}
	}
	return nil
}
