package parley_test

import (
	"testing"
	"time"

	"parley"

	"pgregory.net/rapid"
)

func TestDTG(t *testing.T) {
	for s, want := range map[string]string{
		"2026-11-22T14:30:59.999Z": "221430Z NOV 26",
		"2020-01-01T00:00:00.000Z": "010000Z JAN 20",
		"2100-05-09T09:05:00.000Z": "090905Z MAY 00",
	} {
		m, err := parley.ParseMillis(s)
		if err != nil || m.DTG() != want || m.String() != s {
			t.Errorf("%s: %s, %s, %v", s, m, m.DTG(), err)
		}
	}
}

// The named instants are what their comments say.
func TestInstants(t *testing.T) {
	if got := parley.EarliestMillis.String(); got != "2020-01-01T00:00:00.000Z" {
		t.Errorf("EarliestMillis is %s", got)
	}
	if got := parley.MaxMillis.Time().Year(); got != 10889 {
		t.Errorf("MaxMillis is in the year %d", got)
	}
	zone := time.FixedZone("", 3600)
	if got := parley.MillisOf(time.Date(2026, 11, 22, 15, 30, 0, 1_999_999, zone)); got != 1795357800001 {
		t.Errorf("MillisOf gives %d", got)
	}
}

func TestParseMillisBad(t *testing.T) {
	for _, s := range []string{
		"", "2026-11-22", "2026-11-22T14:30:00Z", "2026-11-22T14:30:00.00Z", "2026-11-22T14:30:00.0000Z", "2026-11-22T14:30:00,000Z",
		"2026-11-22T4:30:00.000Z", "2026-11-22T14:30:00.000+00:00", "2026-11-22t14:30:00.000z", "2026-11-22 14:30:00.000Z",
		"2026-02-29T00:00:00.000Z", "2026-11-22T24:00:00.000Z", "2026-11-22T14:30:60.000Z", "26-11-22T14:30:00.000Z", " 2026-11-22T14:30:00.000Z",
	} {
		if m, err := parley.ParseMillis(s); parley.CodeOf(err) != parley.CodeBadMessage {
			t.Errorf("%q: read as %s, %v", s, m, err)
		}
	}
}

func TestParseMillisRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := parley.Millis(rapid.Int64Range(0, 253402300799999).Draw(t, "ms"))
		if back, err := parley.ParseMillis(m.String()); err != nil || back != m {
			t.Fatalf("%d is written %s and read %d, %v", m, m, back, err)
		}
	})
}

func FuzzParseMillis(f *testing.F) {
	f.Add("2026-11-22T14:30:00.000Z")
	f.Add("2026-11-22T4:30:00,000Z")
	f.Fuzz(func(t *testing.T, s string) {
		if m, err := parley.ParseMillis(s); err == nil && m.String() != s {
			t.Errorf("%q is read as %s", s, m)
		}
	})
}
