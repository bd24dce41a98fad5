package charter

import (
	"bytes"

	"parley"
)

// CheckAmendment reports why next cannot follow old, whose edition id is oldID: its number, what it amends, its
// charter id, its time, its exercise flag, whether it is
// restricted, and the keys of every party that stays [CHR-17] [CHR-18] [CHR-75]. The signatures on
// next are CheckSignatures' business. That no second edition may follow the same one is held by whoever adopts.
func CheckAmendment(old *Charter, oldID parley.Hash, next *Charter) error {
	switch {
	case next.Edition != old.Edition+1 || next.Charter == nil || next.Amends == nil:
		return badCharter("the edition is number %d; edition %d is followed by %d", next.Edition, old.Edition, old.Edition+1)
	case *next.Amends != oldID:
		return badCharter("the edition amends %s, not the edition in force, %s", next.Amends, oldID)
	case *next.Charter != old.ID(oldID):
		return badCharter("the edition belongs to the charter %s, not to %s", next.Charter, old.ID(oldID))
	case next.Exercise != old.Exercise:
		return badCharter("an exercise charter never becomes a live one, nor a live one an exercise")
	case (next.Restricted == nil) != (old.Restricted == nil):
		return badCharter("a restricted charter stays one, and another never becomes one: what was said under it was said to its readers")
	case next.InForce < old.InForce:
		return badCharter("the edition enters into force before the one that it amends")
	}
	for _, p := range next.Parties {
		if before := old.Party(p.ID); before != nil && (!bytes.Equal(before.Root, p.Root) || before.Recovery != p.Recovery) {
			return badCharter("the edition changes the root or recovery key of %s; no edition may", p.ID)
		}
	}
	return nil
}

// Amend returns a draft of the edition after c, whose edition id is id: the same text with the next number, in force from
// inForce on, and with the parties that join behind those of c. The result is as Parse would read it; what it says is a
// proposal that the parties may edit before they sign.
func Amend(c *Charter, id parley.Hash, inForce parley.Millis, joining []PartyFile) (*Charter, error) {
	charterID := c.ID(id)
	next, err := Parse(c.Encode())
	if err != nil {
		return nil, err
	}
	next.Edition, next.Charter, next.Amends, next.InForce = c.Edition+1, &charterID, &id, max(inForce, c.InForce)
	for _, f := range joining {
		if next.Party(f.Party) != nil {
			return nil, badCharter("%s is a party of the charter already", f.Party)
		}
		next.Parties = append(next.Parties, next.joining(f))
	}
	if next, err = Parse(next.Encode()); err != nil {
		return nil, err
	}
	return next, CheckAmendment(c, id, next)
}

func badCharter(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadCharter, format, args...)
}
