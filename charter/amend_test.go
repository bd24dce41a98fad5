package charter_test

import (
	"testing"

	"parley"
	"parley/charter"
)

// [CHR-17] A party MUST refuse an edition as the successor of another unless its number is one more, its `charter`
// is the charter id, its `amends` is the edition id of that other, it enters into force no earlier, and every party
// that both have keeps its root and its recovery.
// [CHR-18] A party MUST refuse an edition whose `exercise` differs from that of the edition that it amends.
func TestCheckAmendment(t *testing.T) {
	one, id1 := editionOne(t), charter.EditionID(editionOne(t).Encode())
	if err := charter.CheckAmendment(one, id1, editionTwo(t)); err != nil {
		t.Errorf("edition 2: %v", err)
	}
	two, id2 := editionTwo(t), charter.EditionID(editionTwo(t).Encode())
	three := editionTwo(t)
	three.Edition, three.Amends = 3, &id2
	if err := charter.CheckAmendment(two, id2, three); err != nil {
		t.Errorf("edition 3: %v", err)
	}
	v := newVector("Charters that are valid, but no successors of edition-1.yaml.")
	other := parley.Sum([]byte("another charter"))
	for _, c := range []struct {
		name, want string
		change     func(c *charter.Charter)
	}{
		{"the first edition again", "the edition is number 1; edition 1 is followed by 2", func(c *charter.Charter) { *c = *editionOne(t) }},
		{"a number left out", "the edition is number 3; edition 1 is followed by 2", func(c *charter.Charter) { c.Edition = 3 }},
		{"a number left out, and its edition named", "the edition is number 3; edition 1 is followed by 2", func(c *charter.Charter) { c.Edition, c.Amends = 3, &other }},
		{"another first edition", "the edition amends " + other.String() + ", not the edition in force, " + id1.String(), func(c *charter.Charter) { c.Charter, c.Amends = &other, &other }},
		{"another edition amended", "the edition amends " + other.String() + ", not the edition in force, " + id1.String(), func(c *charter.Charter) { c.Amends = &other }},
		{"another charter", "the edition belongs to the charter " + other.String() + ", not to " + id1.String(), func(c *charter.Charter) { c.Charter = &other }},
		{"an exercise made live", "an exercise charter never becomes a live one, nor a live one an exercise", func(c *charter.Charter) { c.Exercise = false }},
		{"in force earlier", "the edition enters into force before the one that it amends", func(c *charter.Charter) { c.InForce = one.InForce - 1 }},
		{"another root", "the edition changes the root or recovery key of north; no edition may", func(c *charter.Charter) { c.Parties[1].Root = pub("thief") }},
		{"another recovery key", "the edition changes the root or recovery key of south; no edition may", func(c *charter.Charter) { c.Parties[2].Recovery = other }},
	} {
		next := editionTwo(t)
		c.change(next)
		refuses(t, c.name, charter.CheckAmendment(one, id1, next), parley.CodeBadCharter, c.want)
		if _, err := charter.Parse(next.Encode()); err == nil {
			v.block()
			v.field("name", c.name)
			v.quoted("text", string(next.Encode()))
			v.quoted("sentence", c.want)
		}
	}
	holdVector(t, "bad-amendments.txt", v.b.Bytes())
}

// What chapter 2.9 describes may come, change and go with an edition, and an amendment is drafted from it as it stands.
func TestAmendAgreed(t *testing.T) {
	plain, agreed := editionOne(t), editionAgreed(t)
	other, err := charter.Parse(withAgreed(t, []byte("language: 7\nkept: 1\n")))
	if err != nil {
		t.Fatal(err)
	}
	for _, old := range []*charter.Charter{plain, agreed, other} {
		id := charter.EditionID(old.Encode())
		for _, next := range []*charter.Charter{editionOne(t), editionAgreed(t), other} {
			successor := *next
			successor.Edition, successor.Charter, successor.Amends = 2, &id, &id
			if _, err := charter.Parse(successor.Encode()); err != nil {
				t.Error(err)
			}
			if err := charter.CheckAmendment(old, id, &successor); err != nil {
				t.Error(err)
			}
		}
		next, err := charter.Amend(old, id, old.InForce, nil)
		if err != nil || next.Language != old.Language || len(next.Procedures) != len(old.Procedures) || len(next.Unread) != len(old.Unread) {
			t.Errorf("the draft of an amendment loses what was agreed: %v", err)
		}
	}
}
