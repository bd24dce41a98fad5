package node

import (
	"slices"
	"testing"

	"parley"
	"parley/wire"
)

// groups takes everything that waits, and returns the codes of the jobs of each group.
func (q *turns) groups() (out [][]int) {
	for g := q.take(); len(g) > 0; g = q.take() {
		var codes []int
		for _, j := range g {
			codes = append(codes, int(j.code))
		}
		out = append(out, codes)
	}
	return out
}

// A FLASH passes what waits in its lane, in the order of the FLASHes; none passes a job that stands alone.
func TestFlashFirst(t *testing.T) {
	q := turns{}
	for i, p := range []parley.Precedence{0, 3, 2, 3, 0, 0, 3} {
		j := &job{precedence: p, code: parley.RefusalCode(i)}
		if i == 5 {
			j.kind = wire.LeafAdopted
		}
		q.put(j)
	}
	got := q.groups()
	if want := [][]int{{1, 3, 0, 2, 4}, {5}, {6}}; !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("groups %v, want %v", got, want)
	}
	if q.count != 0 || len(q.lanes) != 0 || len(q.next) != 0 {
		t.Errorf("left: %d jobs, %d lanes, %d turns", q.count, len(q.lanes), len(q.next))
	}
}

// However much one peer has waiting, of texts or of FLASHes, the next group has what another one asks for.
func TestTurnsOfPeers(t *testing.T) {
	flooder, friend, table := &peer{}, &peer{}, &table{}
	for name, c := range map[string]struct {
		flood, ask parley.Precedence
		size, most int // of a job of the flood, and how many of them may go before the other
	}{
		"texts before a text":     {parley.Immediate, parley.Routine, 64 << 10, 16},
		"texts before a FLASH":    {parley.Immediate, parley.Flash, 64 << 10, 0},
		"small ones":              {parley.Routine, parley.Routine, 100, 1},
		"FLASHes before a FLASH":  {parley.Flash, parley.Flash, 64 << 10, 1},
		"FLASHes before a text":   {parley.Flash, parley.Routine, 64 << 10, 16},
		"one that is very large":  {parley.Immediate, parley.Routine, 8 << 20, 1},
		"large ones, and a FLASH": {parley.Immediate, parley.Flash, 8 << 20, 0},
	} {
		t.Run(name, func(t *testing.T) {
			q := turns{}
			for range 5000 {
				q.put(&job{from: flooder, t: table, precedence: c.flood, size: c.size})
			}
			q.take() // it is being written
			asked := &job{from: friend, t: table, precedence: c.ask, size: 1000}
			q.put(asked)
			before := 0
			for range 2 {
				g := q.take()
				at := slices.Index(g, asked)
				if at >= 0 {
					if before += at; before > c.most {
						t.Errorf("%d of the flood went before", before)
					}
					return
				}
				before += len(g)
			}
			t.Errorf("it still waits after %d of the flood", before)
		})
	}
}

// A group is bounded in jobs and in what it stores, and is of one charter; with a FLASH go few others.
func TestGroupsAreBounded(t *testing.T) {
	q, a, b := turns{}, &table{}, &table{}
	size := func(g []*job) (n int) {
		for _, j := range g {
			n += j.size
		}
		return n
	}
	for i := range 3000 {
		q.put(&job{t: []*table{a, b}[i%2], size: 10 << 10})
	}
	q.put(&job{t: a, precedence: parley.Flash, size: 1000})
	taken := 0
	for i := 0; q.count > 0; i++ {
		g := q.take()
		taken += len(g)
		if len(g) > maxGroup || size(g) > groupBytes || i == 0 && (g[0].precedence != parley.Flash || size(g[1:]) > flashBytes || len(g) < 2) {
			t.Fatalf("group %d has %d jobs of %d bytes", i, len(g), size(g))
		}
		if slices.ContainsFunc(g, func(j *job) bool { return j.t != g[0].t }) {
			t.Fatal("a group of two charters")
		}
	}
	if taken != 3001 {
		t.Errorf("%d jobs came out", taken)
	}
}

// A job that stands alone waits for a bounded number of FLASHes, however many come.
func TestFlashesDoNotStarveAJobThatStandsAlone(t *testing.T) {
	q, flooder, table := turns{}, &peer{}, &table{}
	sheet := &job{t: table, kind: wire.LeafSheet}
	q.put(sheet)
	for i := range flashRun + 2 {
		for range 1000 {
			q.put(&job{from: flooder, t: table, precedence: parley.Flash, size: 1000})
		}
		if g := q.take(); slices.Contains(g, sheet) {
			if len(g) != 1 {
				t.Errorf("it stands with %d others", len(g)-1)
			}
			return
		} else if i == 0 && g[0].precedence != parley.Flash {
			t.Error("a FLASH did not go first")
		}
	}
	t.Error("it still waits")
}
