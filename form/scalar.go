package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/charter"
	"parley/wire"
)

// checkText holds that s is within the field's length, is UTF-8, and holds LF as its only control character.
func checkText(path string, field *charter.Field, s string) error {
	switch {
	case s == "":
		return bad("the field %q is empty; leave it out", path)
	case len(s) > field.Max:
		return tooLarge("the field %q has %d bytes, more than %d", path, len(s), field.Max)
	case !utf8.ValidString(s):
		return bad("the field %q is not UTF-8", path)
	}
	for _, r := range s {
		if r != '\n' && (unicode.IsControl(r) || r == 0x2028 || r == 0x2029 || r == 0xFEFF || wire.IsBidiControl(r)) {
			return bad("the field %q holds the character U+%04X, which it may not", path, r)
		}
	}
	return nil
}

func checkRange(path string, field *charter.Field, n int64) error {
	if n < int64(field.Min) || n > int64(field.Max) {
		return bad("the field %q is %s, not %s to %s", path, withUnit(n, field), decimal(int64(field.Min), field.Decimals),
			decimal(int64(field.Max), field.Decimals))
	}
	return nil
}

func withUnit(n int64, field *charter.Field) string {
	return strings.TrimSuffix(decimal(n, field.Decimals)+" "+field.Unit, " ")
}
