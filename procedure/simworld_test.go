package procedure

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"

	"parley"
	"parley/charter"
	"parley/wire"
)

// A world is one random case: parties with records of their own, lines that come and go, and what each node holds. One
// unit of its time is a minute.
type world struct {
	rng    *rand.Rand
	off    offRules
	lie    lie
	liars  parties
	c      *charter.Charter
	ids    []parley.PartyID
	nodes  []*simNode // one for each party; behind them a second face of a party that forks
	now    parley.Millis
	nonce  [16]byte
	bodies []simBody
	byID   map[parley.Hash]int32
	logs   [][]Leaf     // by face
	names  [][]int32    // for each leaf of logs: the body that it names, -1
	common int          // of the two branches of a forker
	forker int          // -1
	down   map[int]bool // pairs whose line is cut
	*verdicts
}

// offRules are rules that are switched off on purpose: those of the nodes, and those of the fold.
type offRules struct {
	r1, r2, r3, r4, r5 bool
	fold               rules
}

type simBody struct {
	Body
	author int  // face that made it
	marked bool // its leaf has the mark that it should
	place  [2]int
	told   bool // handed out before it stood on record
	hidden bool // its author hands it to nobody
}

// A simNode is the node of one face of a party.
type simNode struct {
	w      *world
	face   int // its log in world.logs
	party  int
	skew   parley.Millis
	k      uint32
	held   []int      // for each party: leaves held
	branch []int      // for each party: the face whose log they are of
	have   []bool     // bodies held
	noted  []bool     // bodies recorded
	bodies []Body     // what have says, as the fold takes it
	cos    [][]cosize // for each party and mirror
	fork   []bool     // for each party: proof of a fork is here
	dirty  bool
	closed bool // shows nobody what its log has grown by
	j      *judge
	told   told
}

// A cosize is what a mirror cosigned of each branch.
type cosize [2]int

// simFields is the body of a simulated act.
type simFields struct {
	until    parley.Millis
	to       parley.PartyID
	ids      []string
	joint    map[string][]parley.PartyID // by table; that of "" in every other one
	answers  []Answer
	findings []Finding
	on       map[string]parley.Hash // by field
}

func (f simFields) Time(string) (parley.Millis, bool)   { return f.until, f.until != 0 }
func (f simFields) Party(string) (parley.PartyID, bool) { return f.to, f.to != "" }
func (f simFields) Questions(string) []string           { return f.ids }
func (f simFields) Answers(string) []Answer             { return f.answers }
func (f simFields) Reference(name string) (id parley.Hash, ok bool) {
	id, ok = f.on[name]
	return id, ok
}
func (f simFields) Findings(string) []Finding { return f.findings }

func (f simFields) Joint(table string) []parley.PartyID {
	if ids, ok := f.joint[table]; ok {
		return ids
	}
	return f.joint[""]
}

const start parley.Millis = 1_800_000_000_000

var partyNames = func() (out []parley.PartyID) {
	for i := range maxParties {
		out = append(out, parley.PartyID([]byte{'p', byte('a' + i/26), byte('a' + i%26)}))
	}
	return out
}()

func (w *world) chance(percent int) bool { return w.rng.IntN(100) < percent }

// addNode adds a face of party p.
func (w *world) addNode(p int) *simNode {
	n := len(w.ids)
	x := &simNode{w: w, face: len(w.logs), party: p, held: make([]int, n), branch: make([]int, n), fork: make([]bool, n)}
	for q := range n {
		x.branch[q] = q
	}
	x.cos = make([][]cosize, n)
	flat := make([]cosize, n*n)
	for q := range n {
		x.cos[q] = flat[q*n : (q+1)*n]
	}
	w.nodes = append(w.nodes, x)
	w.logs, w.names = append(w.logs, nil), append(w.names, nil)
	return x
}

// log returns what x holds of party q's record.
func (x *simNode) log(q int) []Leaf { return x.w.logs[x.branch[q]][:x.held[q]] }

func (x *simNode) clock() parley.Millis { return x.w.now + x.skew }

// enter appends a leaf to x's own log. Dates never go back (R1).
func (x *simNode) enter(kind wire.LeafKind, date parley.Millis, body int32) {
	w := x.w
	log := w.logs[x.face]
	if n := len(log); n > 0 && !(w.off.r1 && w.lie == lieBackdate && w.liars.has(x.party)) {
		date = max(date, log[n-1].Date)
	}
	l := Leaf{Index: uint64(len(log)), Kind: kind, Date: date}
	if body >= 0 {
		b := &w.bodies[body]
		l.ID = b.ID
		l.Mark = w.markOf(b)
		if kind == wire.LeafSent {
			b.place[w.side(x.face)] = len(log)
		}
	}
	w.logs[x.face] = append(log, l)
	w.names[x.face] = append(w.names[x.face], body)
	x.held[x.party]++
	x.dirty = true
}

// side returns which of the branches of its party a face has: 1 for the second face of the forker.
func (w *world) side(face int) int {
	if face >= len(w.ids) {
		return 1
	}
	return 0
}

func (w *world) markOf(b *simBody) [8]byte { return [8]byte(b.Payload.Body[:8]) }

// make makes an act of x without entering it anywhere.
func (x *simNode) make(name string, opening bool, seen []parley.Hash, to parties, marked bool) int32 {
	w := x.w
	m := &wire.Payload{From: wire.Address{Party: w.ids[x.party]}, Form: "f", Act: name, Seen: seen}
	(to &^ (1 << x.party)).each(func(q int) { m.Action = append(m.Action, wire.Address{Party: w.ids[q]}) })
	if opening {
		m.Participants, m.Nonce = w.ids, w.nonce
	} else {
		m.Proceeding = &w.bodies[0].ID
		if slices.Contains(everywhere, name) {
			m.Form = "text"
		}
	}
	mark := wire.ActMark(w.nonce, w.ids[x.party], x.k)
	if marked {
		x.k++
	} else {
		binary.BigEndian.PutUint64(mark[:], w.rng.Uint64())
	}
	m.Body = mark[:]
	b := simBody{Body: Body{ID: w.drawID(x), Payload: m, Fields: simFields{until: w.now + minutes(20+w.rng.IntN(250))}}, author: x.face,
		marked: marked, place: [2]int{-1, -1}}
	w.bodies = append(w.bodies, b)
	i := int32(len(w.bodies) - 1)
	w.byID[b.ID] = i
	for _, y := range w.nodes {
		y.have, y.noted = append(y.have, false), append(y.noted, false)
	}
	x.take(i)
	x.noted[i] = true
	return i
}

// drawID returns an id; who grinds takes the least of 64.
func (w *world) drawID(x *simNode) (id parley.Hash) {
	for i := range 64 {
		var d parley.Hash
		binary.BigEndian.PutUint64(d[:], w.rng.Uint64())
		binary.BigEndian.PutUint64(d[8:], w.rng.Uint64())
		if i == 0 || binary.BigEndian.Uint64(d[:]) < binary.BigEndian.Uint64(id[:]) {
			id = d
		}
		if w.lie != lieGrind || !w.liars.has(x.party) {
			break
		}
	}
	return id
}

func minutes(n int) parley.Millis { return parley.Millis(n) * minute }

// take puts a body into x's hands.
func (x *simNode) take(i int32) {
	if !x.have[i] {
		x.have[i] = true
		x.bodies = append(x.bodies, x.w.bodies[i].Body)
		x.dirty = true
	}
}

// input is what x holds, as the fold takes it.
func (x *simNode) input() Input {
	w := x.w
	in := Input{Charter: w.c, Opening: w.bodies[0].ID, Bodies: x.bodies, Now: x.clock(), off: w.off.fold}
	in.Logs = make([]Log, len(w.ids))
	vols := make([]Volume, len(w.ids))
	sworn := make([]Cosigned, 0, len(w.ids)*len(w.ids))
	for q := range w.ids {
		v := &vols[q]
		v.Held, v.Leaves = uint64(x.held[q]), x.log(q)
		side := w.side(x.branch[q])
		from := len(sworn)
		for m := range w.ids {
			size := x.cos[q][m][side]
			if q == w.forker {
				size = max(size, min(x.cos[q][m][1-side], w.common))
			}
			sworn = append(sworn, Cosigned{w.ids[m], uint64(min(size, x.held[q]))})
		}
		v.Cosigned = sworn[from:]
		if x.fork[q] {
			f := uint64(w.common)
			v.Fork = &f
		}
		in.Logs[q] = Log{w.ids[q], vols[q : q+1 : q+1]}
	}
	return in
}
