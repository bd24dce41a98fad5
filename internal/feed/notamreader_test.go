package feed

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"parley/overlap"
)

// A foreignNotam is a NOTAM as another maker's decoder has it.
type foreignNotam struct {
	Notam    struct{ Code, Type, Affected string }
	Fir      string
	Code     string
	Scope    string
	Text     string
	Rules    []string
	Duration struct {
		Permanent, Estimated bool
		DateBegin, DateEnd   time.Time
	}
	Position struct{ LowerLimit, UpperLimit, Latitude, Longitude, Radius float64 }
}

// Another maker's decoder of NOTAM finds in each text the kind, numbers, area, limits and times of its notice; the places of the text,
// read by a third maker, lie within the circle.
func TestNotamElsewhere(t *testing.T) {
	var texts []string
	for text := range strings.SplitSeq(strings.TrimSuffix(string(write(t, Aviation, samples(t), options).Documents[0]), ")\n"), ")\n\n") {
		texts = append(texts, text+")\n")
	}
	read, faults := elsewhere[foreignNotam](t, "notam", append(texts, strings.Replace(texts[0], "/QXXXX", "/XXXX", 1), strings.Replace(texts[0], "B) 27", "B) X7", 1)))
	if faults[len(texts)] == "" || faults[len(texts)+1] == "" {
		t.Error("it takes what is no NOTAM")
	}
	list := samples(t)
	for i, n := range []Notice{list[0], list[1], list[2], list[4], list[5]} {
		r := read[i]
		if faults[i] != "" {
			t.Fatalf("%s: %s", texts[i], faults[i])
		}
		kind := []string{"new", "replace", "cancel"}[len(n.Before)]
		name := fmt.Sprintf("B%04d/27", n.Reference.Number)
		if r.Notam.Type != kind || r.Notam.Code != name || r.Fir != "ZZZZ" || r.Code != "QXXXX" || r.Scope != "Navigation warning" || strings.Join(r.Rules, " ") != "IFR VFR" || r.Duration.Permanent || r.Duration.Estimated || !strings.Contains(r.Text, "FIRING AT SEA.") {
			t.Errorf("%s was read as %+v", texts[i], r)
		}
		if n.Replaces != nil && r.Notam.Affected != fmt.Sprintf("B%04d/27", n.Replaces.Number) {
			t.Errorf("%s takes the place of %q", texts[i], r.Notam.Affected)
		}
		begins, low, high := n.From, 0.0, 999.0
		if n.Cancelled {
			begins = n.Sent
		} else if !r.Duration.DateEnd.Equal(n.Until.Time()) {
			t.Errorf("it ends at %v", r.Duration.DateEnd)
		}
		low = math.Floor(feet(n.Height.From) / 100)
		if n.Height.To != overlap.OpenTo {
			high = math.Ceil(feet(n.Height.To) / 100)
		}
		if !r.Duration.DateBegin.Equal(begins.Time()) || r.Position.LowerLimit != low || r.Position.UpperLimit != high {
			t.Errorf("from %v, %v to %v hundred feet", r.Duration.DateBegin, r.Position.LowerLimit, r.Position.UpperLimit)
		}
		for _, at := range positions(t, blockPoint, texts[i]) {
			if far := metres(point(r.Position.Latitude, r.Position.Longitude), point(at[0], at[1])); far > (r.Position.Radius+0.02)*mile {
				t.Errorf("%v lies %.0f m from the middle of %v", at, far, r.Position)
			}
		}
	}
}
