package node

import (
	"fmt"

	"parley"
	"parley/internal/store"
	"parley/record"
)

// checkOwnRecords holds each record on disk against its high-water file. One that cannot be gone on with is recovering;
// with several charters, each by itself.
func (n *Node) checkOwnRecords() error {
	for _, t := range n.tables() {
		var why string
		var mark Mark
		err := n.cfg.Store.View(func(r store.Reader) (err error) {
			why, mark, err = n.checkOwnRecord(r, t)
			return err
		})
		if err == nil && why != "" {
			err = n.beginRecovery(t, why, mark)
		}
		if err == nil {
			err = n.cfg.Store.View(func(r store.Reader) error { return n.loadRecovered(r, t) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// loadRecovered reads what is still to be done after the last recovery, and when the peers recovered.
func (n *Node) loadRecovered(r store.Reader, t *table) error {
	for _, s := range t.seats() {
		if p := n.peerOf(t, s.id); p != nil {
			if err := p.readRecovery(r); err != nil {
				return err
			}
		}
	}
	note, err := readNote(r, t.own().log)
	if err != nil || note.Ended == 0 {
		return err
	}
	t.setUntold(note)
	return n.findWanted(r, t, note)
}

// checkOwnRecord holds the record on disk against the high-water file: equal, or behind the database with the same root
// at that size. Anything else means that the directory is older than what was shown, or may be: why says what.
func (n *Node) checkOwnRecord(r store.Reader, t *table) (why string, mark Mark, err error) {
	log := t.own().log
	size, err := r.LogSize(log)
	if err != nil {
		return "", mark, err
	}
	if err := n.checkClock(r, log, size); err != nil {
		return "", mark, err
	}
	note, err := readNote(r, log)
	if err != nil {
		return "", mark, err
	}
	mark, ok, err := n.cfg.HighWater.Read(log)
	switch {
	case n.forked(t):
		return whyForked, mark, nil
	case parley.CodeOf(err) == parley.CodeBadRecord:
		return "its high-water file is damaged, so it is not known what was shown to others", mark, nil
	case err != nil:
		return "", mark, err
	case note.Since != 0 && note.Ended == 0:
		return note.Why, mark, nil
	case !ok:
		return "its high-water file is missing, so it is not known what was shown to others", mark, nil
	case mark.Size > size:
		return fmt.Sprintf("it holds %d entries, but %d were already shown to others; this directory is an older copy", size, mark.Size), mark, nil
	case mark.Size == 0:
		return "", mark, nil
	}
	root, err := record.Root(mark.Size, hashes(r, log))
	if err == nil && root != mark.Root {
		why = fmt.Sprintf("it is not the one that was shown to others at size %d", mark.Size)
	}
	return why, mark, err
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
