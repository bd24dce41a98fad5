package parley

import "strings"

// MaxHost is the longest host name, in bytes.
const MaxHost = 253

// IsHostName reports whether s is labels of letters, digits and '-', joined by dots, of which the last begins with a
// letter, so that no resolver takes it for a number [CHR-24].
func IsHostName(s string) bool {
	if len(s) > MaxHost {
		return false
	}
	label := ""
	for label = range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' || !isLabel(label) {
			return false
		}
	}
	return !(label[0] >= '0' && label[0] <= '9')
}

func isLabel(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}
