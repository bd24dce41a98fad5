package charter_test

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"parley"
	"parley/charter"

	"pgregory.net/rapid"
)

// drawText returns a string that a charter may hold.
func drawText(t *rapid.T, label string) string {
	r := rapid.StringOfN(rapid.RuneFrom([]rune(`aZ0"\:#-'&*!|>%@[]{},?~ éЖ中`+"\u00A0\u200D😀")), 0, 20, -1).Draw(t, label)
	return "x" + r + "y"
}

// drawCharter returns a charter with any contents.
func drawCharter(t *rapid.T) *charter.Charter {
	langs := rapid.SampledFrom([][]string{{"en"}, {"en", "fr"}, {"de", "en", "uk", "zh-hant"}}).Draw(t, "languages")
	words := func(label string) map[string]string {
		m := map[string]string{}
		for _, l := range langs {
			m[l] = drawText(t, label)
		}
		return m
	}
	number := func(low, high int) int { return rapid.IntRange(low, high).Draw(t, "number") }
	c := &charter.Charter{Edition: uint64(number(1, 3)), Title: words("title"), Authentic: langs[len(langs)-1:],
		Exercise: rapid.Bool().Draw(t, "exercise"), ReportOpened: rapid.Bool().Draw(t, "opened"),
		InForce:        parley.Millis(rapid.Int64Range(int64(parley.EarliestMillis), 253402300799999).Draw(t, "in force")),
		WithdrawalDays: number(0, 36500), LineTestMinutes: number(0, 525600), RetentionDays: number(0, 36500),
		Clocks:      charter.Clocks{Flash: number(0, 525600), Immediate: number(0, 9), Priority: number(0, 99), Routine: 7},
		Limits:      charter.Limits{Sessions: number(1, 64), UnfinishedBodies: number(1, 64), StoredMiB: number(1, 16<<20)},
		Precedences: map[string][]string{}, Parties: []charter.Party{partyOf("south"), partyOf("north")}}
	if c.Edition > 1 {
		one, two := parley.Sum([]byte("one")), parley.Sum([]byte{byte(c.Edition)})
		if c.Edition == 2 {
			two = one
		}
		c.Charter, c.Amends = &one, &two
	}
	for range number(0, 3) {
		c.Clauses = append(c.Clauses, words("clause"))
	}
	for i := range number(0, 3) {
		c.Handling = append(c.Handling, charter.Marking{Mark: fmt.Sprint(i, drawText(t, "mark")), Title: words("title")})
	}
	for _, l := range langs {
		for i := range 4 {
			c.Precedences[l] = append(c.Precedences[l], fmt.Sprint("p", i))
		}
	}
	for _, name := range []string{"ack", "notice", "text"} {
		c.Forms = append(c.Forms, charter.Form{Name: name, Title: words("title"), Automatic: rapid.Bool().Draw(t, "automatic")})
	}
	drawRelease(t, c)
	c.Parties[0].Name = drawText(t, "name")
	return c
}

// drawRelease asks anything of the release of messages, each row from another number of drafts on.
func drawRelease(t *rapid.T, c *charter.Charter) {
	c.Forms[1].Service = rapid.Bool().Draw(t, "service")
	officers := rapid.IntRange(0, 8)
	for i := range rapid.IntRange(0, 3).Draw(t, "rows") {
		a := charter.Release{From: parley.Precedence(rapid.IntRange(0, 3).Draw(t, "from")), Draft: i, Review: officers.Draw(t, "review"),
			Release: max(1, officers.Draw(t, "release")), Emergency: officers.Draw(t, "emergency")}
		if rapid.Bool().Draw(t, "of a form") {
			a.Forms = []string{"text"}
		}
		c.Release = append(c.Release, a)
	}
}

// Whatever a charter holds, it comes back from its text, and another YAML reader reads the same.
func TestAnyCharter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := drawCharter(rt)
		text := c.Encode()
		got, err := charter.Parse(text)
		if err != nil {
			rt.Fatalf("%v\n%s", err, text)
		}
		if forgetLines(got); !reflect.DeepEqual(got, c) {
			rt.Fatalf("comes back as\n%+v\nnot\n%+v", got, c)
		}
		sameInYAML(t, text)
	})
}

// One byte changed anywhere: the text is refused, or it is another charter's one encoding.
func TestAnyByteChanged(t *testing.T) {
	base := editionTwo(t).Encode()
	rapid.Check(t, func(rt *rapid.T) {
		text := bytes.Clone(base)
		text[rapid.IntRange(0, len(text)-1).Draw(rt, "at")] = rapid.Byte().Draw(rt, "byte")
		if c, err := charter.Parse(text); err == nil && !bytes.Equal(c.Encode(), text) {
			rt.Fatalf("accepted, but not its own encoding:\n%s", text)
		}
	})
}
