package main

import (
	"fmt"
	"io"
	"time"

	"parley"
	"parley/internal/node"
)

// printBearer shows one bearer of a line: how it is, and below it what is known of it.
func printBearer(w io.Writer, b node.BearerView) {
	fmt.Fprintf(w, "  %-12s  %s, %s since %s", b.Name, oneLine(b.Address), b.State, b.Since)
	if b.TrustedFrom != nil {
		fmt.Fprintf(w, ", trusted from %s", *b.TrustedFrom)
	}
	kind := ""
	if b.Kind != b.Name {
		kind = b.Kind + ", "
	}
	fmt.Fprintf(w, "\n                %scost %d, %s", kind, b.Cost, rateWords(b.RateBits, b.Measured))
	if b.RTTMs != nil {
		fmt.Fprintf(w, ", round trip %d ms", *b.RTTMs)
	}
	if b.Uplink != "" {
		fmt.Fprintf(w, ", uplink %s", b.Uplink)
	}
	fmt.Fprintln(w)
	if b.Tested != nil {
		answer := "not answered"
		if b.TestAnswered != nil && *b.TestAnswered >= *b.Tested {
			answer = "answered " + *b.TestAnswered
		}
		fmt.Fprintf(w, "                tested %s: %s\n", *b.Tested, answer)
	}
	for _, h := range b.Hours {
		fmt.Fprintf(w, "                contact from %s to %s\n", h.From, h.To)
	}
}

func rateWords(bits *int64, measured bool) string {
	switch {
	case bits == nil:
		return "rate not known"
	case measured:
		return fmt.Sprintf("%d bit/s measured", *bits)
	}
	return fmt.Sprintf("%d bit/s expected, not measured", *bits)
}

// printWaiting shows what waits and when it is expected, in the order in which it goes.
func printWaiting(w io.Writer, v *node.WaitingView) {
	if v == nil || len(v.Items) == 0 {
		return
	}
	over := "no bearer is up"
	if v.Bearer != "" {
		over = "over " + v.Bearer
	}
	fmt.Fprintf(w, "  expected      %s, %s\n", over, rateWords(v.RateBits, v.Measured))
	for _, q := range v.Precedences {
		fmt.Fprintf(w, "    %-10s  messages %d, attachments %d, %d bytes left: %s\n", q.Precedence, q.Messages, q.Attachments, q.Bytes, expectedWords(q.Seconds, q.At, false))
	}
	for _, x := range v.Items {
		what := "message"
		if x.Attachment {
			what = "attachment"
		}
		fmt.Fprintf(w, "      %.12s  %s %s, %d of %d bytes left: %s\n", x.ID, x.Precedence, what, x.Left, x.Bytes, expectedWords(x.Seconds, x.At, x.Late))
	}
	if v.More > 0 {
		fmt.Fprintf(w, "      and %d more\n", v.More)
	}
}

// expectedWords says when something is at the other side.
func expectedWords(seconds *int64, at *string, late bool) string {
	switch {
	case late:
		return "expires before it can be there"
	case seconds == nil:
		return "no rate is known, so no time can be said"
	case at == nil:
		return "after about " + spanWords(time.Duration(*seconds)*time.Second) + " of contact"
	}
	when, err := parley.ParseMillis(*at)
	if err != nil {
		return "at " + oneLine(*at)
	}
	left := max(when-parley.MillisOf(now()), 0)
	return "in about " + spanWords(time.Duration(left)*time.Millisecond) + ", at " + when.DTG()
}

// spanWords says how long something takes; what is less than a minute in seconds.
func spanWords(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%d s", int(d.Seconds()))
	}
	return node.InWords(d)
}
