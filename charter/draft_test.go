package charter_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/charter"
)

func TestDraft(t *testing.T) {
	a, err := charter.Draft("", true, testTime, filesOf(t, "south", "north", "east"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := charter.Draft("line", true, testTime, filesOf(t, "east", "south", "north"))
	if err != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("the order in which the files are given makes another charter: %v", err)
	}
	if a.PartyIndex("east") != 0 || a.PartyIndex("north") != 1 || a.PartyIndex("south") != 2 || a.PartyIndex("west") != -1 {
		t.Error("the parties are not in alphabetical order")
	}
	if got, err := charter.Parse(a.Encode()); err != nil || !reflect.DeepEqual(got, a) {
		t.Errorf("the draft is not what its text says: %v", err)
	}
	if !a.Exercise || a.InForce != testTime || a.Edition != 1 || a.Charter != nil || a.Amends != nil {
		t.Errorf("%+v", a)
	}
	if want := `Direct line between Republic of the "Inner" East, Northland and Southmark`; a.Title["en"] != want {
		t.Errorf("the title is %q", a.Title["en"])
	}
	for form, automatic := range map[string]bool{"text": false, "ack": false, "line-test": true, "line-test-answer": true, "line-day": true} {
		if !slices.ContainsFunc(a.Forms, func(f charter.Form) bool { return f.Name == form && f.Automatic == automatic }) {
			t.Errorf("no form %s with automatic %v", form, automatic)
		}
	}
}

func TestDraftRefuses(t *testing.T) {
	two := filesOf(t, "north", "south")
	twin := fileOf(t, "south")
	twin.Root, twin.Sheet = two[0].Root, two[0].Sheet
	stolen := sheetOf(t, "south")
	stolen.Link = pub("north/link")
	signers := signersOf("south")
	signers[3] = keyNamed("north/link")
	thief := fileOf(t, "south")
	thief.Sheet = signed(t, stolen, signers)
	long := slices.Clone(two)
	long[0].Name = strings.Repeat("N", 201)
	for _, c := range []struct {
		name, template, want string
		code                 parley.Code
		files                []charter.PartyFile
	}{
		{"another template", "treaty", `there is no template "treaty"; there is ceasefire, council, hotline, humanitarian, launch-notification, line, vienna-document-2011`, parley.CodeUsage, two},
		{"one party", "", "a charter has at least two parties", parley.CodeBadCharter, two[:1]},
		{"none", "", "a charter has at least two parties", parley.CodeBadCharter, nil},
		{"one twice", "", `the party "north" is given twice`, parley.CodeBadCharter, []charter.PartyFile{two[0], two[0]}},
		{"a key of another", "", "the link key of south is the same key as the link key of north; every key has one holder and one use", parley.CodeBadSheet, []charter.PartyFile{two[0], thief}},
		{"a long name", "", "line 17: the string has 201 bytes, more than 200", parley.CodeBadCharter, long},
	} {
		_, err := charter.Draft(c.template, true, testTime, c.files)
		refuses(t, c.name, err, c.code, c.want)
	}
	_, err := charter.Draft("", true, 0, two)
	refuses(t, "a time in 1970", err, parley.CodeBadCharter, "line 8: `in_force` is a time in UTC from 2020 on, written like \"2026-11-22T00:00:00.000Z\"")
	_, err = charter.Draft("", true, testTime, []charter.PartyFile{two[0], twin})
	if err == nil {
		t.Error("two parties with one root are accepted")
	}
}

func TestLookups(t *testing.T) {
	c := editionOne(t)
	for a, want := range map[string]bool{"north": true, "north/duty": true, "north/air-desk": true, "south/air-desk": false, "east": false, "east/duty": false} {
		address, err := parley.ParseAddress(a)
		if err != nil || c.HasPost(address) != want {
			t.Errorf("HasPost(%s) is not %v (%v)", a, want, err)
		}
	}
	if !c.HasForm("text") || c.HasForm("telex") || c.HasForm("") {
		t.Error("HasForm")
	}
	if !c.HasMarking("") || !c.HasMarking("PARTIES ONLY") || c.HasMarking("parties only") {
		t.Error("HasMarking")
	}
	if c.Party("west") != nil || c.Party("south").Name != "Southmark" {
		t.Error("Party")
	}
	for p, want := range map[parley.Precedence]int{parley.Flash: 5, parley.Immediate: 15, parley.Priority: 60, parley.Routine: 1440} {
		if got := c.Clocks.Of(p); got != want {
			t.Errorf("%s: %d minutes", p, got)
		}
	}
}
