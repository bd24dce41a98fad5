package charter_test

import (
	"bytes"
	"os"
	"reflect"
	"strings"
	"testing"

	"parley/charter"
)

// agreedText returns the part that testdata/agreed.yaml adds to a charter.
func agreedText(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/agreed.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// withAgreed returns the text of edition 1 of the vectors with more forms and, before its clocks, what is agreed.
func withAgreed(t testing.TB, agreed []byte) []byte {
	t.Helper()
	c := editionOne(t)
	for _, name := range []string{"invitation", "answer", "report"} {
		c.Forms = append(c.Forms, charter.Form{Name: name, Title: map[string]string{"en": "The " + name, "fr": "Le " + name}})
	}
	return bytes.Replace(c.Encode(), []byte("\nclocks:"), append([]byte("\n"), append(agreed, "clocks:"...)...), 1)
}

// editionAgreed is edition 1 of the vectors with schemas and procedures.
func editionAgreed(t testing.TB) *charter.Charter {
	t.Helper()
	c, err := charter.Parse(withAgreed(t, agreedText(t)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestParseAgreed(t *testing.T) {
	text := withAgreed(t, agreedText(t))
	c := editionAgreed(t)
	if !bytes.Equal(c.Encode(), text) {
		t.Error("the text is accepted, but encodes again to other bytes")
	}
	sameInYAML(t, text)
	holdVector(t, "language.yaml", text)
	lines := bytes.Split(text, []byte("\n"))
	for at, want := range map[int]string{
		c.Schemas[0].Line:                       `  - form: "invitation"`,
		c.Schema("report").Field("cold").Line:   `      - name: "cold"`,
		c.Schemas[0].Rules[1].Line:              `      - name: "no-agenda"`,
		c.Procedures[1].Line:                    `  - name: "channel"`,
		c.Procedures[0].Roles[4].Line:           `      - name: "host"`,
		c.Procedures[0].Act("close").Line:       `      - name: "close"`,
		c.Procedures[0].State("late").Line:      `      - name: "late"`,
		c.Procedures[0].States[0].Moves[1].Line: `          - act: "counter"`,
		c.Procedures[0].States[0].Clock.Line:    `          field: "reply_by"`,
	} {
		if at < 1 || string(lines[at-1]) != want {
			t.Errorf("line %d is %q, not %q", at, lines[max(at, 1)-1], want)
		}
	}
	if p := c.Procedure("invite"); p.Role("guard").Parties[1] != "south" || p.Role("nobody") != nil || p.Act("nothing") != nil ||
		p.State("nowhere") != nil || p.ActIndex("accept") != 3 || c.Procedure("accept") != nil {
		t.Error("lookups")
	}
	if c.Constant("lowest").Value != -40 || c.Constant("highest") != nil || c.Area("strait").Ring[2] != (charter.Point{Lat: -1, Lon: -18_000_000}) ||
		c.Area("sea") != nil || c.Schema("answer").Field("answers").Column("status").Kind != charter.KindChoice || c.Schema("text").Field("x") != nil {
		t.Error("lookups")
	}
	if !reflect.DeepEqual(charter.Everywhere(), []string{"hold", "contest", "correct"}) {
		t.Error("the acts of every procedure")
	}
}

// [CHR-31] Where `language` is another edition than 1, a reader MUST take what stands between this key and `clocks` as
// it is.
func TestAnotherLanguage(t *testing.T) {
	lines := []string{`tone: "plain"`, "pitch: -7", "kept:", `  - "a \"b\" \\"`, "  - 12", "  - true", "  - name: \"x\"", "    deep:",
		`      - "y"`, "    more: false", "  - a: 1", "nested:", "  clocks:", "    flash: 5", `last: "z"`}
	text := withAgreed(t, []byte("language: 7\n"+strings.Join(lines, "\n")+"\n"))
	c, err := charter.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if c.Language != 7 || !reflect.DeepEqual(c.Unread, lines) || c.Schemas != nil || c.Procedures != nil || c.Regime != "" {
		t.Errorf("%d: %q", c.Language, c.Unread)
	}
	if !bytes.Equal(c.Encode(), text) {
		t.Errorf("encodes again as\n%s", c.Encode())
	}
	sameInYAML(t, text)
	holdVector(t, "language-7.yaml", text)
	s := squeeze(printed(t, c, "en"))
	if !strings.Contains(s, squeeze(strings.Join(lines, "\n"))) || !strings.Contains(s, "edition 7") || !strings.Contains(s, "are texts") {
		t.Errorf("the lines are not printed:\n%s", s)
	}
	empty, err := charter.Parse(withAgreed(t, []byte("language: 2\n")))
	if err != nil || empty.Unread != nil || empty.Language != 2 {
		t.Errorf("another language without a line: %v", err)
	}
	if _, err := charter.Parse(withAgreed(t, []byte("language: 1\n"))); err != nil {
		t.Errorf("this language without a line: %v", err)
	}
	if _, err := charter.Parse(withAgreed(t, agreedText(t)[len("language: 1\n"):])); err == nil {
		t.Error("no language is accepted")
	}
	if _, err := charter.Parse(withAgreed(t, append([]byte("language: 9\n"), agreedText(t)[len("language: 1\n"):]...))); err != nil {
		t.Errorf("what edition 1 holds, under another: %v", err)
	}
}
