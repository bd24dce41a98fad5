package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"parley"
)

// aim is how long a party may be without its lines.
const aim = 5 * time.Second

// A report is how long each outage lasted, for a FLASH of either side.
type report struct {
	what         string
	north, south []time.Duration
}

func (r report) print(f flow, rate int) {
	fmt.Printf("\n%d times %s, under %.0f and %.0f messages/s each way (asked for: %d)\n", len(r.south), r.what, float64(f.north)/f.took.Seconds(), float64(f.south)/f.took.Seconds(), rate)
	for _, x := range []struct {
		whose string
		took  []time.Duration
	}{{"a FLASH of the other side, sent at that moment, is recorded", r.south}, {"a FLASH of this side, at a node that is left, is recorded", r.north}} {
		slices.Sort(x.took)
		late := 0
		for _, d := range x.took {
			if d > aim {
				late++
			}
		}
		fmt.Printf("  %-58s median %v, worst %v; %d later than %v\n", x.whose, x.took[len(x.took)/2].Round(10*time.Millisecond), x.took[len(x.took)-1].Round(10*time.Millisecond), late, aim)
	}
}

// outages causes them, one after the other.
func (w *world) outages(kills, promotions int, seed uint64) (r report, err error) {
	rnd := rand.New(rand.NewPCG(seed, 71))
	n, cause := kills, w.killLeader
	r.what = "the node that leads was killed"
	if promotions > 0 {
		n, cause = promotions, w.replacePrimary
		r.what = "the primary was killed and the standby promoted"
	}
	for i := range n {
		<-time.After(time.Second + time.Duration(rnd.IntN(1000))*time.Millisecond)
		if err := w.outage(cause, &r); err != nil {
			return r, fmt.Errorf("outage %d: %w", i+1, err)
		}
	}
	return r, nil
}

// outage causes one, measures it, and mends what was broken.
func (w *world) outage(cause func() (mend func() error, err error), r *report) error {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	begun := time.Now()
	mend, err := cause()
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	var took [2]time.Duration
	var failed [2]error
	for i, s := range []*side{w.north, w.south} {
		all.Go(func() { took[i], failed[i] = s.flash(ctx, begun, parley.Flash) })
	}
	all.Wait()
	for _, err := range failed {
		if err != nil {
			w.explain()
			return err
		}
	}
	r.north, r.south = append(r.north, took[0]), append(r.south, took[1])
	return mend()
}

// explain has each node write to its log what it is doing, which ends it.
func (w *world) explain() {
	for _, s := range []*side{w.north, w.south} {
		for _, p := range s.nodes {
			if p.node != nil {
				p.node.Process.Signal(syscall.SIGQUIT)
				p.node.Wait()
			}
		}
	}
}

// killLeader kills the node that leads.
func (w *world) killLeader() (func() error, error) {
	for _, p := range w.north.nodes {
		if p.role() == "leader" {
			p.kill()
			return func() error {
				said, err := p.begin()
				if err == nil && !strings.Contains(said, " follows ") {
					err = fmt.Errorf("a node that was killed came back and said %q", said)
				}
				return err
			}, nil
		}
	}
	return nil, fmt.Errorf("no node of north leads")
}

// replacePrimary kills the primary and promotes its standby; what was the primary becomes the standby.
func (w *world) replacePrimary() (func() error, error) {
	if err := w.primary.Stop("immediate"); err != nil {
		return nil, err
	}
	if err := w.standby.Promote(); err != nil {
		return nil, err
	}
	w.primary, w.standby = w.standby, w.primary
	return func() error {
		if err := w.standby.Follow(w.primary); err != nil {
			return err
		}
		return w.primary.Require("*", 1)
	}, w.primary.Require("", 0)
}
