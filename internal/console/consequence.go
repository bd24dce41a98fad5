package console

import (
	"slices"

	"parley/charter"
)

// A Consequence is what follows from an act, as the charter has it. Nothing of it is said by anybody else.
type Consequence struct {
	Everywhere string   // hold, contest or correct: it changes no state; empty: it is an act of the procedure
	To         string   // the state that follows
	End        bool     // and nothing after it
	Stays      bool     // the state stays what it is
	Anew       bool     // and begins anew: its deadline, and what was agreed in it
	All        bool     // it takes effect with the last of those who have to do it
	Others     []string // of these, who has not done it besides us
	Turn       []string // whose move it is then, by their roles
	Deadline   bool     // a deadline runs then
	Silence    bool     // and counts silence
	Strict     bool     // no effect where something unseen stands before it
	Agrees     bool     // it binds us to the texts that it names
	ByRule     bool
	Certifies  bool
	Before     []string // acts that count before it where they cross it
}

// consequence says what follows from an act of ours in the state as it is; false where it is not open to us.
func (k *course) consequence(name string) (out Consequence, ok bool) {
	ok = slices.Contains(k.ActsAllowed, name)
	if k.everywhere(name) {
		out.Everywhere = name
		return out, ok
	}
	a, m := k.actNamed(name), k.moveOf(name)
	if a == nil || m == nil {
		return out, false
	}
	out.Strict, out.Agrees, out.ByRule, out.Certifies = a.Strict, a.Agrees, a.ByRule, a.Certifies != ""
	out.to(k, m)
	if m.Needs == charter.NeedsAll {
		out.All = true
		out.Others = k.names(k.undone(name, m.Role))
	}
	for i := range k.proc.Acts[:k.proc.ActIndex(name)] {
		if b := &k.proc.Acts[i]; k.otherMay(b.Name) {
			out.Before = append(out.Before, k.actTitle(b.Name))
		}
	}
	return out, ok
}

func (k *course) actNamed(name string) *charter.Act {
	if k.proc == nil {
		return nil
	}
	return k.proc.Act(name)
}

// moveOf is the move by which we may do an act in the state as it is.
func (k *course) moveOf(name string) *charter.Move {
	s := k.state(k.ProceedingView.State)
	if s == nil {
		return nil
	}
	for i := range s.Moves {
		if m := &s.Moves[i]; m.Act == name && slices.Contains(k.holders(m.Role), k.own) {
			return m
		}
	}
	return nil
}

// to enters what the state that follows is.
func (out *Consequence) to(k *course, m *charter.Move) {
	if m.To == k.ProceedingView.State {
		out.Stays, out.Anew = true, !out.Certifies
		return
	}
	s := k.state(m.To)
	if s == nil {
		return
	}
	out.To, out.End = k.stateTitle(m.To), s.End
	for _, role := range s.Awaits {
		out.Turn = append(out.Turn, k.held.titled(k.words.lang, k.proc.Role(role).Title))
	}
	if s.Clock != nil {
		out.Deadline, out.Silence = true, s.Clock.Silence
	}
}

// undone are those of a role, besides us, to whom an act is still open.
func (k *course) undone(name, role string) (out []string) {
	for _, id := range k.holders(role) {
		if id != k.own && slices.Contains(k.Allowed[id], name) {
			out = append(out, id)
		}
	}
	return out
}

// otherMay reports whether an act is open to somebody else now.
func (k *course) otherMay(name string) bool {
	for _, id := range k.Participants {
		if id != k.own && slices.Contains(k.Allowed[id], name) {
			return true
		}
	}
	return false
}
