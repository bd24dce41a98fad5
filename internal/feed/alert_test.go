package feed

import (
	"bytes"
	"encoding/xml"
	"os/exec"
	"strings"
	"testing"

	"parley/overlap"
)

// valid reports what xmllint says of a message.
func valid(t *testing.T, b []byte) error {
	t.Helper()
	c := exec.Command("xmllint", "--noout", "--nonet", "--schema", "testdata/cap.xsd", "-")
	c.Stdin = bytes.NewReader(b)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Logf("%s", out)
	}
	return err
}

// A validator that knows the standard's tables takes each message: an alert, its update, its cancellation, an exercise, a route, and an
// area on both sides of longitude 180, which is two polygons.
func TestAlerts(t *testing.T) {
	w := write(t, Alert, samples(t), options)
	if len(w.Documents) != 6 || len(w.Names) != 6 || len(w.Left) != 0 {
		t.Fatalf("%d documents", len(w.Documents))
	}
	for i, b := range w.Documents {
		if err := valid(t, b); err != nil {
			t.Errorf("%s: %v\n%s", w.Names[i], err, b)
		}
	}
	for i, want := range [][]string{
		{"<status>Actual</status>", "<msgType>Alert</msgType>", "<circle>59.33,18.06 5</circle>", "<onset>2027-03-03T08:00:00-00:00</onset>", "<expires>2027-03-03T12:00:00-00:00</expires>", "<altitude>0</altitude>", "<ceiling>10000</ceiling>"},
		{"<msgType>Update</msgType>", "<references>north," + id(2) + "-0,2027-01-30T10:00:00-00:00</references>", "<identifier>" + id(2) + "-1</identifier>"},
		{"<msgType>Cancel</msgType>", "north," + id(3) + "-0,2027-01-29T10:00:00-00:00 north," + id(3) + "-1,2027-01-30T10:00:00-00:00"},
		{"<status>Exercise</status>", "<headline>EXERCISE: Drill</headline>"},
		{"<altitude>6561</altitude>", "<areaDesc>Area: as people read it: words east of the strait</areaDesc>"},
	} {
		for _, s := range want {
			if !strings.Contains(string(w.Documents[i]), s) {
				t.Errorf("message %d has no %s\n%s", i, s, w.Documents[i])
			}
		}
	}
	for _, absent := range []string{"onset", "expires", "area>", "altitude", "references", "description", "parameter"} {
		if strings.Contains(string(w.Documents[3]), absent) {
			t.Errorf("a notice that says nothing has %s\n%s", absent, w.Documents[3])
		}
	}
	if strings.Contains(string(w.Documents[4]), "ceiling") || strings.Count(string(w.Documents[5]), "<polygon>") != 2 {
		t.Errorf("%s\n%s", w.Documents[4], w.Documents[5])
	}
}

// Texts are data: read again they are what they were, and a band that is open below has no altitude, which would be made up.
func TestAlertTexts(t *testing.T) {
	n := firing(t)
	n.Title, n.Text, n.Height = "</event><status>Actual</status> & ]]> Ärger", []string{"a", "b <c>"}, &overlap.Span{From: overlap.OpenFrom, To: 100}
	n.Places = []Place{place(t, "polygon 0.00000,0.00000 10.00000,0.00000 10.00000,10.00000 0.00000,10.00000")}
	b := write(t, Alert, []Notice{n}, options).Documents[0]
	var again alert
	if err := xml.Unmarshal(b, &again); err != nil || again.Info.Event != n.Title || again.Info.Description != "a\nb <c>" || again.Info.Areas[0].Altitude+again.Info.Areas[0].Ceiling != "" || len(again.Info.Areas[0].Polygons) != 0 {
		t.Errorf("%v\n%s", err, b)
	}
	if err := valid(t, b); err != nil {
		t.Error(err)
	}
}

// The validator can fail.
func TestAlertValidator(t *testing.T) {
	good := string(write(t, Alert, samples(t)[1:2], options).Documents[0])
	for _, c := range [][2]string{{"Restricted<", "Secret<"}, {"-00:00</sent>", "Z</sent>"}, {"<sender>north", "<sender>the north"}, {"<urgency>Unknown</urgency>", ""}, {"59.33,18.06 5", "59.33 18.06 5"},
		{"cap:1.2", "cap:1.1"}, {"<altitude>0</altitude>", ""}, {"north," + id(2) + "-0,", ""}, {"Other", "Firing"}} {
		if !strings.Contains(good, c[0]) || valid(t, []byte(strings.Replace(good, c[0], c[1], 1))) == nil {
			t.Errorf("%q for %q is taken", c[1], c[0])
		}
	}
}
