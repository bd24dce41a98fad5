package charter

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"strconv"
	"testing"
)

// "In each of the charter's languages" [CHR-19]: the wording of the articles has every sentence in every language of the ready
// charters, each with the same data in it.
func TestFrames(t *testing.T) {
	for _, lang := range []string{"en", "fr", "de", "ru", "uk"} {
		f := frames[lang]
		if f == nil || f.lang != lang {
			t.Errorf("%s: there is no wording", lang)
			continue
		}
		strings := 0
		sameVerbs(t, lang, reflect.ValueOf(english), reflect.ValueOf(*f), &strings)
		if strings < 150 {
			t.Errorf("%s: %d sentences were looked at", lang, strings)
		}
	}
}

func sameVerbs(t *testing.T, where string, want, got reflect.Value, strings *int) {
	if want.Kind() == reflect.Struct {
		for i := range want.NumField() {
			sameVerbs(t, where+"."+want.Type().Field(i).Name, want.Field(i), got.Field(i), strings)
		}
		return
	}
	*strings++
	if got.String() == "" || !maps.Equal(verbs(want.String()), verbs(got.String())) {
		t.Errorf("%s: %q for %q", where, got, want)
	}
}

var verb = regexp.MustCompile(`%(?:\[([0-9]+)\])?([a-z%])`)

// verbs returns which argument a sentence takes by which verb.
func verbs(s string) map[string]string {
	all, next := map[string]string{}, 1
	for _, m := range verb.FindAllStringSubmatch(s, -1) {
		if m[2] == "%" {
			continue
		}
		if m[1] != "" {
			next, _ = strconv.Atoi(m[1])
		}
		all[fmt.Sprint(next)] = m[2]
		next++
	}
	return all
}
