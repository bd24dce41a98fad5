package node

import (
	"strings"

	"parley"
)

// NotRunning is the error of what needs a running node, with the command that starts one.
func NotRunning(dir string) error {
	return parley.Errorf(parley.CodeNotRunning, "no node serves %s; start it with: parley serve --dir %s", dir, ShellWord(dir))
}

// ShellWord writes s so that a shell reads it as one word.
func ShellWord(s string) string {
	if s != "" && strings.IndexFunc(s, needsQuotes) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// needsQuotes reports whether a shell may take r for more than a letter of a word.
func needsQuotes(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r > 0x7f && r != 0xa0 && r != 0x3000:
		return false
	}
	return !strings.ContainsRune("/._-+,:@%=", r)
}
