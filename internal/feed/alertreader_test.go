package feed

import (
	"strings"
	"testing"
	"time"

	"parley/overlap"
)

// A foreignAlert is an alert as the reader of ITU-T X.1303, the same protocol, has it.
type foreignAlert struct {
	Identifier, Sender, Sent, Status, MsgType, Scope, Restriction string
	References                                                    string
	Infos                                                         []struct {
		Language, Event, Urgency, Severity, Certainty, Onset, Expires, SenderName, Headline, Description string
		Categories                                                                                       []string                            `json:"category_list"`
		Parameters                                                                                       []struct{ ValueName, Value string } `json:"parameter_list"`
		Areas                                                                                            []struct {
			AreaDesc          string
			Polygons          []string `json:"polygon_list"`
			Circles           []string `json:"circle_list"`
			Altitude, Ceiling *float64
		} `json:"area_list"`
	} `json:"info_list"`
}

// "Every feed opens in an independent reader": another maker's reader of alerts finds in each what its notice says.
func TestAlertsElsewhere(t *testing.T) {
	var texts []string
	for _, b := range write(t, Alert, samples(t), options).Documents {
		texts = append(texts, string(b))
	}
	bad := []string{strings.Replace(texts[0], "Restricted<", "Secret<", 1), strings.Replace(texts[0], "<sender>north</sender>", "", 1), strings.Replace(texts[0], "</alert>", "", 1), strings.Replace(texts[0], "Other<", "Firing<", 1)}
	read, faults := elsewhere[foreignAlert](t, "cap", append(texts, bad...))
	for i, n := range samples(t) {
		a := read[i]
		if faults[i] != "" || len(a.Infos) != 1 {
			t.Fatalf("%s: %s", texts[i], faults[i])
		}
		x := a.Infos[0]
		kind := map[bool]string{true: "Exercise", false: "Actual"}[n.Exercise] + " " + []string{"Alert", "Update", "Cancel"}[len(n.Before)]
		if a.Identifier != n.identifier(n.version()) || a.Sender != string(n.Party) || !readTime(t, a.Sent).Equal(n.Sent.Time()) || a.Status+" "+a.MsgType != kind ||
			a.Scope != "Restricted" || !strings.Contains(a.Restriction, n.Charter) || len(strings.Fields(a.References)) != len(n.Before) {
			t.Errorf("notice %d was read as %+v", i, a)
		}
		if x.Event != n.Title || x.SenderName != n.Name || x.Description != strings.Join(n.Text, "\n") || strings.Join(x.Categories, " ") != "Other" || x.Urgency+x.Severity+x.Certainty != strings.Repeat("Unknown", 3) ||
			n.From != 0 && !readTime(t, x.Onset).Equal(n.From.Time()) || n.Until != 0 && !readTime(t, x.Expires).Equal(n.Until.Time()) || len(x.Areas) != len(n.Places) {
			t.Errorf("notice %d was read as %+v", i, x)
		}
		if n.Reference != nil && (len(x.Parameters) != 1 || x.Parameters[0].Value != n.Reference.String()) {
			t.Errorf("notice %d has the parameters %v", i, x.Parameters)
		}
		for k, at := range x.Areas {
			floor, ceiling := int64(overlap.OpenFrom), int64(overlap.OpenTo)
			if at.Altitude != nil {
				floor = int64(*at.Altitude * 30.48)
			}
			if at.Ceiling != nil {
				ceiling = int64(*at.Ceiling * 30.48)
			}
			if !strings.HasSuffix(at.AreaDesc, n.Places[k].Says) || n.Height.From-floor > 31 && n.Height.From != floor || ceiling-n.Height.To > 31 && n.Height.To != ceiling || floor > n.Height.From || ceiling < n.Height.To {
				t.Errorf("notice %d: area %d was read as %+v", i, k, at)
			}
		}
	}
	if c := read[0].Infos[0].Areas[0].Circles; len(c) != 1 || c[0] != "59.33,18.06 5" || len(read[5].Infos[0].Areas[0].Polygons) != 2 {
		t.Errorf("circle %v, polygons %v", c, read[5].Infos[0].Areas[0].Polygons)
	}
	for i, fault := range faults[len(texts):] {
		if fault == "" {
			t.Errorf("it takes\n%s", bad[i])
		}
	}
}

func readTime(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Error(err)
	}
	return at
}
