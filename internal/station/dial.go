package station

import (
	"context"
	"crypto/ed25519"
	"time"

	"parley"
	"parley/internal/bearer"
	"parley/narrow"
)

// How long an answer is waited for before a beginning goes again: at first as long as a line of 2,400 bit/s with a round trip
// of a second may take.
const (
	firstPatience = 3 * time.Second
	lastPatience  = 15 * time.Second
)

// A dial is a beginning that waits for its answer.
type dial struct {
	station *Station
	session *session
	begun   *narrow.Begun // the last that went: the answer to an earlier one comes too late
	done    chan error    // holds one element
}

// Dial makes a session with the node at address, which must hold the private half of peer. A beginning that is not answered
// goes again, until ctx ends: then the error is CodeNoPath. It is CodeBadKey where there is no secret of the line.
func (s *Station) Dial(ctx context.Context, address string, peer ed25519.PublicKey) (bearer.Session, error) {
	held, err := s.ring.Newest(peer)
	if err != nil {
		return nil, err
	}
	end, err := s.endOf(held)
	if err != nil {
		return nil, err
	}
	x, err := s.open(peer, address, true)
	if err != nil {
		return nil, err
	}
	d := &dial{station: s, session: x, done: make(chan error, 1)}
	s.mu.Lock()
	s.dials[x.own] = d
	s.mu.Unlock()
	if err := d.run(ctx, held, end); err != nil {
		s.forget(x.own)
		return nil, err
	}
	return x, nil
}

func (d *dial) run(ctx context.Context, held Held, end narrow.End) error {
	for patience := firstPatience; ; patience = min(2*patience, lastPatience) {
		if err := d.begin(held, end); err != nil {
			return err
		}
		timer := time.NewTimer(patience)
		select {
		case <-timer.C:
			continue
		case err := <-d.done:
			timer.Stop()
			return err
		case <-ctx.Done():
			timer.Stop()
			return parley.Wrap(ctx.Err(), parley.CodeNoPath, "nothing answers at %s", d.session.address)
		case <-d.station.ctx.Done():
			timer.Stop()
			return parley.Errorf(parley.CodeNoPath, "the medium %s is closed", d.station.medium.Addr())
		}
	}
}

func (d *dial) begin(held Held, end narrow.End) error {
	counter, err := d.station.ring.Counter(held)
	if err != nil {
		return err
	}
	begun, packet, err := narrow.Begin(end, counter, d.session.own, nil, d.station.random)
	if err != nil {
		return err
	}
	d.station.mu.Lock()
	d.begun = begun
	d.station.mu.Unlock()
	if err := d.station.medium.Send(packet, d.session.address); err != nil {
		return parley.Wrap(err, parley.CodeNoPath, "there is no path to %s", d.session.address)
	}
	return nil
}

// answer takes a packet that may be the answer. Whatever else it is, it has no effect.
func (d *dial) answer(packet []byte, from string) {
	s := d.station
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dials[d.session.own] != d {
		return
	}
	association, frames, err := d.begun.Finish(packet)
	if err != nil {
		return
	}
	delete(s.dials, d.session.own)
	d.session.begin(association)
	d.session.from(from)
	d.session.put(frames)
	d.done <- nil
}
