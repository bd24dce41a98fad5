package console

import (
	_ "embed"
	"encoding/binary"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"
)

var cldr = map[string]map[plural.Form]string{"en": {plural.One: "one", plural.Other: "other"}, "de": {plural.One: "one", plural.Other: "other"},
	"fr": {plural.One: "one", plural.Many: "many", plural.Other: "other"},
	"ru": {plural.One: "one", plural.Few: "few", plural.Many: "many", plural.Other: "other"}, "uk": {plural.One: "one", plural.Few: "few", plural.Many: "many", plural.Other: "other"}}

// same are the keys whose text may be that of English: figures, names, and words that the languages share. They stand in
// testdata/same.txt, sorted, one a line.
//
//go:embed testdata/same.txt
var same string

var forms = regexp.MustCompile(`\.(zero|one|two|few|many|other)$`)

// "Each language has one file": complete, with the same placeholders, the plural forms of CLDR, and no English left over.
func TestWordsAreComplete(t *testing.T) {
	en, err := loadWords("en")
	if err != nil {
		t.Fatal(err)
	}
	plurals := map[string]bool{}
	for key := range en.text {
		if strings.HasSuffix(key, ".other") {
			plurals[strings.TrimSuffix(key, ".other")] = true
		}
	}
	for _, l := range Languages {
		w, err := loadWords(l.Tag)
		if err != nil {
			t.Fatal(err)
		}
		for key, text := range w.text {
			base := forms.ReplaceAllString(key, "")
			of := key
			if plurals[base] {
				of = base + ".other"
			}
			if en.text[of] == "" {
				t.Errorf("%s: %s is no key of English", l.Tag, key)
			}
			if got, want := placeholders(text), placeholders(en.text[of]); got != want {
				t.Errorf("%s: %s has the placeholders %s, English %s", l.Tag, key, got, want)
			}
			if l.Tag != "en" && text == en.text[of] && !slices.Contains(strings.Fields(same), base) {
				t.Errorf("%s: %s is still English: %q", l.Tag, key, text)
			}
		}
		for key := range en.text {
			base := forms.ReplaceAllString(key, "")
			if !plurals[base] {
				if w.text[key] == "" {
					t.Errorf("%s: %s is missing", l.Tag, key)
				}
				continue
			}
			for _, form := range cldr[l.Tag] {
				if w.text[base+"."+form] == "" {
					t.Errorf("%s: %s.%s is missing", l.Tag, base, form)
				}
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{\d\}`)

func placeholders(s string) string {
	seen := [10]bool{}
	for _, p := range placeholder.FindAllString(s, -1) {
		seen[p[1]-'0'] = true
	}
	out := ""
	for i, on := range seen {
		if on {
			out += string(rune('0' + i))
		}
	}
	return out
}

// The plural forms of CLDR: Russian and Ukrainian have three for whole numbers.
func TestPlurals(t *testing.T) {
	for _, c := range []struct {
		lang string
		n    int
		want string
	}{
		{"en", 1, "1 attachment"}, {"en", 0, "0 attachments"}, {"fr", 0, "0 pièce jointe"}, {"fr", 2, "2 pièces jointes"}, {"de", 2, "2 Anlagen"},
		{"ru", 1, "1 вложение"}, {"ru", 3, "3 вложения"}, {"ru", 11, "11 вложений"}, {"ru", 21, "21 вложение"}, {"uk", 2, "2 попередження"}, {"uk", 5, "5 попереджень"},
	} {
		w, err := loadWords(c.lang)
		if err != nil {
			t.Fatal(err)
		}
		key := "attachments"
		if strings.Contains(c.want, "поперед") {
			key = "marks"
		}
		if got := w.count(key, c.n); got != c.want {
			t.Errorf("%s %d: %q, want %q", c.lang, c.n, got, c.want)
		}
	}
}

var (
	action  = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	element = regexp.MustCompile(`(?s)<[^>]*>`)
	spoke   = regexp.MustCompile(`(?:aria-label|title|placeholder|alt)="([^"]*)"`)
	letters = regexp.MustCompile(`\pL`)
)

// "Templates hold no words."
func TestTemplatesHoldNoWords(t *testing.T) {
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil || len(names) < 10 {
		t.Fatalf("%d templates, %v", len(names), err)
	}
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range wordsIn(string(b)) {
			t.Errorf("%s holds the words %q", name, fault)
		}
	}
	if got := wordsIn(`<p title="Hello">{{t "a.b"}} Send</p>`); len(got) != 2 {
		t.Errorf("planted words are not found: %q", got)
	}
}

// inTemplates are the words that are no words: the command that one types, and the names of keys.
var inTemplates = []string{"parley login", "a", "n"}

func wordsIn(text string) (out []string) {
	text = action.ReplaceAllString(text, "")
	for _, m := range spoke.FindAllStringSubmatch(text, -1) {
		if letters.MatchString(m[1]) {
			out = append(out, m[1])
		}
	}
	for _, part := range strings.Split(element.ReplaceAllString(text, "\x00"), "\x00") {
		part = strings.TrimSpace(part)
		if letters.MatchString(part) && !strings.Contains("|"+strings.Join(inTemplates, "|")+"|", "|"+part+"|") {
			out = append(out, part)
		}
	}
	return out
}

// Every page is drawn in every language, with every word of it, and nothing that the policy would stop.
func TestStories(t *testing.T) {
	drawn, err := parseTemplates()
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]bool{}
	for _, name := range StoryNames() {
		pages[stories[name].Page] = true
		for _, l := range Languages {
			b, err := drawn.Tell(name, l.Tag, "dark")
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			s := string(b)
			if i := strings.Index(s, unworded); i >= 0 {
				t.Errorf("%s in %s lacks a word: %.60s", name, l.Tag, s[i:])
			}
			for _, bad := range []string{" style=", " onclick", "<script>", "javascript:", "http://", "ZgotmplZ", "<no value>", "%!"} {
				if strings.Contains(s, bad) {
					t.Errorf("%s in %s has %q", name, l.Tag, bad)
				}
			}
		}
	}
	for name := range drawn.pages["en"] {
		if !pages[name] {
			t.Errorf("no story shows the page %s", name)
		}
	}
}

// The language that nobody speaks is longer, keeps placeholders, and is offered to nobody.
func TestPseudoLanguage(t *testing.T) {
	if got := pseudo("Show all {0} messages"); !strings.Contains(got, "{0}") || len([]rune(got)) < len("Show all {0} messages")*13/10 || strings.ContainsAny(got, "Showmesag") {
		t.Errorf("%q", got)
	}
	if spoken(PseudoLanguage) || chosen(PseudoLanguage) != "en" {
		t.Error("it is offered")
	}
}

// "Layout by logical properties": no style sheet names a side.
func TestStyleNamesNoSide(t *testing.T) {
	side := regexp.MustCompile(`(?m)(^|[{;\s-])(left|right|top|bottom)\s*[:;]|(margin|padding|border)-(left|right|top|bottom)|text-align:\s*(left|right)|\b(width|height)\s*:`)
	for _, name := range styles {
		b, err := files.ReadFile("static/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(b), "\n") {
			line = strings.NewReplacer("(max-width:", "", "stroke-width:", "", "line-height:", "", "vertical-align: top", "").Replace(line)
			if m := side.FindString(line); m != "" {
				t.Errorf("%s: line %d names a side: %q", name, i+1, m)
			}
		}
	}
	if !side.MatchString("p { margin-left: 1px; }") {
		t.Error("a planted side is not found")
	}
}

// The alarm is another sound in an exercise, and both are WAV files that are heard.
func TestSounds(t *testing.T) {
	a, b := alarmSound(false), alarmSound(true)
	if string(a) == string(b) {
		t.Error("the alarm of an exercise sounds the same")
	}
	for _, s := range [][]byte{a, b} {
		if string(s[:4]) != "RIFF" || int(binary.LittleEndian.Uint32(s[4:])) != len(s)-8 || int(binary.LittleEndian.Uint32(s[40:])) != len(s)-44 {
			t.Errorf("%d bytes are no WAV file", len(s))
		}
		loud := int16(0)
		for i := 44; i+1 < len(s); i += 2 {
			loud = max(loud, int16(binary.LittleEndian.Uint16(s[i:])))
		}
		if loud < 10000 {
			t.Errorf("the loudest sample is %d", loud)
		}
	}
}
