package feed

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"parley"
)

// maxOctets is how long a line of a calendar may be, without its end (RFC 5545, 3.1).
const maxOctets = 75

// calendar writes the notices that name a time as events of one calendar.
func (w *Written) calendar(list []Notice) {
	var c contentLines
	c.add("BEGIN", "VCALENDAR")
	c.add("VERSION", "2.0")
	c.add("PRODID", "-//Parley//Notices//EN")
	for i := range list {
		if n := &list[i]; n.From == 0 {
			w.leave(n, "names no time")
		} else {
			c.event(n)
		}
	}
	c.add("END", "VCALENDAR")
	w.Documents = [][]byte{[]byte(c.String())}
}

// A contentLines is a calendar under way.
type contentLines struct{ strings.Builder }

// event writes one notice. The newest version has the highest SEQUENCE; one that is cancelled stays, as cancelled.
func (c *contentLines) event(n *Notice) {
	c.add("BEGIN", "VEVENT")
	c.add("UID", n.ID)
	c.add("DTSTAMP", second(n.Sent))
	c.add("SEQUENCE", fmt.Sprint(n.version()))
	c.add("DTSTART", second(n.From))
	if until := n.Until + 999; until/1000 > n.From/1000 {
		c.add("DTEND", second(until)) // none before its end, and none that is its beginning
	}
	c.text("SUMMARY", n.heading())
	c.text("LOCATION", n.where())
	c.text("DESCRIPTION", strings.Join(n.Text, "\n"))
	c.text("CATEGORIES", n.Charter)
	c.add("STATUS", map[bool]string{true: "CANCELLED", false: "CONFIRMED"}[n.Cancelled])
	c.add("CLASS", "CONFIDENTIAL")
	c.add("TRANSP", "TRANSPARENT")
	c.add("END", "VEVENT")
}

// where is all places as people read them.
func (n *Notice) where() string {
	var out []string
	for _, p := range n.Places {
		out = append(out, p.Field+": "+p.Says)
	}
	return strings.Join(out, "\n")
}

// text writes a property whose value is free text, and none for an empty one.
func (c *contentLines) text(name, value string) {
	if value != "" {
		c.add(name, escaped.Replace(value))
	}
}

var escaped = strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\r", "", "\n", "\\n")

// add writes a content line, folded where it is too long, with no character in two.
func (c *contentLines) add(name, value string) {
	room := maxOctets
	for line := name + ":" + value; ; {
		cut := min(room, len(line))
		for cut < len(line) && !utf8.RuneStart(line[cut]) {
			cut--
		}
		c.WriteString(line[:cut] + "\r\n")
		if line = line[cut:]; line == "" {
			return
		}
		c.WriteString(" ")
		room = maxOctets - 1
	}
}

func second(t parley.Millis) string { return t.Time().UTC().Format("20060102T150405Z") }

// rfc3339 writes an instant to the millisecond where it has any.
func rfc3339(t parley.Millis) string { return t.Time().UTC().Format(time.RFC3339Nano) }
