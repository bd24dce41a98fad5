package form

import (
	"fmt"
	"strconv"
	"strings"

	"parley"
	"parley/wire"
)

// A Reference is the name by which people cite a message: REGIME/PARTY/YY/NUMBER/FORMAT/STATUS. Machines cite its id.
type Reference struct {
	Regime string         // of the charter
	Party  parley.PartyID // the originator, in capitals where it is written
	Year   int            // of the message's time, UTC, its last two digits: 0 to 99
	Number int            // counted by the originator under the charter in that year: 1 to 999,999
	Format string         // short name of the form
	Status string         // one of the following
}

// What a message with a reference is.
const (
	StatusOriginal    = "O"
	StatusAmendment   = "A" // it corrects an earlier one
	StatusCancelled   = "C" // it cancels an earlier one
	StatusTranslation = "T"
)

const maxNumber = 999_999

// StatusOf returns the status of a message that refers so to earlier ones [FORM-15].
func StatusOf(r wire.Refers) string {
	switch {
	case r.Cancels != nil:
		return StatusCancelled
	case r.Corrects != nil:
		return StatusAmendment
	case r.Translates != nil:
		return StatusTranslation
	}
	return StatusOriginal
}

// String returns the reference as it is written, the number with four digits at least: "CBM/NORTH/26/0010/F25/O".
func (r Reference) String() string {
	return fmt.Sprintf("%s/%s/%02d/%04d/%s/%s", r.Regime, strings.ToUpper(string(r.Party)), r.Year, r.Number, r.Format, r.Status)
}

// ParseReference reads what String writes and nothing else [FORM-14].
func ParseReference(s string) (Reference, error) {
	parts := strings.Split(s, "/")
	if len(s) > MaxReference || len(parts) != 6 {
		return Reference{}, badReference(s)
	}
	year, err1 := strconv.Atoi(parts[2])
	number, err2 := strconv.Atoi(parts[3])
	r := Reference{parts[0], parley.PartyID(strings.ToLower(parts[1])), year, number, parts[4], parts[5]}
	if err1 != nil || err2 != nil || r.Check() != nil || r.String() != s {
		return Reference{}, badReference(s)
	}
	return r, nil
}

func badReference(s string) error {
	return bad("%.90q is no reference like CBM/NORTH/26/0010/F25/O: regime, party, year, number, format, status", s)
}

// Check reports a part that no reference has.
func (r Reference) Check() error {
	if !isCode(r.Regime) || !isCode(r.Format) || parley.CheckName("party", string(r.Party)) != nil || r.Year < 0 || r.Year > 99 ||
		r.Number < 1 || r.Number > maxNumber || len(r.Status) != 1 || !strings.Contains("OACT", r.Status) {
		return badReference(fmt.Sprintf("%.20s/%.32s/%d/%d/%.20s/%.3s", r.Regime, r.Party, r.Year, r.Number, r.Format, r.Status))
	}
	return nil
}

// isCode reports whether s is 1 to 16 of A to Z, 0 to 9 and "-", beginning with a letter.
func isCode(s string) bool {
	other := func(c rune) bool { return !(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-') }
	return s != "" && len(s) <= 16 && s[0] >= 'A' && s[0] <= 'Z' && !strings.ContainsFunc(s, other)
}

// YearOf returns the year of a reference of a message of that time.
func YearOf(t parley.Millis) int { return t.Time().Year() % 100 }

// check holds that c names one message in one way.
func (c Citation) check(path string) error {
	if (c.ID == nil) == (c.Reference == nil) {
		return bad("the field %q names no message, or one in two ways", path)
	}
	if c.Reference != nil {
		return c.Reference.Check()
	}
	return nil
}

// String returns the id in hexadecimal or the reference as it is written.
func (c Citation) String() string {
	switch {
	case c.Reference != nil:
		return c.Reference.String()
	case c.ID != nil:
		return c.ID.String()
	}
	return ""
}

// ParseCitation reads what Citation.String writes.
func ParseCitation(s string) (Citation, error) {
	if strings.Contains(s, "/") {
		r, err := ParseReference(s)
		return Citation{Reference: &r}, err
	}
	id, err := parley.ParseHash(s)
	return Citation{ID: &id}, err
}
