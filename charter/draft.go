package charter

import (
	"slices"
	"strings"

	"parley"
	"parley/charters"
)

// firstTemplate is the ready charter that Draft takes where none is named.
const firstTemplate = "line"

// Templates returns the names that Draft takes, in ascending order: the ready charters of package charters.
func Templates() []string { return charters.Names() }

// Draft returns edition 1 of a charter between the parties, made from the ready charter of that name (empty: "line"). The
// parties stand in alphabetical order of their ids. The result is as Parse would read it; what it says is a proposal
// that the parties may edit before they sign.
func Draft(template string, exercise bool, inForce parley.Millis, parties []PartyFile) (*Charter, error) {
	if template == "" {
		template = firstTemplate
	}
	text := charters.Text(template)
	if text == nil {
		return nil, parley.Errorf(parley.CodeUsage, "there is no template %.40q; there is %s", template, strings.Join(Templates(), ", "))
	}
	return DraftFrom(text, exercise, inForce, parties)
}

// DraftFrom is Draft from the text of a whole charter, whose parties it replaces. It refuses what Parse refuses, by the lines
// of text.
func DraftFrom(text []byte, exercise bool, inForce parley.Millis, parties []PartyFile) (*Charter, error) {
	c, err := Parse(text)
	if err != nil {
		return nil, err
	}
	c.Edition, c.Charter, c.Amends = 1, nil, nil
	c.Exercise, c.InForce, c.Parties = exercise, inForce, nil
	var sheets []*Sheet
	for _, f := range parties {
		s, err := ParseSheet(f.Sheet)
		if err != nil {
			return nil, err
		}
		if c.Party(f.Party) != nil {
			return nil, badCharter("the party %q is given twice", f.Party)
		}
		sheets = append(sheets, s)
		c.Parties = append(c.Parties, c.joining(f))
	}
	if len(parties) < 2 {
		return nil, badCharter("a charter has at least two parties")
	}
	slices.SortFunc(c.Parties, func(a, b Party) int { return strings.Compare(string(a.ID), string(b.ID)) })
	for lang, title := range c.Title {
		c.Title[lang] = nameParties(title, lang, c.Parties)
	}
	if err := CheckKeys(c, sheets); err != nil {
		return nil, err
	}
	return Parse(c.Encode())
}

// forParties is what stands for the names of the parties in the title of a ready charter.
const forParties = "{parties}"

// allNamed is what stands in a title that has no room for the names of the parties, and before the last of them.
var allNamed = map[string]struct{ all, and string }{
	"de": {"die in dieser Charta genannten Parteien", "und"},
	"en": {"the parties named in this charter", "and"},
	"fr": {"les parties nommées dans cette charte", "et"},
	"ru": {"стороны, названные в этой хартии", "и"},
	"uk": {"сторони, названі в цій хартії", "та"},
}

// nameParties puts the names of the parties into a title as far as it has room for them.
func nameParties(title, lang string, parties []Party) string {
	words, ok := allNamed[lang]
	if !ok {
		words = allNamed["en"]
	}
	names := make([]string, len(parties))
	for i, p := range parties {
		names[i] = p.Name
	}
	last := len(names) - 1
	full := strings.ReplaceAll(title, forParties, strings.Join(names[:last], ", ")+" "+words.and+" "+names[last])
	if len(full) > maxName {
		return strings.ReplaceAll(title, forParties, words.all)
	}
	return full
}
