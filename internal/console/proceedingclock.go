package console

import (
	"context"
	"slices"

	"parley/internal/node"
)

// A Clock is the deadline of a state, or the one that led to it.
type Clock struct {
	Code      string // none, unknown, running, elapsed, "not served" or final
	Until     Instant
	Leads     string   // what the charter calls the state that its lapse leads to
	Silence   bool     // the lapse counts silence
	By        []string // whose silence: those who may act and have not
	NotServed []string
	Served    []Served // who has the act that set it on record, where silence counts
	Cut       []Cut    // participants whose line is down while it runs
}

// Served says since when a party has had an act on its own record; none: it is not known to.
type Served struct {
	Name string
	At   Instant
}

// A Cut is a party whose acts cannot be seen at present.
type Cut struct {
	Name  string
	Since Instant
}

// Runs reports whether there is a deadline to wait for.
func (c Clock) Runs() bool { return c.Code == lapseRunning }

// Open reports whether it is not yet settled what became of the deadline.
func (c Clock) Open() bool {
	return c.Code == lapseRunning || c.Code == lapseElapsed || c.Code == "unknown"
}

func (c *Console) clock(ctx context.Context, k *course) Clock {
	out := Clock{Code: k.Lapse, Until: instantOrNone(k.Until), NotServed: k.names(k.NotServed)}
	name := k.ProceedingView.State
	if out.Code != lapseRunning && out.Code != "unknown" {
		name = k.lapsedIn()
	}
	s := k.state(name)
	if s == nil || s.Clock == nil {
		return out
	}
	out.Leads, out.Silence = k.stateTitle(s.Clock.To), s.Clock.Silence
	by := k.movers(name)
	if name == k.ProceedingView.State && len(k.Turn) > 0 {
		by = k.Turn
	}
	out.By = k.names(by)
	if out.Silence && out.Code != "none" {
		out.Served = c.served(ctx, k, k.movers(name))
	}
	if out.Open() {
		out.Cut = c.cuts(ctx, k)
	}
	return out
}

// lapsedIn is the state whose deadline lapsed last.
func (k *course) lapsedIn() string {
	for _, e := range slices.Backward(k.Entries) {
		if e.Act == nil {
			return e.From
		}
	}
	return ""
}

// served says for each of some parties since when it has the act that set the clock on record, by its own clock.
func (c *Console) served(ctx context.Context, k *course, parties []string) (out []Served) {
	m, err := c.api.Show(ctx, k.start())
	if err != nil {
		return nil
	}
	for _, id := range parties {
		s := Served{Name: k.held.party(id)}
		for _, x := range m.Places {
			if x.Party == id && (x.Kind == leafSent || x.Kind == "received") {
				s.At = instant(x.Date)
			}
		}
		out = append(out, s)
	}
	return out
}

// cuts are the participants whose line is not up.
func (c *Console) cuts(ctx context.Context, k *course) (out []Cut) {
	lines, err := c.api.Lines(ctx)
	if err != nil {
		return nil
	}
	for _, l := range lines {
		if slices.Contains(k.Participants, l.Party) && !carries(l) {
			out = append(out, Cut{k.held.party(l.Party), instant(l.Since)})
		}
	}
	return out
}

// carries reports whether what the other side records reaches us at present.
func carries(l node.LineView) bool {
	return l.State != "no-path" && l.State != "no-node" && l.State != "withdrawn"
}
