package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestVisible(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain, Кириллица, 汉字, é", "plain, Кириллица, 汉字, é"},
		{"two\nlines\tand a tab", "two\nlines\tand a tab"},
		{"\x1b[2J\r\a", "<U+001B>[2J<U+000D><U+0007>"},
		{"\u009b31m\u0085", "<U+009B>31m<U+0085>"},
		{"a\u202eb\u2066c\u200ed\u061c", "a<U+202E>b<U+2066>c<U+200E>d<U+061C>"},
		{"a\u2028b\u2029c\ufeff", "a<U+2028>b<U+2029>c<U+FEFF>"},
		{"tag \U000E0041", "tag <U+E0041>"},
		{"bad \xff\xc3, good \ufffd", "bad <0xFF><0xC3>, good \ufffd"},
	} {
		if got := visible(c.in); got != c.want {
			t.Errorf("%q is shown as %q, not %q", c.in, got, c.want)
		}
	}
	if got := oneLine("a\r\n\tb\x1b\n"); got != "a b<U+001B>" {
		t.Errorf("in one line: %q", got)
	}
}

// Whatever a peer wrote, the JSON that is printed reads back as the same value and holds nothing that acts.
func TestJSONIsInert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("\x1b\u009b\u202e\u2028\ufeff\U000E0041\u007f\"\\\n<")))).Draw(t, "text")
		for _, indent := range []bool{false, true} {
			var b bytes.Buffer
			if err := printJSON(&b, map[string]string{"k": want}, indent); err != nil {
				t.Fatal(err)
			}
			if strings.ContainsFunc(b.String(), func(r rune) bool { return r != '\n' && acts(r) }) {
				t.Fatalf("%q", b.String())
			}
			var got map[string]string
			if err := json.Unmarshal(b.Bytes(), &got); err != nil || got["k"] != want {
				t.Fatalf("%q came back as %q, %v", want, got["k"], err)
			}
		}
	})
}
