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
		if err := n.mustRead(ctx, t); err != nil {
			return err
		}
		if t == nil {
			return parley.Errorf(parley.CodeNotFound, "the charter of message %s is not held here", m.ID)
		}
		c, err := newEvidenceCase(n, t, r)
		if err != nil {
			return err
		}
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
	wanted    map[record.LogName][]uint64 // places per volume
	later     []store.Volume              // those under the charter whose statements are held
	course    bool                        // of a proceeding
	forks     [][]byte                    // proofs on which it rests
}

func newEvidenceCase(n *Node, t *table, r store.Reader) (*evidenceCase, error) {
	later, err := r.Volumes(t.id)
	return &evidenceCase{n: n, t: t, r: r, wanted: map[record.LogName][]uint64{}, later: later}, err
}

func (c *evidenceCase) message(m store.Message) error {
	if ok, err := c.isSent(m); err != nil {
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
		if ok, err := c.isSent(ref); err != nil {
			return err
		} else if !ok || ref.Acks != m.ID || erased(ref) {
			continue
		}
		if none, err := c.isRefused(ref); err != nil {
			return err
		} else if none {
			continue // it acknowledges nothing
		}
		if err := c.add(ref); err != nil {
			return err
		}
	}
	return nil
}

// isRefused reports whether a message, of ours or another's, is one that everybody refuses at its place.
func (c *evidenceCase) isRefused(m store.Message) (bool, error) {
	e, p, err := wire.DecodeEnvelope(m.Envelope)
	if err != nil {
		return false, err
	}
	j, err := judgeShown(c.r, c.t, m, e, p)
	return j.verdict == refused, err
}

// add takes a message and every leaf about it in every record held.
func (c *evidenceCase) add(m store.Message) error {
	if erased(m) {
		date, err := erasedOn(c.r, c.t, m.ID)
		if err != nil {
			return err
		}
		return parley.Errorf(parley.CodeNotFound, "message %s cannot be shown to outsiders: %s", m.ID, erasedMark(date))
	}
	c.envelopes = append(c.envelopes, m.Envelope)
	for _, s := range c.t.seats() {
		for _, log := range c.volumes(s.id) {
			if err := c.addLeaves(log, m.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *evidenceCase) addLeaves(log store.LogID, id parley.Hash) error {
	rows, err := c.r.LeavesByID(log, id)
	for _, row := range rows {
		switch wire.LeafKind(row.Kind) {
		case wire.LeafSent, wire.LeafReceived, wire.LeafRefused, wire.LeafOpened:
			c.wanted[nameOf(log)] = append(c.wanted[nameOf(log)], row.Index)
		}
	}
	return ignoreNotFound(err)
}

func (c *evidenceCase) build() (*record.Evidence, error) {
	var logs []record.LogView
	for _, s := range c.t.seats() {
		for _, log := range c.shown(s.id) {
			v, err := c.view(s, log)
			if err != nil {
				return nil, err
			}
			if v != nil {
				logs = append(logs, *v)
			}
		}
	}
	if c.course {
		return record.ProceedingEvidence(c.n.editionTexts(c.r, c.t), logs, c.envelopes, c.wanted, c.forks)
	}
	return record.MessageEvidence(c.n.editionTexts(c.r, c.t), logs, c.envelopes, c.wanted)
}

// view is what the file shows of one volume: the first cosigned head above the wanted leaves and the last one before
// them, or, without cosignatures, the newest head.
func (c *evidenceCase) view(s *seat, log store.LogID) (*record.LogView, error) {
	size, err := c.r.LogSize(log)
	least := record.LeastHead(log.Volume)
	if err != nil || size < least {
		return nil, err
	}
	low, high := least, least
	for i, at := range c.wanted[nameOf(log)] {
		if i == 0 || at < low {
			low = at
		}
		high = max(high, at+1)
	}
	cs, err := c.r.Cosignatures(log)
	if ignoreNotFound(err) != nil {
		return nil, err
	}
	head, earlier, err := c.heads(log, cs, low, high)
	if err != nil {
		return nil, err
	}
	v := &record.LogView{Party: s.id, Volume: log.Volume, Statement: statementOf(c.later, log), Hashes: hashes(c.r, log), Leaves: c.leaves(log), Head: head, Earlier: earlier}
	v.Pages = s.rawPages()
	for _, x := range cs {
		v.Cosignatures = append(v.Cosignatures, record.CosigAt{Mirror: x.Mirror, Size: x.Size, Root: x.Root, Seconds: x.Time, Signature: x.Signature})
	}
	return v, nil
}

func (c *evidenceCase) heads(log store.LogID, cs []store.Cosignature, low, high uint64) (head record.HeadAt, earlier *record.HeadAt, err error) {
	after, before := uint64(0), uint64(0)
	if c.course {
		after = bestVouched(cs, high)
	}
	for _, x := range cs {
		if !c.course && x.Size >= high && (after == 0 || x.Size < after) {
			after = x.Size
		}
		if x.Size <= low && x.Size > before {
			before = x.Size
		}
	}
	h, err := c.headOf(log, after, high)
	if err != nil {
		return head, nil, err
	}
	if before >= record.LeastHead(log.Volume) && before < h.Size {
		if e, err := c.r.HeadAtOrBefore(log, before); err == nil && e.Size == before {
			at := headAt(e)
			earlier = &at
		}
	}
	return headAt(h), earlier, nil
}

func (c *evidenceCase) headOf(log store.LogID, exactly, atLeast uint64) (store.Head, error) {
	if exactly > 0 {
		if h, err := c.r.HeadAtOrAfter(log, exactly); err == nil && h.Size == exactly {
			return h, nil
		}
	}
	h, err := c.r.HeadAtOrAfter(log, atLeast)
	if errors.Is(err, store.ErrNotFound) {
		return h, parley.Errorf(parley.CodeNotYet, "no signed head of %s covers the message yet", log.Party)
	}
	return h, err
}

func (c *evidenceCase) leaves(log store.LogID) func(from, to uint64) ([][]byte, error) {
	return func(from, to uint64) ([][]byte, error) {
		rows, err := c.r.Leaves(log, from, to)
		out := make([][]byte, len(rows))
		for i, row := range rows {
			out[i] = row.Bytes
		}
		return out, err
	}
}
