package dictionary

import (
	"bytes"
	"compress/flate"
)

// Packed is a piece as it goes over a line.
type Packed struct {
	Context int    // place of the context
	Bytes   []byte // the rest of the stream
	N       int    // plain bytes that it stands for
}

// Pack packs as much of the beginning of p, at most MaxPiece, as goes into room bytes: the context that takes most of
// it, of these the shortest. It returns N 0 where that is not more than room, or saves nothing: then p goes as it is.
func (d *Dictionary) Pack(p []byte, room int) Packed {
	p = p[:min(len(p), MaxPiece)]
	best := Packed{N: min(len(p), room)}
	best.Bytes = p[:best.N]
	for _, k := range d.likely(p) {
		if x := d.contexts[k].pack(p, room); x.N > best.N || x.N == best.N && len(x.Bytes) < len(best.Bytes) {
			best = x
			best.Context = k
		}
	}
	if len(best.Bytes) == best.N {
		return Packed{}
	}
	return best
}

// trial is how much of a long piece is tried with every context, to find the one to go on with. A long piece may also
// be worth codes of its own.
const trial = 512

// likely returns the contexts to pack p with.
func (d *Dictionary) likely(p []byte) []int {
	var coded, free []int
	for k := range d.contexts {
		if d.contexts[k].prices == nil {
			free = append(free, k)
		} else {
			coded = append(coded, k)
		}
	}
	if len(p) <= 2*trial {
		return coded
	}
	best, least := 0, uint32(1<<31)
	for _, k := range coded {
		all := d.contexts[k].ways(p[:trial], least)
		if n := len(all) - 1; n == trial && all[n].cost < least {
			best, least = k, all[n].cost
		}
	}
	if least < 1<<31 {
		free = append(free, best)
	}
	return free
}

func (c *context) pack(p []byte, room int) Packed {
	if c.prices == nil {
		return c.packFree(p, room)
	}
	all := c.ways(p, uint32(8*room))
	n := len(all) - 1
	for n > 0 && all[n].cost > uint32(8*room) {
		n--
	}
	return Packed{Bytes: c.write(p, path(all[:n+1])), N: n}
}

// write returns the symbols of steps behind the prefix.
func (c *context) write(p []byte, steps []match) []byte {
	var w bitWriter
	symbol := func(s []step, c code, first, x int) {
		i := symbolOf(s, x)
		w.write(uint64(c.bits[first+i]), int(c.length[first+i]))
		w.write(uint64(x-s[i].from), s[i].extra)
	}
	for _, m := range steps {
		if m.length == 1 {
			w.write(uint64(c.lit.bits[p[0]]), int(c.lit.length[p[0]]))
		} else {
			symbol(lengthSteps, c.lit, endOfBlock+1, m.length)
			symbol(distanceSteps, c.dist, 0, m.distance)
		}
		p = p[m.length:]
	}
	return w.bytes()
}

// packFree packs with codes that the stream brings itself: it pays for long pieces.
func (c *context) packFree(p []byte, room int) Packed {
	for n := len(p); n > 0; {
		b := deflate(c.Window, p[:n])
		if len(b) <= room {
			return Packed{Bytes: b, N: n}
		}
		n = min(n-1, n*room/len(b)*31/32)
	}
	return Packed{}
}

func deflate(window, p []byte) []byte {
	var b bytes.Buffer
	w, _ := flate.NewWriterDict(&b, flate.BestCompression, window)
	w.Write(p)
	w.Close()
	return b.Bytes()
}
