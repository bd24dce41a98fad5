package node

import (
	"errors"
	"slices"

	"parley"
	"parley/internal/store"
)

// A carriedCount is what stands here of what a bundle speaks of, before or after it is taken.
type carriedCount struct {
	messages map[parley.Hash]bool
	open     map[parley.Hash]bool // own messages that the sender has not settled
	whole    map[parley.Hash]bool // attachments
	bytes    uint64               // of bodies that are not whole
	entries  uint64               // of the records of others
}

// count looks at what of the bundle is here.
func (c *carried) count() (k carriedCount, err error) {
	k = carriedCount{messages: map[parley.Hash]bool{}, open: map[parley.Hash]bool{}, whole: map[parley.Hash]bool{}}
	err = c.n.cfg.Store.View(func(r store.Reader) error {
		return errors.Join(c.countBodies(r, &k), c.countRecords(r, &k))
	})
	return k, err
}

func (c *carried) countBodies(r store.Reader, k *carriedCount) error {
	for _, id := range c.messages {
		switch _, err := r.Message(id); {
		case err == nil:
			k.messages[id] = true
		case ignoreNotFound(err) != nil:
			return err
		default:
			if err := k.part(r, id); err != nil {
				return err
			}
		}
	}
	for _, id := range c.blobs {
		if err := k.part(r, id); err != nil {
			return err
		}
	}
	return nil
}

// part counts a body that is not whole, or notes an attachment that is.
func (k *carriedCount) part(r store.Reader, id parley.Hash) error {
	b, err := r.Body(id)
	if err != nil {
		return ignoreNotFound(err)
	}
	if b.Complete {
		k.whole[id] = true
		return nil
	}
	for _, x := range b.Ranges {
		k.bytes += x.To - x.From
	}
	return nil
}

func (c *carried) countRecords(r store.Reader, k *carriedCount) error {
	for _, ps := range c.p.places() {
		ds, err := r.OpenDeliveries(ps.t.id, ps.s.id)
		if err != nil {
			return err
		}
		for _, d := range ds {
			k.open[d.Message] = true
		}
		for _, s := range ps.t.seats() {
			if s == ps.t.own() {
				continue
			}
			for _, log := range volumesUpTo(s.log) {
				size, err := r.LogSize(log)
				if ignoreNotFound(err) != nil {
					return err
				}
				k.entries += size
			}
		}
	}
	return nil
}

// until says what came between two counts.
func (k carriedCount) until(after carriedCount) ImportView {
	v := ImportView{Messages: []string{}, Receipts: []string{}, Attachments: []string{}, Entries: after.entries - k.entries}
	v.Messages = added(v.Messages, k.messages, after.messages)
	v.Attachments = added(v.Attachments, k.whole, after.whole)
	v.Receipts = added(v.Receipts, after.open, k.open)
	if after.bytes > k.bytes {
		v.Bytes = after.bytes - k.bytes
	}
	return v
}

// added appends the ids that are in b and not in a, in order.
func added(out []string, a, b map[parley.Hash]bool) []string {
	for id := range b {
		if !a[id] {
			out = append(out, id.String())
		}
	}
	slices.Sort(out)
	return out
}
