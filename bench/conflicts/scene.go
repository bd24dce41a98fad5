package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"syscall"
	"time"

	"parley"
	"parley/bench/table"
	"parley/charter"
	"parley/form"
	"parley/internal/node"
	"parley/wire"
)

// looked is which notices are watched: one in so many, so that watching does not cost more than what is watched.
const looked = 5

// step is four hours, in milliseconds: the charter's margin of a day makes some nine others of each notice's near ones.
const step = 4 * 3600 * 1000

// A scene is the parties, and what was seen.
type scene struct {
	t    *table.Table
	c    *charter.Charter
	rate int
	base parley.Millis // when the first exercise begins

	mu       sync.Mutex
	err      error
	accepted []time.Duration
	known    []time.Duration
}

func newScene(t *table.Table, rate int) (*scene, error) {
	c, err := charter.Parse(t.Adoption.Text)
	return &scene{t: t, c: c, rate: rate, base: parley.MillisOf(time.Now()) + 360*step}, err
}

func (s *scene) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
}

func (s *scene) failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// announce releases notices at the rate, the parties in turn, and returns when what is watched is known.
func (s *scene) announce(ctx context.Context, many int) {
	var all sync.WaitGroup
	begin := time.Now()
	for i := range many {
		<-time.After(time.Until(begin.Add(time.Duration(i) * time.Second / time.Duration(s.rate))))
		if s.failed() != nil {
			break
		}
		all.Go(func() {
			if err := s.one(ctx, i); err != nil {
				s.fail(err)
			}
		})
	}
	all.Wait()
}

// one releases a notice and, of some, waits until its author and another party know a conflict of the two.
func (s *scene) one(ctx context.Context, i int) error {
	from := s.t.Parties[i%4]
	envelope, err := s.notice(from, i)
	if err != nil {
		return err
	}
	begin := time.Now()
	id, err := from.Submit(ctx, envelope)
	if err != nil {
		return err
	}
	accepted := time.Since(begin)
	s.mu.Lock()
	s.accepted = append(s.accepted, accepted)
	s.mu.Unlock()
	if i%looked != looked-1 || i < 16 {
		return nil
	}
	other := s.t.Parties[(i+3)%4] // it announced the one before
	for _, at := range []*table.Party{other, from} {
		if err := s.knows(ctx, at, id, from.ID, other.ID); err != nil {
			return err
		}
	}
	took := time.Since(begin)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = append(s.known, took)
	return nil
}

// knows waits until a node shows a conflict of a notice with one of a party.
func (s *scene) knows(ctx context.Context, at *table.Party, id string, from, other parley.PartyID) error {
	for {
		v, err := at.Node.Conflicts(ctx, node.ConflictQuery{Notice: id, Party: string(other), Limit: 1})
		if err != nil || len(v.Conflicts) > 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s knows no conflict of %s with %s: %w", at.ID, id, other, ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// notice is an exercise of two hours that begins four hours after the one before, somewhere in one area.
func (s *scene) notice(from *table.Party, i int) ([]byte, error) {
	r := rand.New(rand.NewPCG(uint64(i), 5))
	start := s.base + parley.Millis(i)*step
	f := form.Of(s.c, "activity")
	b := form.Body{Fields: form.Fields{}}
	for name, value := range map[string]form.Value{"designation": form.Text(fmt.Sprintf("DRILL %d", i)), "purpose": form.Text("Training"), "states": form.Text(string(from.ID)),
		"command": form.Choice("brigade"), "warning": form.Choice("planned"), "start": form.Time(start), "end": form.Time(start + step/2),
		"area":  form.Place{Kind: form.PlaceCircle, Points: []charter.Point{{Lat: 5_500_000 + r.IntN(10_000), Lon: 2_100_000 + r.IntN(10_000)}}, Metres: 20_000},
		"floor": form.Number(0), "ceiling": form.Number(1000 + int64(r.IntN(2000))), "organised": form.Choice("smaller"),
		"troops": form.Number(300), "tanks": form.Number(0), "acv": form.Number(0), "artillery": form.Number(0), "landing": form.Number(0)} {
		b.Fields[name] = value
	}
	var to []parley.PartyID
	for _, p := range s.t.Parties {
		if p != from {
			to = append(to, p.ID)
		}
	}
	refers := wire.Refers{}
	b.Reference = f.NewReference(nil, from.ID, parley.MillisOf(time.Now()), refers)
	b.Reference.Number = i/4 + 1
	body, err := f.Encode(b)
	if err != nil {
		return nil, err
	}
	return s.t.SealWith(from, parley.Routine, "", func(p *wire.Payload) { p.Form, p.Body = "activity", body }, to...)
}

// even waits until all parties show the same conflicts, and counts them.
func (s *scene) even(ctx context.Context) error {
	begin := time.Now()
	for {
		var sets []string
		n := 0
		for _, p := range s.t.Parties {
			set, count, err := s.set(ctx, p)
			if err != nil {
				return err
			}
			sets, n = append(sets, set), count
		}
		if sets[0] == sets[1] && sets[1] == sets[2] && sets[2] == sets[3] {
			fmt.Printf("all four show the same %d conflicts, %.1f s after the last\n", n, time.Since(begin).Seconds())
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the parties show different conflicts: %w", ctx.Err())
		case <-time.After(time.Second):
		}
	}
}

// set is all that a party shows, twenty days at a time, without what differs by whose node it is.
func (s *scene) set(ctx context.Context, at *table.Party) (string, int, error) {
	const days = 20 * 24 * 3600 * 1000
	var out []byte
	n := 0
	for from := s.base; from < s.base+parley.Millis(len(s.accepted))*step+days; from += days {
		v, err := at.Node.Conflicts(ctx, node.ConflictQuery{From: from, Until: from + days - 1})
		if err != nil || v.More || len(v.Left) > 0 {
			return "", 0, fmt.Errorf("%s does not show all: %d left out, more %v: %v", at.ID, len(v.Left), v.More, err)
		}
		for _, c := range v.Conflicts {
			begin, err := parley.ParseMillis(*c.From)
			if err != nil || begin < from {
				continue // shown before
			}
			b, err := json.Marshal([]any{c.One.Notice, c.Other.Notice, c.Metres, c.Height, c.Apart, c.From, c.Until, c.Sight, c.Later, c.Had})
			if err != nil {
				return "", 0, err
			}
			out, n = append(out, b...), n+1
		}
	}
	return string(out), n, nil
}

// processor is what this process has used of it.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
