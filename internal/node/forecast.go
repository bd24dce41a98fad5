package node

import (
	"context"
	"math"
	"time"

	"parley"
	"parley/link"
)

// forecastAsked is an event of a line's mailbox: somebody wants to know what waits, and how long it will take.
type forecastAsked struct {
	expects float64
	answer  chan<- link.Forecast // takes one
}

const (
	maxExpected  = 20              // items of a line that are told one by one
	forecastWait = 2 * time.Second // for a line that is busy with something else
)

// forecast asks the line what waits; nil if it does not answer in time.
func (p *peer) forecast(ctx context.Context, expects float64) *link.Forecast {
	answer := make(chan link.Forecast, 1)
	p.box.put(forecastAsked{expects, answer})
	timer := time.NewTimer(forecastWait)
	defer timer.Stop()
	select {
	case f := <-answer:
		return &f
	case <-timer.C:
	case <-ctx.Done():
	}
	return nil
}

// waiting tells what waits for a peer, and when it is expected there.
func (n *Node) waiting(ctx context.Context, p *peer) *WaitingView {
	b, rate, measured := p.carrier(n.cfg.Now())
	f := p.forecast(ctx, rate)
	if f == nil {
		return nil
	}
	v := &WaitingView{Bearer: f.Bearer, Measured: f.Measured || f.Bearer == "" && measured, RateBits: bits(f.Rate), Precedences: []QueuedView{}, Items: []ExpectedView{}}
	now := n.cfg.Now()
	open, _ := b.open(now)
	e := expecter{now, b, f.Rate > 0, f.Bearer != "" || !open || b.Demand}
	for i := parley.Flash; i.Valid(); i-- {
		if q := f.Queued[i]; q.Messages+q.Attachments > 0 {
			x := QueuedView{Precedence: i.String(), Messages: q.Messages, Attachments: q.Attachments, Bytes: q.Bytes}
			x.Seconds, x.At = e.at(q.Takes)
			v.Precedences = append(v.Precedences, x)
		}
	}
	for _, it := range f.Items[:min(len(f.Items), maxExpected)] {
		x := ExpectedView{ID: it.ID.String(), Attachment: it.Blob, Precedence: it.Precedence.String(), Bytes: it.Size, Left: it.Left, Late: it.Late}
		x.Seconds, x.At = e.at(it.Takes)
		v.Items = append(v.Items, x)
	}
	v.More = len(f.Items) - len(v.Items)
	return v
}

// carrier returns the bearer that carries, or would carry, what goes once, and what is known of its rate in bytes per second: the
// cheapest that has a session, else the cheapest that is within its hours, else the one whose hours begin first.
func (p *peer) carrier(now time.Time) (b *Bearer, rate float64, measured bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var best *way
	least := math.Inf(1)
	for _, w := range p.ways {
		rank := 0.0
		if open, until := w.bearer.open(now); w.session == nil && !open {
			rank = 1 + until.Seconds()
		} else if w.session == nil {
			rank = 1
		}
		if rank < least {
			best, least = w, rank
		}
	}
	switch {
	case best == nil:
		return &Bearer{}, 0, false
	case best.rate > 0:
		return best.bearer, best.rate, true
	}
	return best.bearer, float64(best.bearer.Rate) / 8, false
}

// An expecter turns contact into time.
type expecter struct {
	now    time.Time
	bearer *Bearer
	known  bool // the rate
	begins bool // it is known when contact begins
}

// at returns after how much contact something is at the peer, in seconds, and when that is; null where it is not known.
func (e expecter) at(takes time.Duration) (seconds *int64, at *string) {
	if !e.known {
		return nil, nil
	}
	s := int64(math.Ceil(takes.Seconds()))
	if when, ok := e.bearer.after(e.now, takes); ok && e.begins {
		at = timeOrNull(parley.MillisOf(when))
	}
	return &s, at
}

// maxWindows bounds how many changes of the hours of a bearer are looked through.
const maxWindows = 1000

// after returns when the bearer has been open for d from now on; false where that is too far away to say.
func (b *Bearer) after(now time.Time, d time.Duration) (at time.Time, ok bool) {
	if len(b.Hours) == 0 {
		return now.Add(d), true
	}
	for range maxWindows {
		open, until := b.open(now)
		if open && d <= until {
			return now.Add(d), true
		}
		if open {
			d -= until
		}
		now = now.Add(until)
	}
	return at, false
}

// nextHours are the next windows of contact, the one that is open now first; none where it is always.
func (b *Bearer) nextHours(now time.Time, n int) (out []WindowView) {
	if len(b.Hours) == 0 {
		return nil
	}
	for range maxWindows {
		open, until := b.open(now)
		end := now.Add(until)
		switch from, to := parley.MillisOf(now).String(), parley.MillisOf(end).String(); {
		case open && len(out) > 0 && out[len(out)-1].To == from: // goes on: a change within it
			out[len(out)-1].To = to
		case open && len(out) == n:
			return out
		case open:
			out = append(out, WindowView{from, to})
		}
		now = end
	}
	return out
}

// bits turns bytes per second into bit/s; null where nothing is known.
func bits(rate float64) *int64 {
	if rate <= 0 {
		return nil
	}
	n := int64(math.Round(8 * rate))
	return &n
}
