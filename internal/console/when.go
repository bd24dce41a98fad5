package console

import (
	"strings"
	"time"

	"parley"
)

// An Instant is a moment as pages show it. The zero Instant is none.
type Instant struct {
	RFC   string // for programs
	DTG   string // 221430Z NOV 26
	Clock string // 14:30:05Z 22 NOV 26
}

// instant reads a time of a view; a text that is none is shown as it is.
func instant(s string) Instant {
	m, err := parley.ParseMillis(s)
	if err != nil {
		return Instant{DTG: s}
	}
	return instantOf(m)
}

func instantOf(m parley.Millis) Instant {
	return Instant{RFC: m.String(), DTG: m.DTG(), Clock: strings.ToUpper(m.Time().Format("15:04:05Z 02 Jan 06"))}
}

func instantOrNone(s *string) Instant {
	if s == nil {
		return Instant{}
	}
	return instant(*s)
}

// Some reports whether there is one.
func (i Instant) Some() bool { return i.DTG != "" }

// age returns how long before now an instant was; 0 for one to come.
func (i Instant) age(now time.Time) time.Duration {
	m, err := parley.ParseMillis(i.RFC)
	if err != nil {
		return 0
	}
	return max(now.Sub(m.Time()), 0)
}

// left returns how long after now an instant is; less than nothing for one that is over.
func (i Instant) left(now time.Time) time.Duration {
	m, err := parley.ParseMillis(i.RFC)
	if err != nil {
		return 0
	}
	return m.Time().Sub(now)
}

// span says a time in at most two units: 2 d 3 h, 3 h 12 min, 12 min, 40 s.
func (w *words) span(d time.Duration) string {
	d = max(d, 0)
	type unit struct {
		key  string
		size time.Duration
	}
	units := []unit{{"span.d", 24 * time.Hour}, {"span.h", time.Hour}, {"span.min", time.Minute}, {"span.s", time.Second}}
	for i, u := range units {
		if d < u.size && i < len(units)-1 {
			continue
		}
		out := []string{w.say(u.key, int(d/u.size))}
		if i+1 < len(units)-1 { // seconds stand alone
			if rest := int(d % u.size / units[i+1].size); rest > 0 {
				out = append(out, w.say(units[i+1].key, rest))
			}
		}
		return strings.Join(out, " ")
	}
	return ""
}

// when says how long ago, or in how long, an instant is.
func (w *words) when(d time.Duration) string {
	if d < 0 {
		return w.say("when.ago", w.span(-d))
	}
	return w.say("when.in", w.span(d))
}

func instantOfTime(t time.Time) Instant { return instantOf(parley.MillisOf(t)) }
