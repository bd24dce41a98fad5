package node

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"parley"
	"parley/internal/store"
	"parley/procedure"
)

// caseVerdicts is what the nodes of a case said.
type caseVerdicts struct {
	much       map[caseTeller]caseMuch          // how much a node held when it was last judged
	common     map[parley.Hash][]caseFact       // what is settled, as whichever node said it first
	told       map[caseTeller][]caseFact        // what a node called settled
	ends       map[caseTeller]string            // the state that a node called final
	same       map[[32]byte][32]byte            // what is held, and what it comes to
	never      map[parley.Hash]bool             // settled as crossed
	last       map[caseTeller]*procedure.Result // what a node came to last
	proof      map[caseTeller]bool              // it has a proof that the liar forked
	folds      int
	partitions int
	alike      int // folds of what another fold had held too
}

type caseTeller struct {
	node parley.PartyID
	id   parley.Hash
}

// A caseFact is an act with effect, or a lapse, at its place.
type caseFact struct {
	act      parley.Hash
	from, to string
	date     parley.Millis
	standing procedure.Standing
}

func newCaseVerdicts() caseVerdicts {
	return caseVerdicts{common: map[parley.Hash][]caseFact{}, told: map[caseTeller][]caseFact{}, ends: map[caseTeller]string{}, same: map[[32]byte][32]byte{},
		never: map[parley.Hash]bool{}, last: map[caseTeller]*procedure.Result{}, proof: map[caseTeller]bool{}, much: map[caseTeller]caseMuch{}}
}

// judged reports whether a node is one that is held to the rules, and runs.
func (x *caseRun) judged(at parley.PartyID) bool {
	return x.stations[at].node != nil && !x.lies(at) && !x.boats[at].sunk()
}

// judgeChanged judges a node that holds more of a proceeding than when it was last judged.
func (x *caseRun) judgeChanged(at parley.PartyID) {
	if !x.judged(at) {
		return
	}
	n := x.stations[at].node
	for _, p := range x.started {
		if by := (caseTeller{at, p.id}); x.grew(by, n) {
			x.judge(by, n)
		}
	}
}

// A caseMuch is how much is held of a proceeding: the last of its messages, and how many leaves and proofs.
type caseMuch struct{ seq, rest uint64 }

// grew reports whether more is held of a proceeding than when it was last asked: messages, leaves of any record, or proofs.
func (x *caseRun) grew(by caseTeller, n *Node) bool {
	t, last := n.tables()[0], x.much[by]
	much := caseMuch{seq: last.seq}
	n.cfg.Store.View(func(r store.Reader) error {
		ms, err := r.Messages(store.MessageFilter{Charter: t.id, Proceeding: by.id, After: last.seq})
		if len(ms) > 0 {
			much.seq = ms[len(ms)-1].Seq
		}
		for _, s := range t.seats() {
			size, _ := r.LogSize(s.log)
			much.rest += size + uint64(len(n.disputes.against(s.log)))
		}
		return err
	})
	x.much[by] = much
	return much != last
}

// judgeAll judges a node by all that it holds.
func (x *caseRun) judgeAll(at parley.PartyID) {
	if !x.judged(at) {
		return
	}
	for _, p := range x.started {
		x.judge(caseTeller{at, p.id}, x.stations[at].node)
	}
}

// lists holds that a node, at the end, shows of each proceeding what it holds.
func (x *caseRun) lists(at parley.PartyID) {
	views, err := x.stations[at].node.Proceedings(x.t.Context(), "")
	if err != nil {
		x.t.Fatal(err)
	}
	for _, v := range views {
		id, _ := parley.ParseHash(v.ID)
		if res := x.last[caseTeller{at, id}]; res == nil || v.State != res.State || v.Final != res.Final || v.Settled != res.Settled {
			x.t.Errorf("%s lists %s in %s, final %v, settled %v, and holds another thing", at, v.ID[:8], v.State, v.Final, v.Settled)
		}
	}
}

// judge folds what a node holds of a proceeding, and holds the invariants over it.
func (x *caseRun) judge(by caseTeller, n *Node) {
	in, res := x.foldAt(n, by.id)
	if res == nil {
		return
	}
	x.folds++
	x.last[by], x.proof[by] = res, x.forkProved(n)
	x.sameAs(by, in, res)
	x.recorded(by, in, res)
	x.keeps(by, res)
	x.agrees(by, res)
}

func (x *caseRun) foldAt(n *Node, id parley.Hash) (in procedure.Input, res *procedure.Result) {
	n.acts.mu.Lock()
	defer n.acts.mu.Unlock()
	n.cfg.Store.View(func(r store.Reader) error {
		k, err := n.trackerOf(r, n.tables()[0], id)
		if err != nil {
			return err
		}
		if in, err = n.input(r, k); err != nil {
			return err
		}
		in.Now = n.now()
		res, err = procedure.Fold(in)
		return err
	})
	return in, res
}

// forkProved reports whether a node holds a proof that the liar forked its record.
func (x *caseRun) forkProved(n *Node) bool {
	return x.liar != nil && len(n.disputes.against(n.tables()[0].seat(x.liar.id).log)) > 0
}

// sameAs holds that two that hold the same come to the same (I1).
func (x *caseRun) sameAs(by caseTeller, in procedure.Input, res *procedure.Result) {
	var held, comes []byte
	for _, b := range in.Bodies {
		held = append(append(held, b.ID[:]...), b.Void...)
	}
	for _, l := range in.Logs {
		held = append(held, l.Party...)
		for _, v := range l.Volumes {
			held = append(held, byte(v.Number))
			for _, x := range v.Leaves {
				held = append(numbers(held, x.Index, uint64(x.Date), uint64(x.Kind)), append(x.ID[:], x.Mark[:]...)...)
			}
			if v.Fork != nil {
				held = numbers(held, *v.Fork, v.Held)
				for _, c := range v.Cosigned {
					held = numbers(append(held, c.Mirror...), c.Size)
				}
			}
		}
	}
	for _, e := range res.Entries {
		if e.Lapse {
			held = numbers(append(held, e.From...), uint64(e.Date), uint64(e.Standing))
		}
		comes = append(numbers(append(comes, e.Act[:]...), uint64(e.Date), uint64(e.Standing)), e.From+" "+e.To...)
	}
	key, got := sha256.Sum256(held), sha256.Sum256(comes)
	if old, ok := x.same[key]; ok {
		x.alike++
		if old != got {
			x.t.Errorf("I1: %s comes to something else than who holds the same", by.node)
		}
	}
	x.same[key] = got
}

func numbers(b []byte, ns ...uint64) []byte {
	for _, n := range ns {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	return b
}

// keeps holds that a node does not take back what it called settled or final, unless it can name a forker (I2, I3).
func (x *caseRun) keeps(by caseTeller, res *procedure.Result) {
	facts := factsOf(res, func(e *procedure.Entry) bool { return e.Settled })
	old := x.told[by]
	kept := len(facts) >= len(old) && slices.Equal(facts[:len(old)], old)
	if end := x.ends[by]; end != "" && (!res.Final || res.State != end) {
		kept = false
	}
	if !kept && !x.names(by, res) {
		x.t.Errorf("I2, I3: %s has taken back what it called settled:\n%v\n%v\nfinal in %q, now %v in %q, disputed by %v", by.node, old, facts, x.ends[by], res.Final, res.State, res.Disputed)
	}
	x.told[by] = facts
	if res.Final {
		x.ends[by] = res.State
	}
}

// names reports whether a node that takes something back shows who forked, and holds the proof of it.
func (x *caseRun) names(by caseTeller, res *procedure.Result) bool {
	return x.proof[by] && x.liar.how == caseForks && slices.Equal(res.Disputed, []parley.PartyID{x.liar.id}) && res.Proof == procedure.ProofDisputed
}

// agrees holds that no two nodes call different things settled; with a forker, confirmed (I2, I3).
func (x *caseRun) agrees(by caseTeller, res *procedure.Result) {
	forks := x.liar != nil && x.liar.how == caseForks
	if forks && len(x.takes) == 2 {
		return
	}
	facts := factsOf(res, func(e *procedure.Entry) bool { return e.Settled && (!forks || e.Confirmed) })
	line := x.common[by.id]
	for i := range min(len(facts), len(line)) {
		if facts[i] != line[i] {
			x.t.Errorf("I2, I3: at place %d %s has %v, another node %v", i, by.node, facts[i], line[i])
			return
		}
	}
	if len(facts) > len(line) {
		x.common[by.id] = facts
	}
	for i := range res.Entries {
		e := &res.Entries[i]
		if e.Lapse || !e.Mover || !e.Settled || forks {
			continue
		}
		if e.Standing != procedure.InEffect {
			x.never[e.Act] = true
		} else if x.never[e.Act] {
			x.t.Errorf("I2: at %s an act settled as crossed took effect", by.node)
		}
	}
}

// factsOf returns the acts with effect and the lapses that stand fast, up to the first that does not.
func factsOf(res *procedure.Result, fast func(e *procedure.Entry) bool) (out []caseFact) {
	for i := range res.Entries {
		e := &res.Entries[i]
		if !e.Mover && !e.Lapse {
			continue
		}
		if !fast(e) {
			return out
		}
		if e.Lapse || e.Standing == procedure.InEffect {
			out = append(out, caseFact{e.Act, e.From, e.To, e.Date, e.Standing})
		}
	}
	return out
}

// final holds that everything became settled and that all end alike (I4). In a fork nothing need be settled, and where one
// of two hides a body neither. It reports whether all is at rest, and fails the case when it is not and it is late.
func (x *caseRun) final(late bool) bool {
	forks := x.liar != nil && x.liar.how == caseForks
	hides := x.liar != nil && x.liar.quiet
	why := ""
	for _, p := range x.started {
		var ref *procedure.Result
		for _, id := range x.takes {
			if x.lies(id) {
				continue
			}
			res := x.last[caseTeller{id, p.id}]
			if hides && len(x.takes) == 2 {
				continue
			}
			switch {
			case res == nil && forks:
				res = &procedure.Result{} // it was opened in a branch that did not come here
			case res == nil:
				why = fmt.Sprintf("%s has nothing of %s", id, p.id)
				continue
			case !res.Settled && !forks:
				why = fmt.Sprintf("at %s not all of %s is settled: waits %v, missing %v, lapse %d", id, p.id, res.Waits, res.Missing, res.Lapse)
			case res.Next != 0 && !forks || res.Lapse == procedure.LapseRunning:
				why = "a deadline runs"
			}
			if ref == nil {
				ref = res
			}
			if d := differsFrom(ref, res); d != "" {
				why = fmt.Sprintf("%s ends otherwise than another: %s", id, d)
			}
		}
	}
	if why != "" && late {
		x.t.Errorf("I4: %s", why)
	}
	for _, id := range x.takes {
		if why == "" && !forks && x.judged(id) {
			x.lists(id)
		}
	}
	return why == ""
}

// differsFrom tells how two ends differ; empty: they do not.
func differsFrom(a, b *procedure.Result) string {
	if a.State != b.State || len(a.Entries) != len(b.Entries) {
		return fmt.Sprintf("%s after %d, %s after %d", a.State, len(a.Entries), b.State, len(b.Entries))
	}
	for i := range a.Entries {
		s, o := &a.Entries[i], &b.Entries[i]
		if s.Act != o.Act || s.Standing != o.Standing || s.From != o.From || s.To != o.To || s.Date != o.Date {
			return fmt.Sprintf("at place %d %+v, %+v", i, s, o)
		}
	}
	return ""
}
