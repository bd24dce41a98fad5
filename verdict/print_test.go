package verdict

import (
	"bytes"
	"testing"
)

// Nothing in a file can pass for a line of the report, or steer the terminal.
func TestTextIsMadeSafe(t *testing.T) {
	var b bytes.Buffer
	printText(&b, []byte("one\n\nNot proved:\x1b[2J\u202e\u2028\r\n  - nothing\x00"))
	want := "\nText of the message, as signed:\n  | one\n  | \n  | Not proved:\uFFFD[2J\uFFFD\uFFFD\uFFFD\n  |   - nothing\uFFFD\n"
	if b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
	b.Reset()
	printText(&b, nil)
	if b.Len() != 0 {
		t.Errorf("no text: %q", b.String())
	}
}
