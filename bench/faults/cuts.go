package main

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"parley"
	"parley/bench/serving"
	"parley/bench/table"
	"parley/internal/faultdisk"
	"parley/internal/node"
)

// accesses is the largest number of accesses to the disk before the power fails.
const accesses = 400

const powerCuts = "power cuts before a random access to the disk, any part of what was not forced being lost"

// cutPower cuts the power of either of two nodes in this process, for a while at most, and looks at what is left.
func cutPower(parent string, cuts int, most time.Duration, seed uint64, lie bool, met *tally) error {
	faultdisk.Use()
	dir := filepath.Join(parent, "cuts")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	var houses []*house
	t, err := table.LayWith(dir, 2, func(p *table.Party) {
		h := &house{outbox: serving.NewOutbox(), lies: lie}
		h.outbox.Deaf = h.off.Load
		h.wire(p)
		houses = append(houses, h)
	})
	if err != nil {
		return err
	}
	defer t.Clear()
	for _, h := range houses {
		h.power()
	}
	start, rnd := time.Now(), mathrand.New(mathrand.NewPCG(seed, 11))
	stop := keepSending(t, houses)
	for i := 0; i < cuts && time.Since(start) < most; i++ {
		h := houses[rnd.IntN(2)]
		h.failAfter(1+rnd.IntN(accesses), rnd.Uint64())
		if err := awaitCut(h); err != nil {
			return err
		}
		if err := h.comeBack(filepath.Join(dir, fmt.Sprintf("%s-%d", h.party.ID, i))); err != nil {
			return fmt.Errorf("after power cut %d: %w", i, err)
		}
		met.add(powerCuts, 1)
	}
	met.since(powerCuts, start)
	stop()
	return accountHouses(houses, met)
}

func awaitCut(h *house) error {
	for begun := time.Now(); !h.disk.Cut(); <-time.After(time.Millisecond) {
		if time.Since(begun) > time.Minute {
			return fmt.Errorf("%s does not write to its disk any more", h.party.ID)
		}
	}
	return nil
}

// keepSending has officers of both houses send until the function that it returns is called.
func keepSending(t *table.Table, houses []*house) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for i, h := range houses {
		for range 3 {
			all.Go(func() {
				for n := 0; ctx.Err() == nil; n++ {
					h.sendOne(ctx, t, houses[1-i], n)
					<-time.After(2 * time.Millisecond)
				}
			})
		}
	}
	return func() { cancel(); all.Wait() }
}

func (h *house) sendOne(ctx context.Context, t *table.Table, to *house, n int) {
	at := h.at()
	if at == nil || h.off.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if e := h.outbox.Again(); e != nil {
		h.outbox.Submit(ctx, at, e)
		return
	}
	l := serving.Letter{From: h.party.ID, To: to.party.ID, Charter: t.Charter, Precedence: parley.Precedence(n % 4),
		Text: fmt.Sprintf("Report %d of %s. Nothing further.", n, h.party.ID), Key: h.party.Operator}
	if n%20 == 19 {
		l.Blob = make([]byte, 100<<10)
		rand.Read(l.Blob)
	}
	h.outbox.Hand(ctx, at, l) // what fails is handed over again
}

// accountHouses hands over again what was not answered for, waits until all is recorded, and counts.
func accountHouses(houses []*house, met *tally) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	total := 0
	for i, h := range houses {
		if err := h.outbox.HandAgain(ctx, h.at()); err != nil {
			return err
		}
		if err := h.arrive(ctx, houses[1-i]); err != nil {
			return err
		}
		total += len(h.outbox.IDs())
	}
	for _, h := range houses {
		v, err := h.at().VerifyRecord(ctx)
		if err != nil || !v.OK {
			return fmt.Errorf("the records at %s do not verify: %v %+v", h.party.ID, err, v)
		}
	}
	met.most("messages answered for", total)
	return nil
}

// arrive waits until the other house holds all, and compares.
func (h *house) arrive(ctx context.Context, to *house) error {
	for {
		in, err := to.at().Inbox(ctx, node.Query{})
		if err != nil {
			return err
		}
		err = serving.Compare(h.outbox.IDs(), in, string(h.party.ID), string(to.party.ID))
		if err == nil {
			return h.recorded(ctx, to)
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// recorded waits until every receipt is back.
func (h *house) recorded(ctx context.Context, to *house) error {
	for id := range h.outbox.IDs() {
		if err := h.at().Wait(ctx, id, "recorded"); err != nil {
			return fmt.Errorf("message %s to %s: %w", id, to.party.ID, err)
		}
	}
	return nil
}
