package console

import "parley/internal/node"

// A Verification is the check of all records that runs, and how the last one ended.
type Verification struct {
	Running      bool
	Since        Instant
	By           string
	Step         string // code
	Place, Steps int
	Done, Total  uint64
	Percent      int // of all steps
	Last         *Verified
}

// A Verified is how a check ended. Outcome is the node's own sentence.
type Verified struct {
	At      Instant
	By      string
	OK      bool
	Outcome string
	Known   bool // what was found is still known: the node has not been started since
	Records []VerifiedRecord
	Errors  []string
}

// A VerifiedRecord is one of them.
type VerifiedRecord struct {
	Party  string
	Size   uint64
	OK     bool
	Errors []string
}

func (c *Console) verification(v *visit, x node.VerificationView) Verification {
	out := Verification{Running: x.Running, Since: instantOrNone(x.Since), By: oneLine(some(x.By)), Step: x.Step, Place: x.Place, Steps: x.Steps, Done: x.Done, Total: x.Total, Percent: percentOf(x)}
	if x.Last == nil {
		return out
	}
	out.Last = &Verified{At: instant(x.Last.Time), By: oneLine(x.Last.By), OK: x.Last.OK, Outcome: oneLine(x.Last.Outcome)}
	if d := x.Last.Detail; d != nil {
		names := c.names(v)
		out.Last.Known = true
		for _, r := range d.Records {
			out.Last.Records = append(out.Last.Records, VerifiedRecord{nameOf(names, r.Party), r.Size, r.OK, linesOf(r.Errors)})
		}
		out.Last.Errors = linesOf(d.Errors)
	}
	return out
}

func linesOf(sentences []string) (out []string) {
	for _, s := range sentences {
		out = append(out, oneLine(s))
	}
	return out
}

// percentOf is how much of a check is done; every step counts the same.
func percentOf(x node.VerificationView) int {
	if x.Steps == 0 || x.Place == 0 {
		return 0
	}
	part := uint64(0)
	if x.Total > 0 {
		part = 100 * min(x.Done, x.Total) / x.Total
	}
	return (100*(x.Place-1) + int(part)) / x.Steps
}
