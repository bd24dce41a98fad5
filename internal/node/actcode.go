package node

import (
	"encoding/binary"
	"slices"

	"parley/internal/store"
)

// The view of a proceeding as it is stored: a byte that says how it is written, the flags, and each text behind its length.
// It is read ten thousand times for one list, so it is written by hand.
const viewVersion = 1

func encodeView(v *ProceedingView) []byte {
	b := []byte{viewVersion, 0}
	for i, set := range []bool{v.Settled, v.Final, v.Until != nil} {
		if set {
			b[1] |= 1 << i
		}
	}
	until := ""
	if v.Until != nil {
		until = *v.Until
	}
	for _, s := range []string{v.Procedure, v.Title, v.State, v.Since, until, v.Lapse, v.Proof} {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	for _, list := range [][]string{v.Turn, v.ActsAllowed} {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for _, s := range list {
			b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
		}
	}
	return b
}

// decodeView reads a stored view; false where nothing was made of the proceeding yet, or it was damaged.
func decodeView(p *store.Proceeding) (v ProceedingView, ok bool) {
	if len(p.View) < 2 || p.View[0] != viewVersion {
		return v, false
	}
	d := viewReader{text: string(p.View[2:])}
	v = ProceedingView{ID: p.ID.String(), Charter: p.Charter.String(), Settled: p.View[1]&1 != 0, Final: p.View[1]&2 != 0}
	v.Procedure, v.Title, v.State, v.Since = d.string(), d.string(), d.string(), d.string()
	until := d.string()
	if p.View[1]&4 != 0 {
		v.Until = &until
	}
	v.Lapse, v.Proof = d.string(), d.string()
	v.Turn, v.ActsAllowed = d.list(), d.list()
	return v, !d.bad && d.text == ""
}

// keptView is the flag of a view that stays as it is: acts of the proceeding, which has ended for good, were erased.
const keptView = 1 << 7

func isKept(p *store.Proceeding) bool {
	return len(p.View) >= 2 && p.View[0] == viewVersion && p.View[1]&keptView != 0
}

// keep makes the row of a proceeding of which something is erased: it shows what it showed, and nothing changes it.
func keep(p store.Proceeding) store.Proceeding {
	p.Due, p.Lacks, p.Vouched = store.NeverDue, false, nil
	if len(p.View) >= 2 && p.View[0] == viewVersion {
		p.View = slices.Clone(p.View)
		p.View[1] |= keptView
	}
	return p
}

type viewReader struct {
	text string
	bad  bool
}

func (d *viewReader) number() uint64 {
	for i, shift := 0, 0; i < len(d.text) && i < binary.MaxVarintLen16; i, shift = i+1, shift+7 {
		if d.text[i] < 0x80 {
			var n uint64
			for k := i; k >= 0; k-- {
				n = n<<7 | uint64(d.text[k]&0x7f)
			}
			d.text = d.text[i+1:]
			return n
		}
	}
	d.bad = true
	return 0
}

func (d *viewReader) string() (s string) {
	n := d.number()
	if n > uint64(len(d.text)) {
		d.bad = true
		return ""
	}
	s, d.text = d.text[:n], d.text[n:]
	return s
}

func (d *viewReader) list() []string {
	n := d.number()
	if n > uint64(len(d.text)) {
		d.bad = true
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = d.string()
	}
	return out
}
