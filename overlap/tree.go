package overlap

// A tree finds boxes that meet one: an R-tree. Its shape depends on the order of arrival, what it finds does not.
type tree struct {
	nodes []node
	free  []int32
	top   int32
}

// fan is the most boxes of a node.
const fan = 24

// A node holds boxes: of the nodes below it, or of notices.
type node struct {
	boxes [fan]box
	below [fan]int32 // nodes, or places of notices
	count int32
	leaf  bool
}

func newTree() *tree { return &tree{nodes: []node{{leaf: true}}} }

// search calls found with the place of each box that meets b; a place may come several times.
func (t *tree) search(b *box, found func(place int32)) { t.searchIn(t.top, b, found) }

func (t *tree) searchIn(at int32, b *box, found func(int32)) {
	n := &t.nodes[at]
	for i := range n.count {
		if !n.boxes[i].meets(b) {
			continue
		}
		if n.leaf {
			found(n.below[i])
		} else {
			t.searchIn(n.below[i], b, found)
		}
	}
}

// add puts in the box of a place.
func (t *tree) add(b box, place int32) {
	other := t.addIn(t.top, b, place)
	if other < 0 {
		return
	}
	old := t.top
	t.top = t.fresh(false)
	for _, below := range []int32{old, other} {
		t.append(t.top, t.bounds(below), below)
	}
}

// addIn returns the node that was split off, or -1.
func (t *tree) addIn(at int32, b box, place int32) int32 {
	if t.nodes[at].leaf {
		return t.appendOrSplit(at, b, place)
	}
	i := t.nodes[at].nearest(&b)
	t.nodes[at].boxes[i].grow(&b)
	below := t.nodes[at].below[i]
	other := t.addIn(below, b, place)
	if other < 0 {
		return -1
	}
	t.nodes[at].boxes[i] = t.bounds(below)
	return t.appendOrSplit(at, t.bounds(other), other)
}

func (t *tree) appendOrSplit(at int32, b box, below int32) int32 {
	if t.nodes[at].count < fan {
		t.append(at, b, below)
		return -1
	}
	other := t.split(at)
	into := at
	if grown(t.bounds(other), &b) < grown(t.bounds(at), &b) {
		into = other
	}
	t.append(into, b, below)
	return other
}

func (t *tree) append(at int32, b box, below int32) {
	n := &t.nodes[at]
	n.boxes[n.count], n.below[n.count] = b, below
	n.count++
}

func (t *tree) bounds(at int32) box {
	n := &t.nodes[at]
	b := n.boxes[0]
	for i := int32(1); i < n.count; i++ {
		b.grow(&n.boxes[i])
	}
	return b
}

func (t *tree) fresh(leaf bool) int32 {
	if last := len(t.free) - 1; last >= 0 {
		at := t.free[last]
		t.free = t.free[:last]
		t.nodes[at] = node{leaf: leaf}
		return at
	}
	t.nodes = append(t.nodes, node{leaf: leaf})
	return int32(len(t.nodes) - 1)
}

// remove takes out the box of a place. Nodes that are empty go; others keep the room that they have.
func (t *tree) remove(b box, place int32) {
	t.removeIn(t.top, &b, place)
	for n := &t.nodes[t.top]; !n.leaf && n.count < 2; n = &t.nodes[t.top] {
		if n.count == 0 {
			*n = node{leaf: true}
			return
		}
		t.free = append(t.free, t.top)
		t.top = n.below[0]
	}
}

func (t *tree) removeIn(at int32, b *box, place int32) bool {
	for i := int32(0); i < t.nodes[at].count; i++ {
		n := &t.nodes[at]
		if n.leaf && n.below[i] == place && n.boxes[i] == *b {
			n.drop(i)
			return true
		}
		if n.leaf || !n.boxes[i].covers(b) || !t.removeIn(n.below[i], b, place) {
			continue
		}
		if below := n.below[i]; t.nodes[below].count > 0 {
			n.boxes[i] = t.bounds(below)
		} else {
			t.free = append(t.free, below)
			n.drop(i)
		}
		return true
	}
	return false
}

func (n *node) drop(i int32) {
	n.count--
	n.boxes[i], n.below[i] = n.boxes[n.count], n.below[n.count]
}
