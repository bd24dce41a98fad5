package console

import (
	"context"

	"parley/internal/node"
	"parley/link"
)

// A Reach is how the other side is reached while its line is down.
type Reach struct {
	Confirmed []Number // by both sides, until Until
	Until     Instant
	Listed    []Number // by the other side alone
	Own       []string // of this node's configuration
	Courier   string
	CourierAt Instant
	Test      Instant // when the next line test is due
}

// A Number is one that may be called.
type Number struct{ Post, Kind, Number, Languages, Hours string }

// None reports whether there is nobody to call.
func (c Reach) None() bool { return len(c.Confirmed)+len(c.Listed)+len(c.Own) == 0 }

// isDown reports whether nothing goes over a line: the states in which one has to reach the other side otherwise.
func isDown(state string) bool { return kindOf[link.State(state)] == "down" }

// reach asks the node how the other side is reached. That it does not know is no reason not to show the line.
func (c *Console) reach(ctx context.Context, party string) *Reach {
	v, err := c.api.Contacts(ctx, party)
	if err != nil {
		c.cfg.Log.Error("how a party is reached could not be read", "party", party, "error", err)
		return &Reach{}
	}
	x := &Reach{Confirmed: numbersOf(v.Confirmed), Until: instantOrNone(v.Until), Listed: numbersOf(v.Listed), Courier: oneLine(some(v.Courier)), CourierAt: instantOrNone(v.CourierAt), Test: instantOrNone(v.NextTest)}
	for _, s := range v.Own {
		x.Own = append(x.Own, oneLine(s))
	}
	return x
}

func numbersOf(list []node.NumberView) (out []Number) {
	for _, n := range list {
		out = append(out, Number{oneLine(n.Post), oneLine(n.Kind), oneLine(n.Number), oneLine(n.Languages), oneLine(n.Hours)})
	}
	return out
}
