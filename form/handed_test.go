package form_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"parley/form"
)

// [CHR-73] beside each that it shows or prints MUST stand the sentence of `restricted`, in the reader's language where the
// charter has it, else in one that is authentic. A numbered text that is handed on begins with it, and is read all the same.
func TestHandedText(t *testing.T) {
	c := ready(t, "humanitarian")
	b, _ := sampleOf(t, c, "humanitarian", "site")
	f := form.Of(c, "site")
	for lang := range c.Title {
		text, err := f.Handed(lang, b, true)
		first, rest, _ := strings.Cut(string(text), "\n")
		if err != nil || first != "# "+c.Restricted[lang] || rest != mustNumber(t, f, lang, b) {
			t.Fatalf("in %s: %v\n%s", lang, err, text)
		}
		if again, err := f.Read(text); err != nil || !reflect.DeepEqual(again, b) || !form.IsNumbered(text) {
			t.Errorf("in %s it is read as %+v, %v", lang, again, err)
		}
		if _, _, err := f.FromNumbered(text); err == nil {
			t.Error("the sentence is read as a part of the numbered text")
		}
	}
	delete(c.Restricted, "fr")
	if text, err := f.Handed("fr", b, true); err != nil || !strings.HasPrefix(string(text), "# "+c.Restricted["en"]+"\n") {
		t.Errorf("where the language lacks the sentence: %v\n%s", err, text)
	}
	open := ready(t, "launch-notification")
	b, _ = sampleOf(t, open, "launch-notification", "launch")
	if text, err := form.Of(open, "launch").Handed("en", b, true); err != nil || !bytes.Equal(text, []byte(mustNumber(t, form.Of(open, "launch"), "en", b))) {
		t.Errorf("of a charter that is not restricted: %v\n%s", err, text)
	}
}
