package console

import "parley/internal/node"

// A Proof is what stands behind the state of a proceeding.
type Proof struct {
	Code     string // none, "by rule", settled, confirmed or disputed
	Final    bool
	Settled  bool
	Ground   string // the state up to which all is settled, where the proceeding has come further; empty: none
	Vouched  string // the state that every other participant vouches for, where it is another one
	Disputed []string
	Waits    []Wait
	Missing  []Lack
}

// A Wait is a record that has to grow before more is settled: until it holds an act, or is dated past an instant.
type Wait struct {
	Who   string
	Act   *Cited
	Until Instant
}

// A Lack is an act that a record names and that is not here.
type Lack struct {
	Who, ID string
	Body    bool
}

func (k *course) proof(t *tale) Proof {
	p := Proof{Code: k.Proof, Final: k.Final, Settled: k.Settled, Disputed: k.names(k.Disputed)}
	if !k.Settled {
		p.Ground = k.groundTitle(k.Ground)
	}
	if k.Settled && k.Proof != "confirmed" {
		p.Vouched = k.groundTitle(k.Confirmed)
	}
	for _, w := range k.Waits {
		x := Wait{Who: k.held.party(w.Party), Until: instantOrNone(w.Until)}
		if w.Act != nil {
			cited := t.cited(*w.Act)
			x.Act = &cited
		}
		p.Waits = append(p.Waits, x)
	}
	for _, m := range k.Missing {
		p.Missing = append(p.Missing, Lack{k.held.party(m.Party), m.Act, m.Body})
	}
	return p
}

func (k *course) groundTitle(g node.GroundView) string {
	if g.State == "" {
		return ""
	}
	return k.stateTitle(g.State)
}
