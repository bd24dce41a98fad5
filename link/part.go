package link

import (
	"parley"
	"parley/wire"
)

// parts puts frames together that came in pieces, for one session.
type parts struct {
	open   map[uint64]*partial
	closed rangeSet // numbers that are whole
}

type partial struct {
	total  uint64
	bytes  []byte // up to the highest byte received
	ranges rangeSet
}

const (
	maxParts      = 8 // frames in parts at once, each way
	maxPartFrame  = wire.MaxCharter + 16<<10
	maxPartRanges = 1024
	maxClosed     = 1024 // ranges of numbers that are remembered
)

// add takes in p and returns the frame when it is whole. More than eight at once, or a part that contradicts an
// earlier one, breaks the protocol [LINK-27].
func (q *parts) add(p *wire.Part) ([]byte, error) {
	if q.closed.contains(p.Frame) {
		return nil, nil
	}
	x, err := q.partial(p)
	if err != nil {
		return nil, err
	}
	end := p.Offset + uint64(len(p.Bytes))
	if grow := int(end) - len(x.bytes); grow > 0 {
		x.bytes = append(x.bytes, make([]byte, grow)...)
	}
	copy(x.bytes[p.Offset:], p.Bytes)
	x.ranges.add(p.Offset, end)
	if len(x.ranges) > maxPartRanges {
		return nil, parley.Errorf(parley.CodeLimit, "the peer cuts a frame into too many pieces")
	}
	if !x.ranges.covers(0, x.total) {
		return nil, nil
	}
	delete(q.open, p.Frame)
	return x.bytes, q.close(p.Frame)
}

func (q *parts) partial(p *wire.Part) (*partial, error) {
	x := q.open[p.Frame]
	switch {
	case x != nil && x.total != p.Total:
		return nil, parley.Errorf(parley.CodeBadEncoding, "the parts of a frame contradict each other")
	case x != nil:
		return x, nil
	case p.Total == 0 || p.Total > maxPartFrame:
		return nil, parley.Errorf(parley.CodeTooLarge, "the peer sends a frame of %d bytes in parts", p.Total)
	case len(q.open) >= maxParts:
		return nil, parley.Errorf(parley.CodeLimit, "the peer sends more than %d frames in parts at once", maxParts)
	}
	if q.open == nil {
		q.open = map[uint64]*partial{}
	}
	x = &partial{total: p.Total}
	q.open[p.Frame] = x
	return x, nil
}

func (q *parts) close(number uint64) error {
	if number == 1<<64-1 {
		return parley.Errorf(parley.CodeBadEncoding, "a frame has a number that no frame has")
	}
	q.closed.add(number, number+1)
	if len(q.closed) > maxClosed {
		return parley.Errorf(parley.CodeLimit, "the peer leaves out too many numbers")
	}
	return nil
}
