package procedure

import (
	"math/bits"
	"slices"

	"parley"
	"parley/charter"
	"parley/wire"
)

// maxParties is the number of parties that a charter may have.
const maxParties = 57

// parties is a set of participants, by their place among them; a charter has at most 57.
type parties uint64

func (s parties) has(p int) bool { return s&(1<<p) != 0 }

func (s parties) each(f func(p int)) {
	for ; s != 0; s &= s - 1 {
		f(bits.TrailingZeros64(uint64(s)))
	}
}

// A plan is a procedure with its roles filled by the participants of one proceeding.
type plan struct {
	charter *charter.Charter
	proc    *charter.Procedure
	opening *Body
	ids     []parley.PartyID // participants in the charter's order, which decides where the list of acts does not
	all     parties
	roles   map[string]parties
	movers  []parties // for each state: those whom any of its acts admits
	states  map[string]int
	rank    map[string]int // place of an act in the order; acts of no procedure stand last
	moves   [][]move       // for each state: its moves
}

// newPlan reads the opening of in.
func newPlan(in *Input) (*plan, error) {
	if in.Charter.Language != charter.Language {
		return nil, parley.Errorf(parley.CodeBadCharter, "the charter's procedures are written in edition %d of their language, "+
			"this version reads edition %d; messages are shown, nothing is folded", in.Charter.Language, charter.Language)
	}
	i := slices.IndexFunc(in.Bodies, func(b Body) bool { return b.ID == in.Opening })
	if i < 0 {
		return nil, parley.Errorf(parley.CodeNotFound, "the act that opened proceeding %v is not here yet", in.Opening)
	}
	ids, err := CheckOpening(in.Charter, &in.Bodies[i])
	if err != nil {
		return nil, err
	}
	pl := &plan{charter: in.Charter, opening: &in.Bodies[i], ids: ids, all: 1<<len(ids) - 1}
	pl.proc = in.Charter.Procedure(pl.opening.Payload.Act)
	pl.fillRoles()
	pl.readStates()
	return pl, nil
}

// CheckOpening reports why b opens nothing under c, or returns its participants in the charter's order.
func CheckOpening(c *charter.Charter, b *Body) ([]parley.PartyID, error) {
	m := b.Payload
	p := c.Procedure(m.Act)
	switch {
	case b.Void != "":
		return nil, notOpening("%s", b.Void)
	case m.Proceeding != nil:
		return nil, notOpening("it belongs to another proceeding")
	case p == nil:
		return nil, notOpening("the charter has no procedure %.40q", m.Act)
	case m.Form != p.Form:
		return nil, notOpening("its form is %.40q, %s opens with %q", m.Form, p.Name, p.Form)
	case len(m.Participants) < 2:
		return nil, notOpening("it names no participants")
	case p.All && len(m.Participants) != len(c.Parties):
		return nil, notOpening("every party of the charter takes part in %s, and it does not name them all", p.Name)
	}
	for _, id := range m.Participants {
		if c.Party(id) == nil {
			return nil, notOpening("%.40s is no party of the charter", id)
		}
	}
	ids := slices.Clone(m.Participants)
	slices.SortFunc(ids, func(a, b parley.PartyID) int { return c.PartyIndex(a) - c.PartyIndex(b) })
	own := slices.Index(ids, m.From.Party)
	if own < 0 {
		return nil, notOpening("its author does not take part")
	}
	if !addressedToAll(b, ids, own) {
		return nil, notOpening("it is not addressed to every participant")
	}
	return ids, nil
}

func notOpening(format string, args ...any) error {
	return parley.Wrap(parley.Errorf(parley.CodeBadMessage, format, args...), parley.CodeBadMessage, "this act opens no proceeding")
}

// addressedToAll reports whether b goes to every participant but its author, who is the one at place own.
func addressedToAll(b *Body, ids []parley.PartyID, own int) bool {
	got := parties(1) << own
	next := 0 // addressees mostly stand in the charter's order
	for _, to := range [][]wire.Address{b.Payload.Action, b.Payload.Info} {
		for i := range to {
			if next == own {
				next++
			}
			if next >= len(ids) || ids[next] != to[i].Party {
				next = slices.Index(ids, to[i].Party)
			}
			if next >= 0 {
				got |= 1 << next
			}
			next++
		}
	}
	return got == 1<<len(ids)-1
}

// index returns the place of id among the participants, or -1.
func (pl *plan) index(id parley.PartyID) int { return slices.Index(pl.ids, id) }

func (pl *plan) set(ids []parley.PartyID) (s parties) {
	for _, id := range ids {
		if i := pl.index(id); i >= 0 {
			s |= 1 << i
		}
	}
	return s
}

func (pl *plan) names(s parties) (out []parley.PartyID) {
	s.each(func(p int) { out = append(out, pl.ids[p]) })
	return out
}

func (pl *plan) fillRoles() {
	opener := pl.set([]parley.PartyID{pl.opening.Payload.From.Party})
	pl.roles = map[string]parties{}
	for _, r := range pl.proc.Roles {
		switch r.Kind {
		case charter.RoleOpener:
			pl.roles[r.Name] = opener
		case charter.RoleOthers:
			pl.roles[r.Name] = pl.all &^ opener
		case charter.RoleAll:
			pl.roles[r.Name] = pl.all
		case charter.RoleNamed:
			for _, id := range r.Parties {
				pl.roles[r.Name] |= pl.set([]parley.PartyID{parley.PartyID(id)})
			}
		case charter.RoleField:
			if id, ok := pl.opening.party(r.Field); ok {
				pl.roles[r.Name] = pl.set([]parley.PartyID{id})
			}
		case charter.RoleListed:
			if f := pl.opening.Fields; f != nil {
				pl.roles[r.Name] = pl.set(f.Joint(r.Field))
			}
		case charter.RoleJoint:
			pl.roles[r.Name] = opener
			if f := pl.opening.Fields; f != nil {
				pl.roles[r.Name] |= pl.set(f.Joint(r.Field))
			}
		}
	}
}

func (pl *plan) readStates() {
	pl.states = make(map[string]int, len(pl.proc.States))
	pl.movers = make([]parties, len(pl.proc.States))
	for i, s := range pl.proc.States {
		pl.states[s.Name] = i
		for _, m := range s.Moves {
			pl.movers[i] |= pl.roles[m.Role]
		}
	}
	pl.rank = make(map[string]int, len(pl.proc.Acts)+3)
	for i, a := range pl.proc.Acts {
		pl.rank[a.Name] = i
	}
	for i, name := range everywhere {
		pl.rank[name] = len(pl.proc.Acts) + i
	}
	pl.readMoves()
}

// A move is one of a state's, with places in the place of names.
type move struct {
	rank int // of its act
	who  parties
	to   int
	all  bool // of who
}

func (pl *plan) readMoves() {
	pl.moves = make([][]move, len(pl.proc.States))
	for i, s := range pl.proc.States {
		for _, m := range s.Moves {
			pl.moves[i] = append(pl.moves[i], move{pl.rankOf(m.Act), pl.roles[m.Role], pl.states[m.To], m.Needs == charter.NeedsAll})
		}
	}
}

// everywhere are the acts that every procedure has, in their order, after all others.
var everywhere = charter.Everywhere()

// isEverywhere reports whether an act of that rank is one that every procedure has.
func (pl *plan) isEverywhere(rank int) bool {
	return rank >= len(pl.proc.Acts) && rank < len(pl.proc.Acts)+len(everywhere)
}

func (pl *plan) rankOf(name string) int {
	if r, ok := pl.rank[name]; ok {
		return r
	}
	return len(pl.proc.Acts) + len(everywhere)
}

func (b *Body) party(field string) (parley.PartyID, bool) {
	if b.Fields == nil {
		return "", false
	}
	return b.Fields.Party(field)
}

func (b *Body) time(field string) (parley.Millis, bool) {
	if b.Fields == nil {
		return 0, false
	}
	return b.Fields.Time(field)
}
