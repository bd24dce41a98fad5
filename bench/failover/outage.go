package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
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
		n, cause = promotions, w.servers.Replace
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
	fmt.Printf("%s outage %d: the other side's FLASH is recorded after %v, this side's after %v\n", begun.UTC().Format("15:04:05.000"), len(r.north), took[1].Round(10*time.Millisecond), took[0].Round(10*time.Millisecond))
	return mend()
}

// explain has each node write to its log what it is doing, which ends it.
func (w *world) explain() {
	for _, s := range []*side{w.north, w.south} {
		for _, p := range s.Nodes {
			p.Explain()
		}
	}
}

// killLeader kills the node that leads.
func (w *world) killLeader() (func() error, error) {
	p := w.north.Leader()
	if p == nil {
		return nil, fmt.Errorf("no node of north leads")
	}
	p.Kill()
	return func() error {
		said, err := p.Begin()
		if err == nil && !strings.Contains(said, " follows ") {
			err = fmt.Errorf("a node that was killed came back and said %q", said)
		}
		return err
	}, nil
}
