package link

import (
	"parley"
	"parley/wire"
)

// numbers gives out the N of BODY and BLOB for one session.
type numbers struct {
	last uint64
	of   map[parley.Hash]*number
}

// A number is what one body is called in one session.
type number struct {
	n      uint64
	opened bool // a frame that carries Open is certain to be read before the next one
}

func (s *numbers) next() uint64 { s.last++; return s.last }

func (s *numbers) get(id parley.Hash) *number {
	if s.of == nil {
		s.of = map[parley.Hash]*number{}
	}
	if s.of[id] == nil {
		s.of[id] = &number{n: s.next()}
	}
	return s.of[id]
}

// bodyPiece is a run of bytes of an entry in a packet.
type bodyPiece struct {
	s        *session
	q        *queue
	e        *entry
	from, to uint64
	opens    *number // set where the frame carries Open
}

func (p bodyPiece) acked() {
	p.e.has.add(p.from, p.to)
	p.e.need.remove(p.from, p.to)
	p.s.landed(p.e)
	p.q.update(p.e)
	if !p.s.have {
		p.s.early = append(p.s.early, p)
	}
	if p.opens != nil {
		p.opens.opened = true
	}
}

func (p bodyPiece) lost() {
	p.s.landed(p.e)
	p.back()
}

func (p bodyPiece) settled() bool { return p.e.gone || p.e.has.covers(p.from, p.to) }

func (p bodyPiece) back() {
	for _, r := range p.e.has.missing(p.from, p.to) {
		p.e.need.add(r.From, r.To)
	}
	p.q.update(p.e)
}

// bodyFrame returns the next frame of e: a whole message, if that is at most limit bytes long, else a piece of size
// bytes, packed where that saves any; or nil if the source does not have the bytes: then e waits until it is offered
// again.
func (m *Machine) bodyFrame(s *session, e *entry, limit, size int) ([]byte, carried) {
	if frame, what := m.packedFrame(s, e, limit, size); frame != nil {
		return frame, what
	}
	log, _ := m.charters.wireLog(e.Log.first())
	f := &wire.Body{Type: wire.TypeBody, Open: &wire.Open{Log: log, Size: e.Size, Precedence: e.Precedence}}
	if e.Blob {
		f.Type = wire.TypeBlob
	}
	run := s.runOf(e)
	var opens *number
	if !e.Blob && run.From == 0 && run.To == e.Size && len(wire.EncodeFrame(f))+longestN+bytesHead+int(e.Size) <= limit {
		f.N = s.numbers.next()
	} else {
		opens = m.bodyHead(s, e, f, run.From)
		room := size - len(wire.EncodeFrame(f)) - bytesHead
		run.To = min(run.To, run.From+uint64(room))
	}
	f.Bytes = m.cfg.Source.Body(e.ID, e.Blob, run.From, int(run.To-run.From))
	if len(f.Bytes) == 0 || f.Open != nil && f.Open.ID == nil && uint64(len(f.Bytes)) != e.Size {
		e.blocked = true
		m.queue.update(e)
		return nil, nil
	}
	run.To = min(run.To, run.From+uint64(len(f.Bytes)))
	f.Bytes = f.Bytes[:run.To-run.From]
	e.need.remove(run.From, run.To)
	s.launched(e, run)
	m.queue.update(e)
	return wire.EncodeFrame(f), bodyPiece{s, &m.queue, e, run.From, run.To, opens}
}

// longestN is how much longer than one byte the N of a frame may get.
const longestN = 8

// bodyHead fills in the head of a frame that carries a piece. On a bearer that is not reliable Open travels until the
// peer is known to have it [LINK-18].
func (m *Machine) bodyHead(s *session, e *entry, f *wire.Body, offset uint64) *number {
	num := s.numbers.get(e.ID)
	f.N, f.Offset = num.n, offset
	if num.opened {
		f.Open = nil
		return nil
	}
	f.Open.ID = &e.ID
	num.opened = s.reliable
	return num
}
