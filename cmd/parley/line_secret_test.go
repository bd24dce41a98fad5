package main

import (
	"bytes"
	"strings"
	"testing"

	"parley"
)

// A secret that is read aloud and written down comes over as it was; a digit that is wrong, a line that lacks or stands at
// another place is found, and the sentence names the line.
func TestSecretByHand(t *testing.T) {
	secret := []byte("thirty-two bytes that are secret")
	text := secretText(secret)
	if strings.Count(text, "\n") != 4 {
		t.Fatalf("%s", text)
	}
	for _, s := range []string{text, strings.ToUpper(text), "\n" + strings.ReplaceAll(text, "\n", "\r\n\n"), strings.ReplaceAll(text, " ", "   ")} {
		if got, err := readSecret(strings.NewReader(s)); err != nil || !bytes.Equal(got, secret) {
			t.Errorf("%q: %x, %v", s, got, err)
		}
	}
	lines := strings.SplitAfter(text, "\n")
	for _, c := range []struct{ text, want string }{
		{"", "0 came"},
		{strings.Join(lines[:3], ""), "3 came"},
		{lines[1] + lines[0] + lines[2] + lines[3], "line 1 of the secret is not its number"},
		{strings.Replace(text, "7468", "7469", 1), "line 1 of the secret is not as it was made"},
		{lines[0] + lines[1] + "3" + lines[3][1:], "line 3 of the secret is not as it was made"},
		{strings.Replace(text, "7468", "74g8", 1), "line 1 of the secret is not as it was made"},
		{strings.Replace(text, "7468", "746", 1), "line 1 of the secret is not as it was made"},
	} {
		if _, err := readSecret(strings.NewReader(c.text)); parley.CodeOf(err) != parley.CodeUsage || !strings.Contains(parley.SentenceOf(err), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
}
