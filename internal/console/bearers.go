package console

import (
	"time"

	"parley/internal/node"
)

// A Bearer is one path of a line. State is a code whose words the page has.
type Bearer struct {
	Name, Kind, Address, State, Uplink string
	Cost                               int
	Since                              Instant
	Round                              int64 // ms; -1: not known
	Rate                               Rate
	Tested                             Instant
	Answered                           bool    // that test
	Trusted                            Instant // from when, where it is not yet
	Hours                              []Hours // the next ones; none: always
}

// A Rate is how much a bearer carries, in bit/s; 0: not known.
type Rate struct {
	Bits     int64
	Measured bool
}

// Hours are a time of contact.
type Hours struct{ From, To Instant }

// An Outlook is what is not yet wholly sent, and when it is expected at the other side.
type Outlook struct {
	Bearer string // that carries it; empty: none is up
	Rate   Rate
	Sums   []OutlookSum
	Items  []OutlookItem
	More   int
}

// An OutlookSum is what of one precedence waits.
type OutlookSum struct {
	Precedence            string
	Messages, Attachments int
	Bytes                 uint64
	Expected
}

// An OutlookItem is one message or attachment that waits.
type OutlookItem struct {
	ID, Short, Precedence string
	Attachment, Late      bool
	Bytes                 uint64
	Expected
}

// Expected says when something is at the other side, or, where that is not known, after how many seconds of contact; -1: neither
// is known.
type Expected struct {
	Seconds int64
	At      Instant
}

// Contact is how long a bearer has to be up for it.
func (e Expected) Contact() time.Duration { return time.Duration(e.Seconds) * time.Second }

func expectedOf(seconds *int64, at *string) Expected {
	if seconds == nil {
		return Expected{Seconds: -1}
	}
	return Expected{*seconds, instantOrNone(at)}
}

func rateOf(bits *int64, measured bool) (r Rate) {
	if bits != nil {
		r = Rate{*bits, measured}
	}
	return r
}

func bearerOf(b node.BearerView) Bearer {
	out := Bearer{Name: b.Name, Kind: b.Kind, Address: oneLine(b.Address), State: b.State, Uplink: b.Uplink, Cost: b.Cost, Since: instant(b.Since), Round: -1,
		Rate: rateOf(b.RateBits, b.Measured), Tested: instantOrNone(b.Tested), Trusted: instantOrNone(b.TrustedFrom)}
	out.Answered = b.Tested != nil && b.TestAnswered != nil && *b.TestAnswered >= *b.Tested
	if b.RTTMs != nil {
		out.Round = *b.RTTMs
	}
	for _, h := range b.Hours {
		out.Hours = append(out.Hours, Hours{instant(h.From), instant(h.To)})
	}
	return out
}

// outlookOf returns what waits; nil where nothing does.
func outlookOf(v *node.WaitingView) *Outlook {
	if v == nil || len(v.Items) == 0 {
		return nil
	}
	out := &Outlook{Bearer: v.Bearer, Rate: rateOf(v.RateBits, v.Measured), More: v.More}
	for _, q := range v.Precedences {
		out.Sums = append(out.Sums, OutlookSum{q.Precedence, q.Messages, q.Attachments, q.Bytes, expectedOf(q.Seconds, q.At)})
	}
	for _, x := range v.Items {
		out.Items = append(out.Items, OutlookItem{x.ID, x.ID[:min(len(x.ID), 12)], x.Precedence, x.Attachment, x.Late, x.Left, expectedOf(x.Seconds, x.At)})
	}
	return out
}
