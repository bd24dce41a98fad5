package difference

// A comparison finds what two lists of words share.
type comparison struct {
	a, b  []string
	depth int
	out   []Piece
}

// maxDepth bounds how often a stretch between two shared words is looked through again for more of them.
const maxDepth = 32

// maxSquare bounds the work for a stretch without words that stand once in both: words of one times words of the other.
const maxSquare = 1 << 20

// compare enters what became of a[from:to] and b[low:high].
func (c *comparison) compare(from, to, low, high int) {
	for from < to && low < high && c.a[from] == c.b[low] {
		c.enter(Same, c.a[from])
		from, low = from+1, low+1
	}
	end := to
	for end > from && high-(to-end) > low && c.a[end-1] == c.b[high-(to-end)-1] {
		end--
	}
	tail := to - end
	c.middle(from, end, low, high-tail)
	for _, w := range c.a[end:to] {
		c.enter(Same, w)
	}
}

// middle is compare for stretches that share neither their beginning nor their end: between words that stand once in both,
// which people would take as well to find their place, or, where there are none and it is short, by the longest common row.
func (c *comparison) middle(from, to, low, high int) {
	c.depth++
	defer func() { c.depth-- }()
	if anchors := c.anchors(from, to, low, high); len(anchors) > 0 {
		for _, at := range anchors {
			c.compare(from, at.a, low, at.b)
			c.enter(Same, c.a[at.a])
			from, low = at.a+1, at.b+1
		}
		c.compare(from, to, low, high)
		return
	}
	if (to-from)*(high-low) <= maxSquare {
		c.longest(from, to, low, high)
		return
	}
	c.replace(from, to, low, high)
}

func (c *comparison) enter(kind Kind, w string) { c.out = append(c.out, Piece{kind, w}) }

func (c *comparison) replace(from, to, low, high int) {
	for _, w := range c.a[from:to] {
		c.enter(Removed, w)
	}
	for _, w := range c.b[low:high] {
		c.enter(Added, w)
	}
}

// A pair is a word of each list that are the same.
type pair struct{ a, b int }

// anchors returns the longest row of words that stand once in each stretch, in an order that both share.
func (c *comparison) anchors(from, to, low, high int) []pair {
	if c.depth > maxDepth {
		return nil
	}
	at := map[string]*[4]int{} // how often and where in a, in b
	for i := from; i < to; i++ {
		if at[c.a[i]] == nil {
			at[c.a[i]] = new([4]int)
		}
		at[c.a[i]][0]++
		at[c.a[i]][1] = i
	}
	for j := low; j < high; j++ {
		if x := at[c.b[j]]; x != nil {
			x[2]++
			x[3] = j
		}
	}
	var once []pair
	for i := from; i < to; i++ {
		if x := at[c.a[i]]; x[0] == 1 && x[2] == 1 {
			once = append(once, pair{i, x[3]})
		}
	}
	return rising(once)
}

// rising returns the longest part of a list, which ascends in a, that ascends in b as well.
func rising(list []pair) (out []pair) {
	var ends []int // of the best row of each length: its last pair
	before := make([]int, len(list))
	for i, p := range list {
		lo, hi := 0, len(ends)
		for lo < hi {
			if m := (lo + hi) / 2; list[ends[m]].b < p.b {
				lo = m + 1
			} else {
				hi = m
			}
		}
		before[i] = -1
		if lo > 0 {
			before[i] = ends[lo-1]
		}
		ends = append(ends[:lo], append([]int{i}, ends[min(lo+1, len(ends)):]...)...)
	}
	if len(ends) == 0 {
		return nil
	}
	out = make([]pair, len(ends))
	for i, k := ends[len(ends)-1], len(ends)-1; i >= 0; i, k = before[i], k-1 {
		out[k] = list[i]
	}
	return out
}

// longest enters the longest common row of two stretches, by a table of all their beginnings.
func (c *comparison) longest(from, to, low, high int) {
	n, m := to-from, high-low
	length := make([]int32, (n+1)*(m+1)) // of what is common behind i and j
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if k := i*(m+1) + j; c.a[from+i] == c.b[low+j] {
				length[k] = length[k+m+2] + 1
			} else {
				length[k] = max(length[k+m+1], length[k+1])
			}
		}
	}
	i, j := 0, 0
	for i < n && j < m {
		switch k := i*(m+1) + j; {
		case c.a[from+i] == c.b[low+j]:
			c.enter(Same, c.a[from+i])
			i, j = i+1, j+1
		case length[k+m+1] >= length[k+1]:
			c.enter(Removed, c.a[from+i])
			i++
		default:
			c.enter(Added, c.b[low+j])
			j++
		}
	}
	c.replace(from+i, to, low+j, high)
}
