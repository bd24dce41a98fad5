package scenario

import (
	"strconv"
	"strings"
)

// A Count is a row of a table of numbers.
type Count struct {
	Row     string
	Numbers []int
}

// Counted reads the rows among words, as in "north+7+2".
func Counted(f []string) (out []Count) {
	for _, w := range f {
		parts := strings.Split(w, "+")
		if len(parts) < 2 {
			continue
		}
		c := Count{Row: parts[0]}
		for _, p := range parts[1:] {
			n, _ := strconv.Atoi(p)
			c.Numbers = append(c.Numbers, n)
		}
		out = append(out, c)
	}
	return out
}

// Amount writes a number that may be missing.
func Amount(n *int64) string {
	if n == nil {
		return "none"
	}
	return strconv.FormatInt(*n, 10)
}
