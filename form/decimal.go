package form

import (
	"math"
	"strconv"
	"strings"
)

// decimal writes n units of 10^-decimals with exactly so many decimals: 125 with one decimal is "12.5".
func decimal(n int64, decimals int) string {
	if decimals == 0 {
		return strconv.FormatInt(n, 10)
	}
	sign, digits := "", strconv.FormatInt(n, 10)
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	if short := decimals + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	point := len(digits) - decimals
	return sign + digits[:point] + "." + digits[point:]
}

// parseDecimal reads a decimal number of at most so many decimals, without loss and without exponent.
func parseDecimal(s string, decimals int) (int64, bool) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || point && fraction == "" || len(fraction) > decimals || len(whole)+decimals > 18 ||
		strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10, 64)
	if err != nil || n == math.MaxInt64 {
		return 0, false
	}
	if negative {
		n = -n
	}
	return n, true
}
