package node

import (
	"errors"

	"parley"
	"parley/internal/store"
	"parley/record"
)

// EventKey is the kind of event about a key of this node that gives no signature.
const EventKey = "key"

// A key may live outside this process, with an agent that remembers what it signed and signs nothing that contradicts it.
// Such a log key is asked for the head only when its leaves are committed: a transaction that fails takes leaves back, and
// a signature can't be taken back. So a group costs one more transaction, for the head. While the key gives no signature,
// entries are stored without a head and shown to nobody; catchUp asks again. A head that was signed and not stored, since
// the node was stopped in between, is signed again: it is the same one.

// remembers reports whether a key is asked only for what is committed.
func remembers(k parley.Signer) bool {
	r, ok := k.(interface{ Remembers() bool })
	return ok && r.Remembers()
}

// errUnsigned answers a job whose entry is stored while the log key gives no signature.
var errUnsigned = parley.Errorf(parley.CodeNotYet, "the entry is stored, and is shown to others as soon as the log key signs again")

// sealGroup seals the head of a group, unless the key failed when it was last asked: the log-writer waits for it once.
func (r *recorder) sealGroup(t *table, head *store.Head) error {
	r.showing.Lock()
	deaf := r.deaf[t]
	r.missed[t] = r.missed[t] || deaf
	r.showing.Unlock()
	if deaf {
		return errUnsigned
	}
	r.sealing.Lock()
	defer r.sealing.Unlock()
	return r.seal(t, head)
}

// seal has the log key sign a head over entries that are committed, and stores it. It is called with sealing locked.
func (r *recorder) seal(t *table, head *store.Head) error {
	err := r.sign(t, head)
	if err == nil {
		err = r.n.cfg.Store.Update(func(tx store.Tx) error { return tx.PutHead(t.own().log, *head) })
	}
	r.showing.Lock()
	defer r.showing.Unlock()
	r.deaf[t] = err != nil
	if err == nil {
		return nil
	}
	r.setBehind(t)
	r.n.eventUnder(t, EventKey, "", "new entries are stored and not shown to others, since the log key gives no signature: "+whyUnsigned(err), "error", err)
	return errUnsigned
}

func (r *recorder) sign(t *table, head *store.Head) (err error) {
	var key parley.Signer
	err = r.n.cfg.Store.View(func(rd store.Reader) (err error) { key, err = r.n.logSigner(rd, t, nil); return err })
	if err == nil {
		head.Signature, err = record.SignHead(key, t.origin(t.own().id), head.Size, head.Root)
	}
	return err
}

// storedHead returns the last head that the database holds, with a signature over all entries: one that was still missing
// is made now.
func (r *recorder) storedHead(t *table) (head store.Head, err error) {
	r.sealing.Lock()
	defer r.sealing.Unlock()
	if err := r.n.cfg.Store.View(func(rd store.Reader) (err error) { head, err = tipOf(rd, t.own().log); return err }); err != nil {
		return head, err
	}
	if head.Signature == nil {
		err = r.seal(t, &head)
	}
	return head, err
}

// tipOf returns the last head of an own record, or, where entries stand above it, one over all of them without a
// signature.
func tipOf(r store.Reader, log store.LogID) (head store.Head, err error) {
	size, err := r.LogSize(log)
	if err != nil {
		return head, err
	}
	head, err = r.LastHead(log)
	if err != nil && !errors.Is(err, store.ErrNotFound) || size <= head.Size || size < record.LeastHead(log.Volume) {
		return head, err
	}
	head = store.Head{Size: size, Reconciled: true}
	if head.Root, err = record.Root(size, hashes(r, log)); err != nil {
		return head, err
	}
	head.Seen, err = lastDate(r, log, size)
	return head, err
}

// hasMissed reports, once, whether the log-writer left a head unsigned before the key signed again.
func (r *recorder) hasMissed(t *table) bool {
	r.showing.Lock()
	defer r.showing.Unlock()
	missed := r.missed[t] && !r.deaf[t]
	r.missed[t] = r.missed[t] && r.deaf[t]
	return missed
}

// whyUnsigned returns the sentence of whoever was to sign, which stands under those of who asked.
func whyUnsigned(err error) string {
	var e *parley.Error
	for errors.As(err, &e) && errors.As(e.Cause, new(*parley.Error)) {
		err = e.Cause
	}
	return parley.SentenceOf(err)
}
