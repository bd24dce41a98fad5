package node

import (
	"parley"
	"parley/internal/store"
)

// show is raise and show: no line learns of a head before its mark is on stable storage outside the directory.
func (r *recorder) show(t *table, head store.Head, group []*job) error {
	defer r.n.rouseLines(t)
	return r.lay(t, head, group)
}

// lay is show for lines that are roused later, so that a message goes out together with the head over its leaf.
func (r *recorder) lay(t *table, head store.Head, group []*job) error {
	if head.Signature == nil {
		if err := r.sealGroup(t, &head); err != nil {
			return err
		}
	}
	r.showing.Lock()
	defer r.showing.Unlock()
	if shown := t.shown.Load(); group == nil && shown != nil && shown.Size > head.Size { // another was shown since it was read
		return nil
	}
	if err := r.n.cfg.HighWater.Raise(t.own().log, Mark{Size: head.Size, Root: head.Root}); err != nil {
		r.setBehind(t)
		return parley.Wrap(err, parley.CodeStorage, "the high-water file cannot be written, so the new entries are stored and not shown yet")
	}
	t.shown.Store(&head)
	r.n.metrics.leaves.Add(float64(len(group)))
	r.n.showOwnHead(t, head, group)
	if r.behind[t] {
		delete(r.behind, t)
		r.n.eventUnder(t, EventStorage, "", "entries that were stored and could not be shown for a time are shown now", "size", head.Size)
		r.n.offerAgain(t)
	}
	return nil
}

// setBehind notes that entries may be stored whose requests were answered with an error: once they are shown after
// all, what they send is offered to the lines. Showing is tried again until it succeeds.
func (r *recorder) setBehind(t *table) {
	if !r.behind[t] {
		r.behind[t] = true
		r.catchUpLater(t)
	}
}

func (r *recorder) catchUpLater(t *table) {
	if srv := r.n.server(); srv != nil {
		srv.after(retryPause, func() { r.catchUp(t) })
	}
}

// catchUp shows what a failure left unshown.
func (r *recorder) catchUp(t *table) {
	if !r.isBehind(t) {
		return
	}
	r.showStored(t)
	if r.isBehind(t) {
		r.catchUpLater(t)
	}
}

func (r *recorder) isBehind(t *table) bool {
	r.showing.Lock()
	defer r.showing.Unlock()
	return r.behind[t]
}

// unknown deals with a commit that was stored or not: what was stored after all must not stay unshown.
func (r *recorder) unknown(t *table) {
	r.showing.Lock()
	r.setBehind(t)
	r.showing.Unlock()
	r.showStored(t)
}

// showStored shows the head that the database holds.
func (r *recorder) showStored(t *table) {
	if t.recovery.Load() != nil { // it shows the record at its end
		r.showing.Lock()
		delete(r.behind, t)
		r.showing.Unlock()
		return
	}
	for again := true; again; again = r.hasMissed(t) {
		r.showLast(t)
	}
}

func (r *recorder) showLast(t *table) {
	head, err := r.storedHead(t)
	if err == nil {
		err = r.show(t, head, nil)
	}
	if err != nil && err != error(errUnsigned) {
		r.n.eventUnder(t, EventStorage, "", "the last head could not be shown", "error", err)
	}
}
