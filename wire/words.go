package wire

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"parley"
)

// CheckBlobSize reports an attachment of 0 bytes or of more than 64 MiB.
func CheckBlobSize(name string, size uint64) error {
	if size == 0 {
		return bad("the attachment %.80q is empty", name)
	}
	if size > MaxBlob {
		return parley.Errorf(parley.CodeTooLarge, "the attachment %.80q has %d bytes, more than %d", name, size, MaxBlob)
	}
	return nil
}

// CheckLine reports text that is longer than max bytes, not UTF-8, or holds a control character, a line or paragraph
// separator, or a character that turns the reading direction.
func CheckLine(name, s string, max int) error {
	if len(s) > max {
		return parley.Errorf(parley.CodeTooLarge, "the %s has %d bytes, more than %d", name, len(s), max)
	}
	if !utf8.ValidString(s) {
		return bad("the %s is not UTF-8", name)
	}
	for _, r := range s {
		if unicode.IsControl(r) || r == 0x2028 || r == 0x2029 || r == 0xFEFF || IsBidiControl(r) {
			return bad("the %s holds the character U+%04X, which it may not", name, r)
		}
	}
	return nil
}

// IsBidiControl reports whether r turns the reading direction of what follows.
func IsBidiControl(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0x061C
}

// CheckFileName reports a name that could be taken for a path or that a screen cannot show as it is.
func CheckFileName(s string) error {
	if err := CheckLine("file name", s, MaxFileName); err != nil {
		return err
	}
	if s == "" || s == "." || s == ".." || strings.ContainsAny(s, `/\`) {
		return bad("the file name %.80q is empty or a path; give a name without / and \\", s)
	}
	return nil
}

// CheckLang reports a language tag that is not made like BCP 47: subtags of 1 to 8 letters and digits, joined by '-'.
func CheckLang(s string) error {
	if s == "" {
		return nil
	}
	if len(s) > MaxLang {
		return bad("the language tag %.40q is too long", s)
	}
	for i, sub := range strings.Split(s, "-") {
		if len(sub) < 1 || len(sub) > 8 || i == 0 && (len(sub) < 2 || strings.ContainsAny(sub, "0123456789")) ||
			strings.Trim(sub, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
			return bad("the language tag %.40q is not made like BCP 47, for example \"en\" or \"uk\"", s)
		}
	}
	return nil
}
