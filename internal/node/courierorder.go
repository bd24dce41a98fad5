package node

import (
	"slices"

	"parley"
	"parley/courier"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// run packs everything: what is above ROUTINE, the records, the rest [COU-7]. Where all of the first two fit one bundle the
// records go first, so that no message needs a proof of its own.
func (k *packing) run() error {
	if err := k.look(); err != nil {
		return err
	}
	items := k.items()
	if err := k.begin(); err != nil {
		return err
	}
	early := k.recordsCost()+urgentCost(items) <= k.left()
	if early {
		if err := k.records(); err != nil {
			return err
		}
	}
	for p := parley.Flash; p.Valid(); p-- {
		if p == parley.Routine && !early {
			if err := k.records(); err != nil {
				return err
			}
		}
		for _, it := range items {
			if it.Precedence != p {
				continue
			}
			if err := k.item(it); err != nil {
				return err
			}
		}
	}
	return k.end()
}

// look reads what the peer said last.
func (k *packing) look() (err error) {
	err = k.n.cfg.Store.View(func(r store.Reader) (err error) { k.word, err = readCourierWord(r, k.p); return err })
	k.have = map[parley.Hash][]wire.Range{}
	for _, b := range k.word.Have {
		if f, err := wire.DecodeFrame(b, wire.MaxFrame); err == nil {
			if h, ok := f.(*wire.Have); ok {
				for _, x := range h.Items {
					k.have[x.ID] = x.Ranges
				}
			}
		}
	}
	return err
}

// items returns what is not settled, messages before attachments, in order of sending.
func (k *packing) items() (out []link.Item) {
	now := k.n.now()
	for _, ps := range k.p.places() {
		k.n.offerOpen(ps, func(it link.Item) {
			if it.Expires == 0 || now < it.Expires {
				out = append(out, it)
			}
		})
	}
	slices.SortStableFunc(out, func(a, b link.Item) int {
		if a.Blob == b.Blob {
			return 0
		}
		if b.Blob {
			return -1
		}
		return 1
	})
	return out
}

func urgentCost(items []link.Item) (sum int) {
	for _, it := range items {
		if it.Precedence > parley.Routine {
			sum += int(it.Size) + int(it.Size)>>7 + 128
		}
	}
	return sum
}

// opening returns what every bundle begins with: what is held here, who signs, and the heads under which proofs stand.
func (k *packing) opening() (out []wire.Frame) {
	k.hello = k.n.helloFrame(k.p)
	out = append(append(out, k.hello), haveFrames(k.n.partials(k.p))...)
	for _, ps := range k.p.places() {
		for _, x := range ps.t.changesOf(k.n.cfg.Party) {
			out = append(out, &wire.VolumeFrame{Charter: ps.t.id, Statement: x.Encode()})
		}
	}
	out = append(out, &wire.SheetFrame{Sheet: k.n.own().party.Sheet})
	for _, ps := range k.p.places() {
		if f := k.n.newestCosignature(k.p, ps.t, ps.s); f != nil {
			out = append(out, f)
		}
		if st, ok := ownState(ps.t); ok && st.Head.Size > 0 {
			root := st.Head.Root
			out = append(out, &wire.Head{Log: k.n.wireLog(k.p, ps.t, ps.t.own()), Size: st.Head.Size, Signature: st.Head.Signature, Root: &root})
		}
	}
	return out
}

// maxHaveRuns bounds the runs of one HAVE, so that it fits a frame.
const maxHaveRuns = 256

// haveFrames says what is held in part: at least one frame.
func haveFrames(held []link.Partial) (out []wire.Frame) {
	f, runs := &wire.Have{}, 0
	for _, x := range held {
		x.Ranges = x.Ranges[:min(len(x.Ranges), maxHaveRuns)]
		if runs += len(x.Ranges) + 2; runs > maxHaveRuns+2 && len(f.Items) > 0 {
			out, f, runs = append(out, f), &wire.Have{}, len(x.Ranges)+2
		}
		if len(x.Ranges) > 0 {
			f.Items = append(f.Items, wire.Held{ID: x.ID, Size: x.Size, Ranges: x.Ranges})
		}
	}
	return append(out, f)
}

// head says whose bundle it is.
func (k *packing) head(now parley.Millis) courier.Head {
	h := courier.Head{From: k.n.cfg.Party, To: k.p.name(), Number: k.number, Time: now}
	for _, ps := range k.p.places() {
		h.Charters = append(h.Charters, ps.t.id)
	}
	slices.SortFunc(h.Charters, func(a, b parley.Hash) int { return slices.Compare(a[:], b[:]) })
	h.Charters = h.Charters[:min(len(h.Charters), courier.MaxCharters)]
	return h
}
