package accept

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// kinds are what may stand behind a name.
var kinds = map[string]*regexp.Regexp{
	"absent":      regexp.MustCompile(`^null$`),
	"id":          regexp.MustCompile(`^"[0-9a-f]{64}"$`),
	"time":        regexp.MustCompile(`^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"$`),
	"dtg":         regexp.MustCompile(`^"\d{6}Z [A-Z]{3} \d\d"$`),
	"fingerprint": regexp.MustCompile(`^"\d{5}( \d{5}){11}"$`),
	"vkey":        regexp.MustCompile(`^"parley/[0-9a-f]{64}/(north|south)(/cosigner)?\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*"$`),
	"text":        regexp.MustCompile(`^".*"$`),
	"number":      regexp.MustCompile(`^-?\d+$`),
	"truth":       regexp.MustCompile(`^(true|false)$`),
	"list":        regexp.MustCompile(`^\[.*\]$`),
	"opened":      regexp.MustCompile(`^"not-reported"$`),
}

// An object is a JSON object as any reader sees it, without the types of this module.
type object map[string]any

func (p *party) object(args ...string) (o object) { p.t.Helper(); p.json(&o, args...); return o }

func (p *party) objects(args ...string) (o []object) { p.t.Helper(); p.json(&o, args...); return o }

// keys holds that o has these keys and no others.
func (o object) keys(t *testing.T, what, want string) {
	t.Helper()
	words := strings.Fields(want)
	slices.Sort(words)
	if got := slices.Sorted(maps.Keys(o)); !slices.Equal(got, words) {
		t.Errorf("%s has the keys %v, not %v", what, got, words)
	}
}

// is holds that what stands behind the keys is of a kind.
func (o object) is(t *testing.T, kind, keys string) {
	t.Helper()
	for k := range strings.FieldsSeq(keys) {
		if b, err := json.Marshal(o[k]); err != nil || !kinds[kind].Match(b) {
			t.Errorf("%s is %s, not of the kind %q", k, b, kind)
		}
	}
}

// at takes the object behind a key.
func (o object) at(t *testing.T, key string) object {
	t.Helper()
	in, ok := o[key].(map[string]any)
	if !ok {
		t.Fatalf("%s is no object: %v", key, o[key])
	}
	return in
}

// list takes the objects of the list behind a key.
func (o object) list(t *testing.T, key string) (out []object) {
	t.Helper()
	all, ok := o[key].([]any)
	if !ok || len(all) == 0 {
		t.Fatalf("%s is no list with something in it: %v", key, o[key])
	}
	for _, v := range all {
		out = append(out, v.(map[string]any))
	}
	return out
}
