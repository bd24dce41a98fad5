package overlap

import (
	"math"

	"parley"
)

// The open ends of a span, and how far from 0 an end that is not open can be.
const (
	OpenFrom = math.MinInt64 // it has no beginning, or no floor
	OpenTo   = math.MaxInt64 // it has no end, or no ceiling
	MaxEnd   = 1 << 53
)

// A Span is a height band in centimetres above the datum of the charter, or a time in milliseconds since 1970. Both ends
// belong to it [OVL-8].
type Span struct{ From, To int64 }

// Check reports a span that ends before it begins, or an end beyond MaxEnd. what names it for the user.
func (s Span) Check(what string) error {
	switch {
	case s.From > s.To:
		return bad("the %s of a notice ends before it begins", what)
	case s.From != OpenFrom && (s.From < -MaxEnd || s.From > MaxEnd) || s.To != OpenTo && (s.To < -MaxEnd || s.To > MaxEnd):
		return bad("an end of the %s of a notice is beyond what is reckoned with", what)
	}
	return nil
}

// apart is how far two spans are from each other: 0 where they have a value in common. Where they have none, both ends that
// count are not open.
func (s Span) apart(other Span) int64 {
	both := s.shared(other)
	if both.From <= both.To {
		return 0
	}
	return both.From - both.To
}

// shared is what is in both; From is after To where nothing is, and then the gap lies from To to From.
func (s Span) shared(other Span) Span {
	return Span{max(s.From, other.From), min(s.To, other.To)}
}

func bad(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadMessage, format, args...)
}
