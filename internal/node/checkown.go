package node

import (
	"parley"
	"parley/internal/store"
	"parley/record"
)

// checkOwnRecord holds the record on disk against the high-water file: equal, or behind the database
// with the same root at that size. Anything else means that the directory is older than what was shown.
func (n *Node) checkOwnRecord(r store.Reader, t *table) error {
	log := t.own().log
	size, err := r.LogSize(log)
	if err != nil {
		return err
	}
	m, ok, err := n.cfg.HighWater.Read(log)
	if err != nil {
		return err
	}
	if !ok {
		return parley.Errorf(parley.CodeBadRecord, "the high-water file of the record under charter %s is missing; without it this node cannot know what it has already shown", t.id)
	}
	if m.Size > size {
		return parley.Errorf(parley.CodeBadRecord, "the record on disk holds %d entries but %d were already shown to others; this directory is an older copy", size, m.Size)
	}
	if m.Size > 0 {
		root, err := record.Root(m.Size, hashes(r, log))
		if err != nil {
			return err
		}
		if root != m.Root {
			return parley.Errorf(parley.CodeBadRecord, "the record on disk is not the one that was shown to others at size %d", m.Size)
		}
	}
	return n.checkClock(r, log, size)
}

// checkClock refuses a clock that is more than 24 h behind the last leaf of the own record.
func (n *Node) checkClock(r store.Reader, log store.LogID, size uint64) error {
	last, err := lastDate(r, log, size)
	if err != nil {
		return err
	}
	if now := n.now(); last-now > 24*3600*1000 {
		return parley.Errorf(parley.CodeClock, "this machine's clock says %s, more than 24 hours before the last entry of the record (%s); set it first", now, last)
	}
	return nil
}

// hashes reads the tree hashes of a log.
func hashes(r store.Reader, log store.LogID) record.HashReader {
	return func(pos []uint64) ([]parley.Hash, error) { return r.Hashes(log, pos) }
}
