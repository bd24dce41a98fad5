package accounts

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"parley"
	"parley/examples"
)

func TestImported(t *testing.T) {
	i, err := Import("dialogue", examples.Dialogue, []string{"council=invitation", "hotline=call"}, 1_700_000_000_000)
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeImported(i.Encode())
	if err != nil || !reflect.DeepEqual(back, i) {
		t.Errorf("%v, %+v", err, back)
	}
	if !bytes.Equal(back.Encode(), i.Encode()) {
		t.Error("the same import has two forms")
	}
}

func TestImportRefuses(t *testing.T) {
	for _, c := range []struct{ name, pair, says string }{
		{"", "council=call", "accounts id is empty"},
		{"../x", "council=call", "may hold only"},
		{"x", "council", "write CHANNEL=PROCEDURE"},
		{"x", "council=", "the procedure id is empty"},
		{"x", "senate=call", `tells of no channel "senate"`},
	} {
		_, err := Import(c.name, examples.Dialogue, []string{c.pair}, 1)
		if err == nil || !strings.Contains(parley.SentenceOf(err), c.says) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestDecodeImportedRefuses(t *testing.T) {
	i, err := Import("x", []byte(good), nil, 1_700_000_000_000)
	if err != nil {
		t.Fatal(err)
	}
	text := string(i.Encode())
	for name, bad := range map[string]string{
		"empty":       "",
		"cut":         text[:len(text)-3],
		"more":        text + "x",
		"unknown key": strings.Replace(text, `"name"`, `"proved": true, "name"`, 1),
		"other mark":  strings.Replace(text, Mark, "proved", 1),
		"no time":     strings.Replace(text, i.At.String(), "yesterday", 1),
		"bad name":    strings.Replace(text, `"x"`, `"../x"`, 1),
		"bad text":    strings.Replace(text, "met", "met, met: x", 1),
		"too large":   text + strings.Repeat(" ", MaxImported),
	} {
		if bad == text {
			t.Fatalf("%s changes nothing", name)
		}
		if _, err := DecodeImported([]byte(bad)); err == nil || parley.CodeOf(err) == parley.CodeInternal {
			t.Errorf("%s: %v", name, err)
		}
	}
}
