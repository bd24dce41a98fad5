package link

import (
	"slices"

	"parley/dictionary"
	"parley/wire"
)

// packedHead is how many bytes a packed frame spends beyond a plain one: its length and its context.
const packedHead = 2 + 2

// packedFrame returns the next frame of e with its bytes packed, or nil if they go better plain [LINK-89].
func (m *Machine) packedFrame(s *session, e *entry, limit, size int) ([]byte, carried) {
	d := m.packs(s, e)
	if d == nil {
		return nil, nil
	}
	log, _ := m.charters.wireLog(e.Log.first())
	f := &wire.Packed{Type: wire.TypePacked, Open: &wire.Open{Log: log, Size: e.Size, Precedence: e.Precedence}}
	if e.Blob {
		f.Type = wire.TypePackedBlob
	}
	run := s.runOf(e)
	if whole := (wire.Range{To: e.Size}); !e.Blob && run == whole && e.Size <= dictionary.MaxPiece {
		x := m.pack(d, e, run, limit-len(wire.EncodeFrame(f))-longestN-bytesHead-packedHead)
		if uint64(x.N) == e.Size {
			f.N = s.numbers.next()
			return m.sendPacked(s, e, f, x, bodyPiece{s, &m.queue, e, 0, e.Size, nil})
		}
	}
	num := s.numbers.get(e.ID)
	opens := num
	f.N, f.Offset, f.Open.ID = num.n, run.From, &e.ID
	if num.opened {
		f.Open, opens = nil, nil
	}
	f.Length = 1
	x := m.pack(d, e, run, size-len(wire.EncodeFrame(f))-bytesHead-packedHead)
	if x.N == 0 {
		e.plain = run.To-run.From >= leastTold
		return nil, nil
	}
	f.Length = uint64(x.N)
	if opens != nil {
		num.opened = s.reliable
	}
	return m.sendPacked(s, e, f, x, bodyPiece{s, &m.queue, e, run.From, run.From + uint64(x.N), opens})
}

// leastTold is the length of a run that tells whether the rest is worth packing.
const leastTold = 256

// pack packs as much of run as goes into room bytes; N is 0 where that saves nothing.
func (m *Machine) pack(d *dictionary.Dictionary, e *entry, run wire.Range, room int) dictionary.Packed {
	if room <= 0 {
		return dictionary.Packed{}
	}
	b := m.cfg.Source.Body(e.ID, e.Blob, run.From, int(min(run.To-run.From, dictionary.MaxPiece, uint64(8*room))))
	x := d.Pack(b, room)
	if len(x.Bytes)+packedHead >= x.N {
		return dictionary.Packed{}
	}
	return x
}

// sendPacked enters x, which f carries, as sent.
func (m *Machine) sendPacked(s *session, e *entry, f *wire.Packed, x dictionary.Packed, p bodyPiece) ([]byte, carried) {
	f.Bytes, f.Context = x.Bytes, contextIn(m.charters.list[m.charters.place[e.Log.Charter]].Edition, x.Context)
	e.need.remove(p.from, p.to)
	s.launched(e, wire.Range{From: p.from, To: p.to})
	m.queue.update(e)
	if !s.hello {
		s.cold = append(s.cold, e)
	}
	return wire.EncodeFrame(f), p
}

// thaw sends plain what went packed before the peer said that it does not read it: those packets have carried nothing
// [LINK-86].
func (m *Machine) thaw(s *session) {
	for _, e := range s.cold {
		if s.reads(m.charters.list[m.charters.place[e.Log.Charter]]) || m.queue.entries[e.ID] != e {
			continue
		}
		for _, p := range s.flight.packets {
			if b, ok := p.what.(bodyPiece); ok && b.e == e {
				p.what = nothing{}
			}
		}
		s.landed(e)
		s.early = slices.DeleteFunc(s.early, func(p bodyPiece) bool { return p.e == e })
		delete(s.numbers.of, e.ID)
		e.need, e.has = rangeSet{{To: e.Size}}, nil
		m.queue.update(e)
	}
	s.cold = nil
}
