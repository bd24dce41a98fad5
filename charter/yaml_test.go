package charter_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"parley/charter"

	"go.yaml.in/yaml/v3"
)

// scalars returns what an ordinary YAML reader finds in a text: keys and values in their order, strings marked.
func scalars(t *testing.T, text []byte) []string {
	t.Helper()
	d := yaml.NewDecoder(bytes.NewReader(text))
	var n, none yaml.Node
	if err := d.Decode(&n); err != nil {
		t.Fatalf("no YAML: %v\n%s", err, text)
	}
	if err := d.Decode(&none); err != io.EOF {
		t.Fatalf("more than one document: %v", err)
	}
	var out []string
	var walk func(n *yaml.Node, key bool)
	walk = func(n *yaml.Node, key bool) {
		if n.Anchor != "" || n.Alias != nil || n.HeadComment+n.LineComment+n.FootComment != "" {
			t.Fatalf("an anchor, alias or comment in\n%s", text)
		}
		if n.Kind == yaml.ScalarNode {
			if wantString := n.Style == yaml.DoubleQuotedStyle || key; wantString != (n.ShortTag() == "!!str") {
				t.Fatalf("line %d: %q is %s", n.Line, n.Value, n.ShortTag())
			}
			out = append(out, n.Value)
		}
		for i, c := range n.Content {
			walk(c, n.Kind == yaml.MappingNode && i%2 == 0)
		}
	}
	walk(&n, false)
	return out
}

// plainScalars returns the same from the lines of a canonical text, by nothing but its quotes and colons.
func plainScalars(text []byte) []string {
	var out []string
	for l := range strings.Lines(string(text)) {
		l = strings.TrimPrefix(strings.TrimLeft(strings.TrimSuffix(l, "\n"), " "), "- ")
		if !strings.HasPrefix(l, `"`) {
			var key string
			key, l, _ = strings.Cut(l, ":")
			out = append(out, key)
			l = strings.TrimPrefix(l, " ")
		}
		if s, ok := strings.CutPrefix(l, `"`); ok {
			out = append(out, strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(strings.TrimSuffix(s, `"`)))
		} else if l != "" {
			out = append(out, l)
		}
	}
	return out
}

// sameInYAML holds that an ordinary YAML reader finds in an accepted text what this package finds.
func sameInYAML(t *testing.T, text []byte) {
	t.Helper()
	a, b := scalars(t, text), plainScalars(text)
	if strings.Join(a, "\x00") != strings.Join(b, "\x00") {
		t.Errorf("a YAML reader reads\n%q\nwhere the lines say\n%q", a, b)
	}
}

// A charter is YAML: whoever reads it with another library reads the same.
func TestOrdinaryYAML(t *testing.T) {
	sameInYAML(t, editionOne(t).Encode())
	sameInYAML(t, editionTwo(t).Encode())
	p := fileOf(t, "north")
	sameInYAML(t, p.Encode())
}

func FuzzParse(f *testing.F) {
	for _, c := range []*charter.Charter{editionOne(f), editionTwo(f)} {
		f.Add(c.Encode())
	}
	base := string(editionOne(f).Encode())
	for _, e := range badEdits {
		if e.times == 0 && e.find != "" {
			f.Add([]byte(strings.Replace(base, e.find, e.put, 1)))
		}
	}
	base = string(withAgreed(f, agreedText(f)))
	f.Add([]byte(base))
	f.Add(withAgreed(f, []byte("language: 7\nkept:\n  - a: -1\n    b:\n      - \"x\"\n")))
	for _, e := range badAgreed {
		f.Add([]byte(strings.Replace(base, e.find, e.put, 1)))
	}
	base = string(editionReleased(f).Encode())
	f.Add([]byte(base))
	for _, e := range badRelease {
		f.Add([]byte(strings.Replace(base, e.find, e.put, 1)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := charter.Parse(text)
		if err != nil {
			return
		}
		if !bytes.Equal(c.Encode(), text) {
			t.Errorf("accepted, but not its own encoding:\n%s", text)
		}
		sameInYAML(t, text)
		for _, lang := range c.Languages() {
			if _, err := c.Print(lang); err != nil {
				t.Error(err)
			}
		}
	})
}

func FuzzParsePartyFile(f *testing.F) {
	for _, p := range filesOf(f, "north", "south") {
		f.Add(p.Encode())
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := charter.ParsePartyFile(text)
		if err != nil {
			return
		}
		if !bytes.Equal(p.Encode(), text) {
			t.Errorf("accepted, but not its own encoding:\n%s", text)
		}
		sameInYAML(t, text)
	})
}
