package node

import (
	"parley"
	"parley/link"
	"parley/wire"
)

// item packs a message or an attachment, or what of it the peer did not say it holds.
func (k *packing) item(it link.Item) error {
	runs := missingOf(it, k.have[it.ID])
	if len(runs) == 0 {
		return nil
	}
	if it.Blob {
		k.view.Attachments++
		return k.pieces(it, runs)
	}
	k.view.Messages++
	if it.Size+pieceHead <= wire.MaxFrame {
		_, err := k.put(func() []wire.Frame { return append(k.proof(it), k.whole(it)...) })
		return err
	}
	if _, err := k.put(func() []wire.Frame { return k.proof(it) }); err != nil {
		return err
	}
	return k.pieces(it, runs)
}

// missingOf returns the runs of a body that are not among those held.
func missingOf(it link.Item, held []wire.Range) (out []wire.Range) {
	from := uint64(0)
	for _, h := range held {
		if to := min(h.From, it.Size); from < to {
			out = append(out, wire.Range{From: from, To: to})
		}
		from = max(from, h.To)
	}
	if from < it.Size {
		out = append(out, wire.Range{From: from, To: it.Size})
	}
	return out
}

// open says in a frame what a body is.
func (k *packing) open(it link.Item) *wire.Open {
	ps, _ := k.p.seatIn(it.Log.Charter)
	log := wire.Log{Charter: uint64(k.n.charterPlace(k.p, it.Log.Charter)), Party: uint64(ps.t.place(it.Log.Party))}
	return &wire.Open{Log: log, Size: it.Size, Precedence: it.Precedence}
}

// whole returns the one frame that holds a message, or nothing where its bytes are gone.
func (k *packing) whole(it link.Item) []wire.Frame {
	k.last++
	f := &wire.Body{Type: wire.TypeBody, N: k.last, Bytes: k.src.Body(it.ID, false, 0, int(it.Size)), Open: k.open(it)}
	if uint64(len(f.Bytes)) != it.Size {
		return nil
	}
	return []wire.Frame{f}
}

// proof returns the proof of a message's sent leaf, unless its leaves stand in this bundle [COU-6].
func (k *packing) proof(it link.Item) []wire.Frame {
	ps, ok := k.p.seatIn(it.Log.Charter)
	st, shown := ownState(ps.t)
	if !ok || !shown || it.Index < 0 {
		return nil
	}
	log, index := placed(ps.t.own(), it.Index)
	if log != ps.t.own().log || index >= st.Head.Size || index < k.reach[log] {
		return nil
	}
	leaf, path := k.src.Proof(link.LogKey(log), index, st.Head.Size)
	if leaf == nil {
		return nil
	}
	return []wire.Frame{&wire.Proof{Log: k.n.wireLog(k.p, ps.t, ps.t.own()), Index: index, Leaf: leaf, Size: st.Head.Size, Path: path}}
}

const (
	pieceHead  = 96   // of a frame that carries a piece, at most
	leastPiece = 1024 // what a bundle ends with is not shorter, unless the body does
)

// pieces packs runs of a body, each piece into whichever bundle is open when its turn comes.
func (k *packing) pieces(it link.Item, runs []wire.Range) error {
	for _, run := range runs {
		for run.From < run.To {
			room := min(k.left(), wire.MaxFrame) - pieceHead
			if k.fresh && room < leastPiece {
				return parley.Errorf(parley.CodeUsage, "what opens a bundle leaves no room in a file of that size; ask for a longer one")
			}
			if room < leastPiece && uint64(max(room, 0)) < run.To-run.From {
				if err := k.next(); err != nil {
					return err
				}
				continue
			}
			b := k.src.Body(it.ID, it.Blob, run.From, int(min(uint64(room), run.To-run.From)))
			if len(b) == 0 {
				return nil
			}
			if err := k.write(k.piece(it, run.From, b)); err != nil {
				return err
			}
			k.fresh = false
			run.From += uint64(len(b))
		}
	}
	return nil
}

// piece returns a run of bytes of a body. The first of each bundle says what it is a piece of.
func (k *packing) piece(it link.Item, offset uint64, b []byte) wire.Frame {
	f := &wire.Body{Type: wire.TypeBody, N: k.numbers[it.ID], Offset: offset, Bytes: b}
	if it.Blob {
		f.Type = wire.TypeBlob
	}
	if f.N == 0 {
		k.last++
		k.numbers[it.ID] = k.last
		f.N, f.Open = k.last, k.open(it)
		f.Open.ID = &it.ID
	}
	return f
}
