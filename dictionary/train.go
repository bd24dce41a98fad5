package dictionary

import "slices"

// A Sample is a piece as pieces will be, with the window that it has before it: one from which its own text was taken
// out, or the codes would be made for what does not come.
type Sample struct{ Window, Piece []byte }

// rounds is how often the codes are made anew from what the codes before them led to.
const rounds = 6

// Train returns a context with window whose codes suit the samples.
func Train(window []byte, samples []Sample) Context {
	lit, dist := slices.Repeat([]uint8{9}, literals), slices.Repeat([]uint8{5}, distances)
	for range rounds {
		var used counts
		for _, s := range samples {
			c := codedContext(Context{Window: s.Window}, newCode(lit), newCode(dist))
			used.add(s.Piece, path(c.ways(s.Piece, 1<<30)))
		}
		lit, dist = used.lengths()
	}
	return Context{Prefix: writePrefix(lit, dist), Window: window}
}

// counts say how often each symbol was used.
type counts struct {
	lit  [literals]int
	dist [distances]int
}

func (u *counts) add(p []byte, steps []match) {
	for _, m := range steps {
		if m.length == 1 {
			u.lit[p[0]]++
		} else {
			u.lit[endOfBlock+1+symbolOf(lengthSteps, m.length)]++
			u.dist[symbolOf(distanceSteps, m.distance)]++
		}
		p = p[m.length:]
	}
}

// grain weighs what was seen against the one time that every symbol is granted, seen or not.
const grain = 4

// lengths returns the lengths of two codes for what was counted. The end of the block, which is never written, is not
// granted even the one time.
func (u *counts) lengths() (lit, dist []uint8) {
	l, d := make([]int, literals), make([]int, distances)
	for i, n := range u.lit {
		l[i] = 1 + grain*n
	}
	for i, n := range u.dist {
		d[i] = 1 + grain*n
	}
	return huffman(l, 15), huffman(d, 15)
}

// huffman returns the lengths of the best code for symbols of these weights in which none is longer than most bits, by
// the way of Larmore and Hirschberg: of coins worth a symbol at each of most levels, the cheapest that make it up.
func huffman(weights []int, most int) []uint8 {
	type coin struct {
		weight  int
		symbols []int
	}
	var coins, level []coin
	for i, w := range weights {
		coins = append(coins, coin{w, []int{i}})
	}
	lighter := func(a, b coin) int { return a.weight - b.weight }
	for range most {
		var pairs []coin
		for i := 0; i+1 < len(level); i += 2 {
			pairs = append(pairs, coin{level[i].weight + level[i+1].weight, slices.Concat(level[i].symbols, level[i+1].symbols)})
		}
		level = slices.Concat(pairs, coins)
		slices.SortStableFunc(level, lighter)
	}
	out := make([]uint8, len(weights))
	for _, c := range level[:2*len(weights)-2] {
		for _, i := range c.symbols {
			out[i]++
		}
	}
	return out
}
