package paper

import (
	"strings"
	"testing"
	"time"

	"parley/internal/node"
)

// A hostile message is printed in bounded time on a bounded number of pages; what turns the direction of a text, or of the name
// of a file, stands in words.
func TestHostileMessageIsPrinted(t *testing.T) {
	for name, text := range map[string]string{"marks": "Z" + strings.Repeat("\u0301\u0337", 16<<10), "directions": strings.Repeat("\u202e\u2066", 10<<10),
		"one word": strings.Repeat("W", 64<<10), "markup": strings.Repeat("<b>(", 16<<10)} {
		subject := "\u202eelif.exe\u202c " + strings.Repeat("W", 150)
		m := node.MessageView{ID: strings.Repeat("a", 64), From: "north/duty", To: []string{"south/duty"}, Precedence: "flash", Time: "2026-11-22T02:56:00.000Z",
			DTG: "220256Z NOV 26", Subject: &subject, Text: &text, Form: "text", Exercise: true,
			Attachments: []node.AttachmentView{{Name: "notes\u202etxt.exe", MediaType: "text/plain", Size: 5, ID: strings.Repeat("b", 64)}}}
		d := Message(m)
		began := time.Now()
		b, err := PDF(d)
		if err != nil || len(b) == 0 || len(b) > 8<<20 {
			t.Errorf("%s: %d bytes, %v", name, len(b), err)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s took %v", name, took)
		}
		said := ""
		v := d.visible()
		for _, s := range v.texts() {
			said += *s + "\n"
		}
		if strings.ContainsAny(said, "\u202e\u2066\u202c") || !strings.Contains(said, "notes[U+202E]txt.exe") {
			t.Errorf("%s: what is printed turns directions, or hides the name of a file: %.200q", name, said)
		}
	}
}
