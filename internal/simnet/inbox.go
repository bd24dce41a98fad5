package simnet

import (
	"slices"
	"time"
)

// arrival is a frame, or the end of the session, that is under way or has arrived.
type arrival struct {
	at    time.Time
	frame []byte
	end   bool
}

// inbox holds arrivals by time; those of the same time stay in the order of sending.
type inbox []arrival

func (b inbox) first() *arrival {
	if len(b) == 0 {
		return nil
	}
	return &b[0]
}

func (b *inbox) pop() arrival {
	a := (*b)[0]
	(*b)[0] = arrival{} // let the frame go
	*b = (*b)[1:]
	return a
}

// push looks for the place from the end, where it nearly always is.
func (b *inbox) push(a arrival) {
	i := len(*b)
	for i > 0 && (*b)[i-1].at.After(a.at) {
		i--
	}
	*b = slices.Insert(*b, i, a)
}

// split returns what has arrived at now, and what has not.
func (b inbox) split(now time.Time) (arrived, under inbox) {
	for i := range b {
		if b[i].at.After(now) {
			return slices.Clone(b[:i]), slices.Clone(b[i:])
		}
	}
	return b, nil
}
