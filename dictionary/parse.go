package dictionary

import "math"

// A match is a run of length bytes that stands distance bytes before.
type match struct{ length, distance int }

// prices are what the symbols of a context cost, in bits with their extra bits.
type prices struct {
	literal  [256]uint32
	length   [259]uint32
	distance []uint32 // by symbol
}

func newPrices(lit, dist code) *prices {
	p := &prices{distance: make([]uint32, distances)}
	for i := range p.literal {
		p.literal[i] = uint32(lit.length[i])
	}
	for n := minMatch; n <= maxMatch; n++ {
		s := symbolOf(lengthSteps, n)
		p.length[n] = uint32(int(lit.length[endOfBlock+1+s]) + lengthSteps[s].extra)
	}
	for s := range p.distance {
		p.distance[s] = uint32(int(dist.length[s]) + distanceSteps[s].extra)
	}
	return p
}

const (
	minMatch = 3
	maxMatch = 258
	maxTries = 256 // places that are looked at for one position
	enough   = 64  // a match of so many bytes is taken without looking for another
)

// A way is the cheapest way to a place in the piece: what it costs in bits, and the last step to it.
type way struct {
	cost uint32
	last match // length 1 for a literal
}

// ways returns the cheapest way to each place of piece, from 0 to its end. It stops where more than most bits are
// needed, so that what is returned may be shorter. Places within a long match are passed over.
func (c *context) ways(piece []byte, most uint32) []way {
	all := make([]way, len(piece)+1)
	for i := range all[1:] {
		all[i+1].cost = math.MaxUint32
	}
	f, p := newFinder(c, piece), c.prices
	for i := 0; i < len(piece); {
		if all[i].cost > most {
			return all[:i]
		}
		relax(&all[i+1], all[i].cost+p.literal[piece[i]], match{1, 0})
		longest := f.matches(i, func(m match, beyond int) {
			cost := all[i].cost + p.distance[symbolOf(distanceSteps, m.distance)]
			for n := beyond + 1; n <= m.length; n++ {
				relax(&all[i+n], cost+p.length[n], match{n, m.distance})
			}
		})
		i++
		if longest >= enough {
			i += longest - 1
		}
	}
	return all
}

func relax(w *way, cost uint32, last match) {
	if cost < w.cost {
		*w = way{cost, last}
	}
}

// path returns the steps to the end of all.
func path(all []way) []match {
	var back []match
	for i := len(all) - 1; i > 0; i -= all[i].last.length {
		back = append(back, all[i].last)
	}
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	return back
}
