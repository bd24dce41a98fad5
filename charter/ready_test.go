package charter_test

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/charters"
)

// Each ready charter is a charter, an exercise between two invented parties with keys that everybody knows, and has a
// page for a lawyer that says of it only what holds.
func TestReadyCharters(t *testing.T) {
	for _, name := range charter.Templates() {
		text := charters.Text(name)
		c, err := charter.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sameInYAML(t, text)
		if !c.Exercise || c.Edition != 1 || len(c.Parties) != 2 || !bytes.Equal(c.Party("south").Root, pub("south/root")) {
			t.Errorf("%s is no exercise between the two parties of the tests", name)
		}
		for lang, title := range c.Title {
			if !strings.Contains(title, "{parties}") {
				t.Errorf("%s: the title in %s has no place for the parties", name, lang)
			}
		}
		page, err := os.ReadFile("../charters/" + name + ".md")
		if err != nil {
			t.Error(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^# The charter `+"`"+`([a-z0-9-]+)`+"`"+`|\]\(([a-z0-9-]+)\.yaml\)|--template ([a-z0-9-]+)`).FindAllStringSubmatch(string(page), -1) {
			if m[1]+m[2]+m[3] != name {
				t.Errorf("the page of %s says %q", name, m[0])
			}
		}
	}
}

// A ready charter serves two parties, and unless it is restricted many: what is drafted from it is read again, in each of its languages.
func TestDraftReady(t *testing.T) {
	for _, name := range charter.Templates() {
		for _, files := range [][]charter.PartyFile{filesOf(t, "north", "south"), filesOf(t, "east", "south", "north")} {
			c, err := charter.Draft(name, false, testTime, files)
			if restricted(t, name) && len(files) > 2 {
				refuses(t, name, err, parley.CodeBadCharter, "line 81: the charter is restricted and has 3 parties: what is notified under it is between two; make one charter with each other party")
				continue
			}
			if err != nil {
				t.Errorf("%s for %d parties: %v", name, len(files), err)
				continue
			}
			if c.Exercise || c.InForce != testTime || len(c.Parties) != len(files) {
				t.Errorf("%s: %+v", name, c)
			}
			for lang := range c.Title {
				if s := squeeze(printed(t, c, lang)); strings.Contains(s, "{") || !strings.Contains(c.Title[lang], "Northland") || strings.Contains(s, "EXERCI") {
					t.Errorf("%s: not filled in %s:\n%s", name, lang, s)
				}
			}
		}
	}
}

func restricted(t *testing.T, name string) bool {
	c, err := charter.Parse(charters.Text(name))
	return err == nil && c.Restricted != nil
}

// A title that has no room for all parties says so in its own language.
func TestDraftTitles(t *testing.T) {
	files := filesOf(t, "north", "south")
	for lang, want := range map[string]string{"en": "Hotline between Northland and Southmark", "fr": "Ligne d'urgence entre Northland et Southmark"} {
		c, err := charter.Draft("hotline", true, testTime, files)
		if err != nil || c.Title[lang] != want {
			t.Errorf("%s: %q, %v", lang, c.Title[lang], err)
		}
	}
	files[0].Name = strings.Repeat("N", 180)
	for lang, want := range map[string]string{"en": "Hotline between the parties named in this charter", "fr": "Ligne d'urgence entre les parties nommées dans cette charte"} {
		c, err := charter.Draft("hotline", true, testTime, files)
		if err != nil || c.Title[lang] != want {
			t.Errorf("%s: %q, %v", lang, c.Title[lang], err)
		}
	}
}

// The council serves two parties and thirty-one: roles of several holders ask for any or all of them.
func TestCouncilOfThirtyOne(t *testing.T) {
	c, err := charter.Draft("council", true, testTime, filesOf(t, "north", "south"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 29 {
		p := c.Parties[1]
		p.ID, p.Name = parley.PartyID(fmt.Sprintf("west-%02d", i+1)), fmt.Sprintf("Westland %d", i+1)
		p.Root, p.Recovery = pub(string(p.ID)+"/root"), parley.Sum(pub(string(p.ID)+"/recovery"))
		c.Parties = append(c.Parties, p)
	}
	large, err := charter.Parse(c.Encode())
	if err != nil || len(large.Parties) != 31 {
		t.Fatalf("%d parties: %v", len(c.Parties), err)
	}
	for lang := range large.Title {
		if s := squeeze(printed(t, large, lang)); !strings.Contains(s, "Westland 29") {
			t.Errorf("printed in %s without its last party", lang)
		}
	}
}

// What a ready charter has from a source that nobody has compared is marked as unchecked.
func TestReadyFigures(t *testing.T) {
	for _, name := range charter.Templates() {
		c, err := charter.Parse(charters.Text(name))
		if err != nil {
			t.Fatal(err)
		}
		page, err := os.ReadFile("../charters/" + name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range c.Constants {
			if (k.Source != "") != k.Unchecked {
				t.Errorf("%s: %s comes from %q; unchecked: %v", name, k.Name, k.Source, k.Unchecked)
			}
			if k.Unchecked && !strings.Contains(string(page), k.Name) {
				t.Errorf("the page of %s is silent about %s", name, k.Name)
			}
		}
	}
}
