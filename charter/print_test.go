package charter_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"parley"
	"parley/charter"

	"pgregory.net/rapid"
)

func printed(t *testing.T, c *charter.Charter, lang string) string {
	t.Helper()
	s, err := c.Print(lang)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The printed forms, to be read by people; -update writes them.
func TestPrintGolden(t *testing.T) {
	for file, s := range map[string]string{"print-1-en.txt": printed(t, editionOne(t), "en"), "print-2-fr.txt": printed(t, editionTwo(t), "fr"), "print-agreed-en.txt": printed(t, editionAgreed(t), "en"), "print-release-fr.txt": printed(t, editionReleased(t), "fr")} {
		if *update {
			if err := os.WriteFile("testdata/"+file, []byte(s), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile("testdata/" + file); err != nil || string(want) != s {
			t.Errorf("testdata/%s differs (%v); got\n%s", file, err, s)
		}
	}
}

// squeeze undoes the wrapping.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// visit calls leaf for each value of v that is shown in lang, with what sets it: strings, numbers, truth values, hashes
// and keys.
func visit(v reflect.Value, path, lang string, leaf func(path string, v reflect.Value, set func(reflect.Value))) {
	bytes := v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8
	if v.Type() == reflect.TypeFor[parley.Hash]() || bytes {
		leaf(path, v, v.Set)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		visit(v.Elem(), path, lang, leaf)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[charter.Point]() {
			leaf(path, v, v.Set)
			return
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			// In what a language edition governs, what is empty stands nowhere; lines are no part of the text.
			if f.Name == "Line" || v.Field(i).IsZero() && (governed[v.Type()] || f.Name == "Unread" || f.Name == "Dictionary" || f.Name == "Restricted") {
				continue
			}
			visit(v.Field(i), path+"."+f.Name, lang, leaf)
		}
	case reflect.Slice:
		for i := range v.Len() {
			visit(v.Index(i), fmt.Sprintf("%s[%d]", path, i), lang, leaf)
		}
	case reflect.Map:
		key := reflect.ValueOf(lang)
		if v.Type().Elem().Kind() == reflect.String {
			leaf(path, v.MapIndex(key), func(x reflect.Value) { v.SetMapIndex(key, x) })
			return
		}
		visit(v.MapIndex(key), path, lang, leaf)
	default:
		leaf(path, v, v.Set)
	}
}

// governed are the types of what an edition of the language governs.
var governed = map[reflect.Type]bool{}

func init() {
	for _, v := range []any{charter.Constant{}, charter.Area{}, charter.Schema{}, charter.Field{}, charter.Choice{}, charter.Rule{},
		charter.Procedure{}, charter.Role{}, charter.Act{}, charter.State{}, charter.Move{}, charter.Clock{}, charter.Release{},
		charter.Notice{}, charter.Conflicts{}, charter.Pair{}} {
		governed[reflect.TypeOf(v)] = true
	}
}

// inWords are the fields whose values the printed form says in other words.
var inWords = regexp.MustCompile(`\.(Kind|Needs|Level)$`)

// fieldsOf returns the last parts of the paths to the fields of all governed types.
func fieldsOf() map[string]bool {
	m := map[string]bool{}
	for t := range governed {
		for i := range t.NumField() {
			if kind := t.Field(i).Type.Kind(); t.Field(i).Name != "Line" && (kind != reflect.Slice || t.Field(i).Type.Elem().Kind() == reflect.String) && kind != reflect.Pointer {
				m[t.Field(i).Name] = true
			}
		}
	}
	return m
}

// shown returns how a value reads in print, and another value of its type.
func shown(v reflect.Value) (string, reflect.Value) {
	other := reflect.New(v.Type()).Elem()
	switch x := v.Interface().(type) {
	case parley.Hash:
		return x.String(), reflect.ValueOf(parley.Hash{9})
	case ed25519.PublicKey:
		return hex.EncodeToString(x), reflect.ValueOf(pub("another"))
	case bool:
		return "", reflect.ValueOf(!x)
	case charter.Point:
		return degrees(x), reflect.ValueOf(charter.Point{Lat: x.Lat + 1, Lon: x.Lon})
	}
	switch v.Kind() {
	case reflect.String:
		other.SetString("zz")
	case reflect.Uint8:
		other.SetUint(v.Uint() ^ 1)
	case reflect.Uint64:
		other.SetUint(999)
	default:
		other.SetInt(v.Int() + 999)
	}
	return fmt.Sprint(v.Interface()), other
}

// lastName returns the name of the field that a path leads to.
func lastName(path string) string {
	name := path[strings.LastIndexByte(path, '.')+1:]
	name, _, _ = strings.Cut(name, "[")
	return name
}

// degrees says where a point is, another way than the printer.
func degrees(at charter.Point) string {
	half := func(n int, plus, minus string) string {
		if n < 0 {
			return fmt.Sprintf("%.5f %s", -float64(n)/1e5, minus)
		}
		return fmt.Sprintf("%.5f %s", float64(n)/1e5, plus)
	}
	return half(at.Lat, "N", "S") + ", " + half(at.Lon, "E", "W")
}

// [CHR-19] Software that asks people to sign a charter MUST be able to show them articles and annexes in each of the
// charter's languages that hold every value of the text, the fingerprint and the edition id, with the word EXERCISE
// before and after them where the charter is an exercise.
func TestPrintShowsEverything(t *testing.T) {
	c, agreed := editionTwo(t), noticed(t)
	c.RetentionDays = 1031
	c.Language, c.Regime, c.Constants, c.Areas = agreed.Language, agreed.Regime, agreed.Constants, agreed.Areas
	c.Forms, c.Schemas, c.Procedures, c.Conflicts = agreed.Forms, agreed.Schemas, agreed.Procedures, agreed.Conflicts
	c.Procedures[0].Act("counter").Stays, c.Procedures[0].Act("decline").Keeps = true, true
	c.Procedures[0].Act("counter").Finds = "answers"
	c.Procedures[0].Conditions = []charter.Condition{{Name: "stands", Title: map[string]string{"en": "Not before the channel stands", "fr": "Rien avant le canal"},
		Field: "host", Procedure: "channel", States: []string{"stands"}, Acts: []string{"accept"}}}
	c.Schemas[0].Fields[0].Personal = true
	c.Restricted, c.Parties[0].Readers = map[string]string{"en": "Not protected by it.", "fr": "Pas protégé."}, []parley.PostID{"duty"}
	c.Schema("report").Fields = append(c.Schema("report").Fields, *c.Schema("answer").Field("reply_by"))
	c.Schema("report").Fields = append(c.Schema("report").Fields, comparedTable())
	c.Schema("report").Compared = &charter.Compared{From: "reply_by", Until: "reply_by", Table: "counts", Row: "zone"}
	c.Release = []charter.Release{{Forms: []string{"answer"}, From: parley.Immediate, Draft: 1, Review: 2, Release: 3, Emergency: 4}}
	// body is the print without what the text alone would change.
	body := func(lang string) string {
		id := charter.EditionID(c.Encode())
		return strings.NewReplacer(charter.Fingerprint(id), "", id.String(), "").Replace(printed(t, c, lang))
	}
	for _, lang := range []string{"en", "fr"} {
		before, values, left := body(lang), 0, fieldsOf()
		flat := squeeze(before)
		visit(reflect.ValueOf(c), "", lang, func(path string, v reflect.Value, set func(reflect.Value)) {
			values++
			delete(left, lastName(path))
			read, other := shown(v)
			if !inWords.MatchString(path) && !strings.Contains(flat, read) {
				t.Errorf("%s: %s is not shown", lang, path)
			}
			old := reflect.ValueOf(v.Interface())
			set(other)
			if body(lang) == before {
				t.Errorf("%s: a change of %s does not show", lang, path)
			}
			set(old)
		})
		if values < 250 || len(left) > 0 || body(lang) != before {
			t.Errorf("%d values were looked at, and none of %v", values, left)
		}
		if strings.Contains(before, "%!") {
			t.Errorf("a verb without its value in\n%s", before)
		}
	}
	before := body("en")
	c.Clauses, c.Handling = nil, nil
	if s := body("en"); s == before || !strings.Contains(s, "no general clauses") || !strings.Contains(s, "no handling markings") {
		t.Errorf("empty lists are not shown:\n%s", s)
	}
}

// The clause that use implies no recognition stands in the print of every ready charter.
func TestPrintShowsTheClause(t *testing.T) {
	for _, name := range charter.Templates() {
		c, err := charter.Draft(name, true, testTime, filesOf(t, "north", "south"))
		if err != nil {
			t.Fatal(err)
		}
		s := squeeze(printed(t, c, "en"))
		if !strings.Contains(s, "imply no recognition of any party") || !strings.Contains(s, "create no legal duty, unless the parties say so") {
			t.Errorf("the template %s lacks the clause:\n%s", name, s)
		}
	}
}

// [CHR-19] Software that asks people to sign a charter MUST be able to show them articles and annexes in each of the
// charter's languages that hold every value of the text, the fingerprint and the edition id, with the word EXERCISE
// before and after them where the charter is an exercise.
func TestPrintMarksExercise(t *testing.T) {
	c := editionOne(t)
	for lang, word := range map[string]string{"en": "EXERCISE", "fr": "EXERCICE - EXERCISE"} {
		lines := strings.Split(strings.TrimSpace(printed(t, c, lang)), "\n")
		if lines[0] != word || lines[len(lines)-1] != word {
			t.Errorf("%s: begins with %q, ends with %q", lang, lines[0], lines[len(lines)-1])
		}
	}
	c.Exercise = false
	if s := printed(t, c, "en"); strings.Contains(s, "EXERCISE") {
		t.Errorf("a live charter is marked:\n%s", s)
	}
}

func TestPrintUnknownLanguage(t *testing.T) {
	_, err := editionOne(t).Print("de")
	refuses(t, "de", err, parley.CodeBadCharter, `the charter has no language "de"; it has en, fr`)
}

// No line is longer than 78 characters, except a single word that is.
func TestPrintWidth(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := drawCharter(rt)
		s, err := c.Print(c.Languages()[0])
		if err != nil {
			rt.Fatal(err)
		}
		for l := range strings.Lines(s) {
			l = strings.TrimSuffix(l, "\n")
			if utf8.RuneCountInString(l) > 78 && strings.Contains(strings.TrimSpace(l), " ") || strings.TrimRight(l, " ") != l {
				rt.Fatalf("%q", l)
			}
		}
	})
}
