package node

import (
	"context"
	"errors"

	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// Evidence builds the evidence file of one message: the envelope and its acknowledgements and replies, where they
// stand in each record that is held, under which heads and cosignatures.
func (n *Node) Evidence(ctx context.Context, id string, who Who) ([]byte, error) {
	var b []byte
	var full parley.Hash
	err := n.cfg.Store.View(func(r store.Reader) error {
		m, err := n.find(r, id)
		if err != nil {
			return err
		}
		full = m.ID
		t := n.table(m.Charter)
		if t == nil {
			return parley.Errorf(parley.CodeNotFound, "the charter of message %s is not held here", m.ID)
		}
		c := &evidenceCase{n: n, t: t, r: r, wanted: map[parley.PartyID][]uint64{}}
		if err := c.message(m); err != nil {
			return err
		}
		ev, err := c.build()
		if err != nil {
			return err
		}
		b = ev.Encode()
		return nil
	})
	if err == nil {
		n.journal(who, "evidence", full.String())
	}
	return b, err
}

// An evidenceCase gathers what one evidence file shows.
type evidenceCase struct {
	n         *Node
	t         *table
	r         store.Reader
	envelopes [][]byte
	wanted    map[parley.PartyID][]uint64 // places per party
}

func (c *evidenceCase) message(m store.Message) error {
	if _, ok, err := sentLeaf(c.r, c.t.seat(m.Author).log, m.ID); err != nil {
		return err
	} else if !ok {
		return parley.Errorf(parley.CodeNotYet, "the record of %s, as held here, does not yet hold message %s", m.Author, m.ID)
	}
	if err := c.add(m); err != nil {
		return err
	}
	refs, err := c.r.MessagesReferring(m.ID)
	if err != nil {
		return ignoreNotFound(err)
	}
	for _, ref := range refs {
		if _, ok, err := sentLeaf(c.r, c.t.seat(ref.Author).log, ref.ID); err != nil {
			return err
		} else if ok && ref.Acks == m.ID {
			if err := c.add(ref); err != nil {
				return err
			}
		}
	}
	return nil
}

// add takes a message and every leaf about it in every record held.
func (c *evidenceCase) add(m store.Message) error {
	c.envelopes = append(c.envelopes, m.Envelope)
	for _, s := range c.t.seats() {
		rows, err := c.r.LeavesByID(s.log, m.ID)
		if ignoreNotFound(err) != nil {
			return err
		}
		for _, row := range rows {
			switch wire.LeafKind(row.Kind) {
			case wire.LeafSent, wire.LeafReceived, wire.LeafRefused, wire.LeafOpened:
				c.wanted[s.id] = append(c.wanted[s.id], row.Index)
			}
		}
	}
	return nil
}

func (c *evidenceCase) build() (*record.Evidence, error) {
	var logs []record.LogView
	for _, s := range c.t.seats() {
		v, err := c.view(s)
		if err != nil {
			return nil, err
		}
		if v != nil {
			logs = append(logs, *v)
		}
	}
	return record.MessageEvidence(c.n.editionTexts(c.r, c.t), logs, c.envelopes, c.wanted)
}

// view is what the file shows of one record: the first cosigned head above the wanted leaves and the last one before
// them, or, without cosignatures, the newest head.
func (c *evidenceCase) view(s *seat) (*record.LogView, error) {
	size, err := c.r.LogSize(s.log)
	if err != nil || size < 2 {
		return nil, err
	}
	low, high := uint64(2), uint64(2)
	for i, at := range c.wanted[s.id] {
		if i == 0 || at < low {
			low = at
		}
		high = max(high, at+1)
	}
	cs, err := c.r.Cosignatures(s.log)
	if ignoreNotFound(err) != nil {
		return nil, err
	}
	head, earlier, err := c.heads(s, cs, low, high)
	if err != nil {
		return nil, err
	}
	sheets, err := rawSheets(c.r, s)
	if err != nil {
		return nil, err
	}
	v := &record.LogView{Party: s.id, Hashes: hashes(c.r, s.log), Leaves: c.leaves(s), Sheets: sheets, Head: head, Earlier: earlier}
	for _, x := range cs {
		v.Cosignatures = append(v.Cosignatures, record.CosigAt{Mirror: x.Mirror, Size: x.Size, Root: x.Root, Seconds: x.Time, Signature: x.Signature})
	}
	return v, nil
}

func (c *evidenceCase) heads(s *seat, cs []store.Cosignature, low, high uint64) (head record.HeadAt, earlier *record.HeadAt, err error) {
	after, before := uint64(0), uint64(0)
	for _, x := range cs {
		if x.Size >= high && (after == 0 || x.Size < after) {
			after = x.Size
		}
		if x.Size <= low && x.Size > before {
			before = x.Size
		}
	}
	h, err := c.headOf(s, after, high)
	if err != nil {
		return head, nil, err
	}
	if before >= 2 && before < h.Size {
		if e, err := c.r.HeadAtOrBefore(s.log, before); err == nil && e.Size == before {
			at := headAt(e)
			earlier = &at
		}
	}
	return headAt(h), earlier, nil
}

func (c *evidenceCase) headOf(s *seat, exactly, atLeast uint64) (store.Head, error) {
	if exactly > 0 {
		if h, err := c.r.HeadAtOrAfter(s.log, exactly); err == nil && h.Size == exactly {
			return h, nil
		}
	}
	h, err := c.r.HeadAtOrAfter(s.log, atLeast)
	if errors.Is(err, store.ErrNotFound) {
		return h, parley.Errorf(parley.CodeNotYet, "no signed head of %s covers the message yet", s.id)
	}
	return h, err
}

func (c *evidenceCase) leaves(s *seat) func(from, to uint64) ([][]byte, error) {
	return func(from, to uint64) ([][]byte, error) {
		rows, err := c.r.Leaves(s.log, from, to)
		out := make([][]byte, len(rows))
		for i, row := range rows {
			out[i] = row.Bytes
		}
		return out, err
	}
}
