package charter

import (
	"strings"

	"parley"
	"parley/wire"
)

// A statement is a short text of a party's root about its party, in words and digits that people can read, with its
// signature lines behind an empty line: a C2SP signed note. Its first line says what it is; each further line is a word
// of the list for it, a space and a value.

// WithdrawalTitle is the first line of every withdrawal.
const WithdrawalTitle = "parley-withdrawal/1"

// StatementHash returns the hash of a statement's bytes, by which a leaf names it.
func StatementHash(statement []byte) parley.Hash { return parley.Sum(statement) }

// statementText writes the text of a statement.
func statementText(title string, words, values []string) []byte {
	var b strings.Builder
	b.WriteString(title + "\n")
	for i, word := range words {
		b.WriteString(word + " " + values[i] + "\n")
	}
	return []byte(b.String())
}

// splitStatement returns the values of a statement with those words, and its signature lines without their LF.
func splitStatement(b []byte, title string, words []string) (values, signatures []string, err error) {
	if len(b) > wire.MaxStatement {
		return nil, nil, parley.Errorf(parley.CodeTooLarge, "the statement has %d bytes, more than %d", len(b), wire.MaxStatement)
	}
	lines := strings.Split(string(b), "\n")
	body := 1 + len(words)
	if len(lines) < body+3 || lines[0] != title || lines[body] != "" || lines[len(lines)-1] != "" {
		return nil, nil, badStatement("does not have the lines of a %s", title)
	}
	for i, word := range words {
		value, ok := strings.CutPrefix(lines[1+i], word+" ")
		if !ok {
			return nil, nil, badStatement("has no line %q where one stands", word)
		}
		values = append(values, value)
	}
	return values, lines[body+1 : len(lines)-1], nil
}

func badStatement(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadCharter, "the statement "+format, args...)
}
