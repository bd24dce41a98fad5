package charter

import (
	"math/big"
	"strings"

	"parley"
)

// fingerprintDigits is the length of a fingerprint without its spaces.
const fingerprintDigits = 60

// EditionID returns the id of the edition with that text: its SHA-256 [CHR-13].
func EditionID(text []byte) parley.Hash { return parley.Sum(text) }

// ID returns the charter id, given the edition id of c: that of edition 1, which later editions name [CHR-13].
func (c *Charter) ID(edition parley.Hash) parley.Hash {
	if c.Edition > 1 && c.Charter != nil {
		return *c.Charter
	}
	return edition
}

// Fingerprint returns what people read to each other: the edition id as a big-endian integer modulo 10^60, as sixty
// decimal digits in twelve groups of five, with single spaces between them [CHR-14].
func Fingerprint(edition parley.Hash) string {
	n := new(big.Int).SetBytes(edition[:])
	n.Mod(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(fingerprintDigits), nil))
	digits := n.String()
	return group(strings.Repeat("0", fingerprintDigits-len(digits)) + digits)
}

func group(digits string) string {
	var groups []string
	for i := 0; i < len(digits); i += 5 {
		groups = append(groups, digits[i:i+5])
	}
	return strings.Join(groups, " ")
}

// NormalizeFingerprint reads a fingerprint as people type it, with spaces or dashes anywhere or none, and returns it
// as Fingerprint writes it. It is an error if there are not sixty digits.
func NormalizeFingerprint(s string) (string, error) {
	s = strings.TrimSpace(s)
	digits := strings.NewReplacer(" ", "", "-", "").Replace(s)
	if strings.Trim(digits, "0123456789") != "" {
		return "", parley.Errorf(parley.CodeBadCharter, "the fingerprint %.100q holds something other than digits, spaces and dashes", s)
	}
	if len(digits) != fingerprintDigits {
		return "", parley.Errorf(parley.CodeBadCharter, "the fingerprint has %d digits, not %d", len(digits), fingerprintDigits)
	}
	return group(digits), nil
}
