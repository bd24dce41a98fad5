package link

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// A month is a line that is up for five minutes of each hour, at 2,400 bit/s with one second there and back, and carries
// messages of every precedence both ways, an attachment now and then, and what does not fit a stick.
type month struct {
	*storm
	b        *stormBearer
	born     [2]map[parley.Hash]time.Time
	there    [2]map[parley.Hash]time.Time // at the other node
	order    [2][]parley.Hash             // in which they arrived there
	windows  []time.Time                  // when each opened
	waited   [2]bool                      // at its opening
	before   [2]float64                   // bytes on the air then, and of bodies there
	payload  [2]float64
	full     int     // windows through which something waited
	air, net float64 // bytes that went in them, and of bodies
	sticks   int
	byStick  map[parley.Hash]bool
}

const (
	monthDays   = 30
	monthWindow = 5 * time.Minute
)

func newMonth(seed uint64) *month {
	w := newStorm(seed, nil, new(stormTally))
	m := &month{storm: w, b: w.bearers[2], byStick: map[parley.Hash]bool{}}
	w.bearers = []*stormBearer{m.b}
	m.b.rate, m.b.delay, m.b.jitter, m.b.expects, m.b.demand = 300, 500*time.Millisecond, 0, 300, true
	m.b.loss, m.b.repeat, m.b.corrupt = 0.02, 0, 0
	m.b.open = false
	for i := range m.born {
		m.born[i], m.there[i] = map[parley.Hash]time.Time{}, map[parley.Hash]time.Time{}
		m.nodes[1-i].came = func(id parley.Hash) { m.came(i, id) }
	}
	for h := range monthDays * 24 {
		at := time.Duration(h)*time.Hour + time.Duration(w.rnd.Int64N(int64(50*time.Minute)))
		w.after(at, func() { m.open(w.now.Add(monthWindow)) })
		w.after(at+monthWindow, m.close)
	}
	return m
}

func (m *month) open(until time.Time) {
	m.windows = append(m.windows, m.now)
	m.b.open, m.b.dead, m.b.hours = true, false, []time.Time{until}
	for i, n := range m.nodes {
		m.waited[i], m.before[i], m.payload[i] = n.owes() > 0, m.b.air[i], m.arrived(i)
		n.look()
	}
}

// close ends a window, and notes what went in it where it was not enough.
func (m *month) close() {
	for i, n := range m.nodes {
		if m.waited[i] && !n.served() {
			m.full++
			m.air += m.b.air[i] - m.before[i]
			m.net += m.arrived(i) - m.payload[i]
		}
	}
	m.b.endAll()
	m.b.open = false
}

// arrived is how many bytes of bodies of node i are at the other one.
func (m *month) arrived(i int) (bytes float64) {
	o := m.nodes[1-i]
	for id := range m.there[i] {
		bytes += float64(len(o.whole[id]))
	}
	for _, b := range o.chunks {
		bytes += float64(rangeSet(b.set).size())
	}
	return bytes
}

// fill has messages come at random instants of the month: so many a day of each precedence from each side.
func (m *month) fill(perDay [parley.NumPrecedences]int) {
	r := rand.New(rand.NewPCG(m.seed, 17))
	at := func() time.Duration { return time.Duration(r.Int64N(int64(monthDays * 24 * time.Hour))) }
	for p, n := range perDay {
		for range n * monthDays {
			i, size := r.IntN(2), stormSizes[r.IntN(len(stormSizes))]
			m.after(at(), func() { m.sendOne(i, size, false, parley.Precedence(p)) })
		}
	}
	for range monthDays {
		i, size := r.IntN(2), 20000+r.IntN(180000)
		m.after(at(), func() { m.sendOne(i, size, true, parley.Routine) })
	}
	for range 4 {
		m.after(at(), func() { m.stick(0, 1) })
		m.after(at(), func() { m.stick(1, 0) })
	}
}

func (m *month) sendOne(i, size int, blob bool, p parley.Precedence) {
	n := m.nodes[i]
	n.send(i, size, blob, p, 0)
	m.born[i][n.offers[len(n.offers)-1].ID] = m.now
}

// stick carries what waits at one node to the other, by hand: the leaves of its record first.
func (m *month) stick(from, to int) {
	a, b := m.nodes[from], m.nodes[to]
	m.sticks++
	for c := range stormCharters {
		x := b.mirrors[c]
		x.pending[0] = a.own[c].leaves
		if size := a.own[c].size(); size > 0 {
			x.heads = append(x.heads, &wire.Head{Size: size, Signature: a.own[c].headAt(size).Signature})
		}
		x.settle()
	}
	for _, it := range a.offers {
		if b.whole[it.ID] == nil && !a.settled[it.ID] {
			m.byStick[it.ID] = true
			m.came(from, it.ID)
			b.whole[it.ID], b.level[it.ID], b.redone[it.ID] = a.bodies[it.ID], it.Precedence, true
			delete(b.chunks, it.ID)
			b.step(Recorded{it.ID})
			b.receive(stormPlace(it.Log), it.ID)
		}
	}
	a.pump()
	b.pump()
}

// came notes that something of node i is at the other one.
func (m *month) came(i int, id parley.Hash) {
	if _, known := m.there[i][id]; !known {
		m.there[i][id] = m.now
		m.order[i] = append(m.order[i], id)
	}
}

// waits returns for how long the messages of a precedence waited, ascending: from when they came, or where no window was open
// from the opening of the next one; and how many waited for more than one window.
func (m *month) waits(p parley.Precedence) (took []time.Duration, more int) {
	for i, n := range m.nodes {
		for _, it := range n.offers {
			if it.Precedence != p || it.Blob || m.byStick[it.ID] {
				continue
			}
			from := m.born[i][it.ID]
			k, _ := slices.BinarySearchFunc(m.windows, from, time.Time.Compare)
			if k == 0 || from.After(m.windows[k-1].Add(monthWindow)) {
				from = m.windows[k]
			}
			took = append(took, m.there[i][it.ID].Sub(from))
			if took[len(took)-1] > monthWindow {
				more++
			}
		}
	}
	slices.Sort(took)
	return took, more
}

// outOfOrder counts the messages that arrived while one of a higher precedence waited that was there when the window opened.
func (m *month) outOfOrder() (all, wrong int) {
	for i, n := range m.nodes {
		level := map[parley.Hash]parley.Precedence{}
		for _, it := range n.offers {
			level[it.ID] = it.Precedence
		}
		for k, id := range m.order[i] {
			if all++; m.byStick[id] {
				continue
			}
			w, _ := slices.BinarySearchFunc(m.windows, m.there[i][id], time.Time.Compare)
			opened := m.windows[w-1]
			if slices.ContainsFunc(m.order[i][k+1:], func(o parley.Hash) bool { return level[o] > level[id] && m.born[i][o].Before(opened) }) {
				wrong++
			}
		}
	}
	return all, wrong
}

// A month of bad contact: a line at 2,400 bit/s that is up for five minutes of each hour and loses 2 packets in 100, and a stick
// now and then. Everything arrives, in the order of precedence, and a FLASH soon after the next window opens.
func TestMonth(t *testing.T) {
	m := newMonth(1)
	m.fill([parley.NumPrecedences]int{parley.Flash: 3, parley.Immediate: 5, parley.Priority: 12, parley.Routine: 20})
	defer func() {
		if x, ok := recover().(stormBroken); ok {
			t.Fatal(string(x))
		}
	}()
	for _, n := range m.nodes {
		n.start()
		n.pump()
	}
	end := m.now.Add((monthDays*24 + 1) * time.Hour)
	m.until(end, func() bool { return false })
	all, wrong := m.outOfOrder()
	t.Logf("measured: a month of %d windows of 5 minutes at 2,400 bit/s: %d messages and attachments, %d of them on %d sticks, all there: %v; %d before one of a higher precedence that had waited as well",
		len(m.windows), all, len(m.byStick), m.sticks, m.settled(), wrong)
	t.Logf("measured: a month: %d windows in one direction were not enough for all that waited: %.0f %% of their bits were sent, %.0f %% were payload",
		m.full, 100*m.air/float64(m.full)/90000, 100*m.net/float64(m.full)/90000)
	for p := parley.Flash; p.Valid(); p-- {
		took, more := m.waits(p)
		t.Logf("measured: a month: %s, from the next window's opening: median %v, 99 of 100 %v, most %v; %d of %d took more than one window",
			p, took[len(took)/2].Round(time.Millisecond), took[len(took)*99/100].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond), more, len(took))
		if most := took[len(took)*99/100]; p == parley.Flash && most > time.Minute {
			t.Errorf("a FLASH took %v", most)
		}
	}
	if !m.settled() {
		t.Error(m.unsettled())
	}
}
