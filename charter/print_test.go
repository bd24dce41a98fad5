package charter_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"os"
	"reflect"
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
	for file, s := range map[string]string{"print-1-en.txt": printed(t, editionOne(t), "en"), "print-2-fr.txt": printed(t, editionTwo(t), "fr")} {
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
		for i := range v.NumField() {
			visit(v.Field(i), path+"."+v.Type().Field(i).Name, lang, leaf)
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
	}
	switch v.Kind() {
	case reflect.String:
		other.SetString("zz")
	case reflect.Uint64:
		other.SetUint(999)
	default:
		other.SetInt(v.Int() + 999)
	}
	return fmt.Sprint(v.Interface()), other
}

// [CHR-19] Software that asks people to sign a charter MUST be able to show them articles and annexes in each of the
// charter's languages that hold every value of the text, the fingerprint and the edition id, with the word EXERCISE
// before and after them where the charter is an exercise.
func TestPrintShowsEverything(t *testing.T) {
	c := editionTwo(t)
	c.RetentionDays = 1031
	// body is the print without what the text alone would change.
	body := func(lang string) string {
		id := charter.EditionID(c.Encode())
		return strings.NewReplacer(charter.Fingerprint(id), "", id.String(), "").Replace(printed(t, c, lang))
	}
	for _, lang := range []string{"en", "fr"} {
		before, values := body(lang), 0
		visit(reflect.ValueOf(c), "", lang, func(path string, v reflect.Value, set func(reflect.Value)) {
			values++
			read, other := shown(v)
			if !strings.Contains(squeeze(before), read) {
				t.Errorf("%s: %s is not shown", lang, path)
			}
			old := reflect.ValueOf(v.Interface())
			set(other)
			if body(lang) == before {
				t.Errorf("%s: a change of %s does not show", lang, path)
			}
			set(old)
		})
		if values < 50 || body(lang) != before {
			t.Errorf("%d values were looked at", values)
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
