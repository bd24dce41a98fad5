package parley

// Precedence is the order in which messages are handled, after ACP 121: 0 ROUTINE to 3 FLASH on the wire.
type Precedence uint8

// The precedences, lowest first.
const (
	Routine Precedence = iota
	Priority
	Immediate
	Flash
)

// NumPrecedences is the number of precedences.
const NumPrecedences = 4

var precedenceWords = [NumPrecedences]string{"routine", "priority", "immediate", "flash"}

// String returns the lower-case word.
func (p Precedence) String() string {
	if int(p) < len(precedenceWords) {
		return precedenceWords[p]
	}
	return "unknown"
}

// Valid reports whether p is one of the four.
func (p Precedence) Valid() bool { return p <= Flash }

// Prosign returns the ACP 127 letter: R, P, O or Z.
func (p Precedence) Prosign() string {
	if !p.Valid() {
		return "?"
	}
	return "RPOZ"[p : p+1]
}

// ParsePrecedence reads a lower-case word.
func ParsePrecedence(s string) (Precedence, error) {
	for i, w := range precedenceWords {
		if s == w {
			return Precedence(i), nil
		}
	}
	return 0, Errorf(CodeBadMessage, "the precedence %.20q is none of routine, priority, immediate and flash", s)
}
