package feed

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
)

// An independent reader of RFC 5545 finds each notice that names a time as an event, with what it says and nothing else.
func TestCalendar(t *testing.T) {
	w := write(t, Calendar, samples(t), options)
	c, err := ical.NewDecoder(bytes.NewReader(w.Documents[0])).Decode()
	if err != nil {
		t.Fatalf("%v\n%s", err, w.Documents[0])
	}
	events := map[string]ical.Event{}
	for _, e := range c.Events() {
		uid, _ := e.Props.Text(ical.PropUID)
		events[uid] = e
	}
	if len(c.Events()) != 5 || len(events) != 5 || len(w.Left) != 1 || w.Left[0].ID != id(4) {
		t.Fatalf("%d events, left %v", len(c.Events()), w.Left)
	}
	first := events[id(1)]
	for name, want := range map[string]string{ical.PropSummary: "Firing at sea", ical.PropDescription: strings.Join(firing(t).Text, "\n"), ical.PropCategories: "Notices of Northland and Southmark",
		ical.PropStatus: "CONFIRMED", ical.PropLocation: "Area: as people read it: circle 59.33000,18.06000 radius 5000 precision 1000 called the narrows"} {
		if got, err := first.Props.Text(name); err != nil || got != want {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
	begins, err1 := first.DateTimeStart(time.UTC)
	ends, err2 := first.DateTimeEnd(time.UTC)
	if err1 != nil || err2 != nil || !begins.Equal(firing(t).From.Time()) || !ends.Equal(firing(t).Until.Time()) {
		t.Errorf("it is from %v to %v: %v, %v", begins, ends, err1, err2)
	}
	for n, want := range map[byte]string{1: "CONFIRMED", 2: "CONFIRMED", 3: "CANCELLED"} {
		sequence, err := events[id(n)].Props.Get(ical.PropSequence).Int()
		status, _ := events[id(n)].Props.Text(ical.PropStatus)
		if err != nil || sequence != int(n)-1 || status != want {
			t.Errorf("notice %d has SEQUENCE %d and STATUS %s: %v", n, sequence, status, err)
		}
	}
}

// "Lines of text SHOULD NOT be longer than 75 octets, excluding the line break": no character is cut in two, and all end with CRLF.
func TestCalendarFolds(t *testing.T) {
	for line := range strings.SplitSeq(strings.TrimSuffix(string(write(t, Calendar, samples(t), options).Documents[0]), "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || strings.ToValidUTF8(line, "") != line {
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
	}
}

// A notice of one moment has no end, one that ends before its beginning in whole seconds neither; text cannot end its property.
func TestCalendarEdges(t *testing.T) {
	n := firing(t)
	n.Until, n.Title = 0, "x\r\nEND:VEVENT\nBEGIN:VEVENT\\;,:"
	moment := firing(t)
	moment.Until = moment.From + 500
	got := string(write(t, Calendar, []Notice{n}, options).Documents[0])
	if strings.Contains(got, "DTEND") || strings.Count(got, "\r\nEND:VEVENT") != 1 {
		t.Errorf("%s", got)
	}
	c, err := ical.NewDecoder(strings.NewReader(got)).Decode()
	if err != nil || len(c.Events()) != 1 {
		t.Fatal(err)
	}
	if s, _ := c.Events()[0].Props.Text(ical.PropSummary); s != "x\nEND:VEVENT\nBEGIN:VEVENT\\;,:" {
		t.Errorf("the title is %q", s)
	}
	if got := string(write(t, Calendar, []Notice{moment}, options).Documents[0]); !strings.Contains(got, "DTSTART:20270303T080000Z\r\nDTEND:20270303T080001Z") {
		t.Errorf("half a second is %s", got)
	}
}
