package station

import (
	"context"
	"crypto/ed25519"
	"slices"
	"time"

	"parley"
	"parley/internal/bearer"
	"parley/narrow"
)

const (
	// patience is how long a secret is tried: as long as a line of 2,400 bit/s with a round trip of a second may take.
	patience = 3 * time.Second
	// unanswered is how long a session waits for the first answer.
	unanswered = 45 * time.Second
	// maxBegun is how many beginnings of one dial may still be answered.
	maxBegun = 4
)

// A dial is what a session does until its first answer.
type dial struct {
	order []Held // the secrets, as they are tried
	tried int
	since time.Time // when the one in use was first tried
	begun []begun   // newest first
	timer *time.Timer
}

type begun struct {
	*narrow.Begun
	held Held
}

// Dial returns a session with the node at address, which must hold the private half of peer. Nothing goes before the first Send:
// its frames go inside the packet that begins the association, as many as fit, and what does not fit follows the answer.
// Whoever sends again before the answer begins again; when 3 s have passed, by the next secret of the line [NAR-13]. A session
// that nobody answers within 45 s ends. An error is CodeBadKey where there is no secret of the line.
func (s *Station) Dial(_ context.Context, address string, peer ed25519.PublicKey) (bearer.Session, error) {
	order, err := s.ring.Order(peer)
	if err != nil {
		return nil, err
	}
	if len(order) == 0 {
		return nil, parley.Errorf(parley.CodeBadKey, "there is no secret of this line yet: meet over TLS once, or give each other one by parley line secret")
	}
	x, err := s.open(peer, address, true)
	if err != nil {
		return nil, err
	}
	x.dial = &dial{order: order, timer: time.AfterFunc(unanswered, x.unanswered)}
	return x, nil
}

// unanswered ends a session to which nobody answered.
func (x *session) unanswered() {
	x.mu.Lock()
	none := x.current == nil
	x.mu.Unlock()
	if none {
		x.end()
	}
}

// beginWith sends a beginning with the frames that fit; the rest follows the answer.
func (x *session) beginWith(frames []narrow.Frame) error {
	held, fit := x.nextSecret(frames)
	end, err := x.station.endOf(held)
	if err != nil {
		return err
	}
	counter, err := x.station.ring.Counter(held)
	if err != nil {
		return err
	}
	b, packet, err := narrow.Begin(end, counter, x.own, fit, x.station.random)
	if err != nil {
		return err
	}
	x.mu.Lock()
	if x.current != nil { // the answer to the one before came meanwhile
		x.waiting = append(slices.Clone(fit), x.waiting...)
		x.mu.Unlock()
		return x.flush()
	}
	x.dial.begun = append([]begun{{b, held}}, x.dial.begun[:min(len(x.dial.begun), maxBegun-1)]...)
	to := x.address
	x.mu.Unlock()
	return x.station.medium.Send(packet, to)
}

// nextSecret returns the secret for the next beginning, and those of the frames that fit into it.
func (x *session) nextSecret(frames []narrow.Frame) (Held, []narrow.Frame) {
	x.mu.Lock()
	defer x.mu.Unlock()
	d, now := x.dial, time.Now()
	switch {
	case d.since.IsZero():
		d.since = now
	case now.Sub(d.since) >= patience:
		d.tried, d.since = d.tried+1, now
		x.waiting = nil // whoever sent it sends it again
	}
	n := fitting(frames, x.station.medium.Most()-narrow.BeginningOverhead, 0)
	x.wait(frames[n:])
	return d.order[d.tried%len(d.order)], frames[:n]
}

// fitting returns how many frames take at most room bytes, where the first is expected to have the number expected.
func fitting(frames []narrow.Frame, room int, expected uint64) int {
	for i, f := range frames {
		if room -= narrow.Cost(f, expected); room < 0 {
			return i
		}
		expected = f.Number + 1
	}
	return len(frames)
}

// answered takes a packet that may be the answer to a beginning. Whatever else it is, it has no effect.
func (x *session) answered(packet []byte, from string) {
	held, frames, ok := x.finish(packet, from)
	if !ok {
		return
	}
	x.station.ring.Proved(held)
	x.put(frames)
	if err := x.flush(); err != nil {
		x.station.log.Debug("what waited for an answer did not go", "address", from, "error", err)
	}
}

func (x *session) finish(packet []byte, from string) (Held, []narrow.Frame, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.over || x.dial == nil || x.heard {
		return Held{}, nil, false
	}
	for i, b := range x.dial.begun {
		a, frames, err := b.Finish(packet)
		if err != nil {
			continue
		}
		x.dial.begun = slices.Delete(x.dial.begun, i, i+1)
		x.dial.timer.Stop()
		x.use(a)
		x.address = from
		return b.held, frames, true
	}
	return Held{}, nil, false
}
