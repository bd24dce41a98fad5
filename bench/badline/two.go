//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"parley"
	"parley/internal/node"
)

// Two bearers of one line: the cheaper one first.
const (
	twoTLS = "tls+serial"
	twoUDP = "udp+serial"
)

func twoCases() (all []benchCase) {
	for _, on := range []string{twoTLS, twoUDP} {
		all = append(all, benchCase{name: "two", on: on, title: "Two bearers, the one in use cut without notice, " + usually + " each", most: 5, about: 90 * time.Second, cap: patience, run: two})
	}
	return all
}

// two cuts the cheaper bearer right after a ROUTINE was submitted, and sends a FLASH after it.
func two(ctx context.Context, t *trial) error {
	s, err := seat(ctx, t, setting{parties: 2, rate: usualRate, bearers: strings.Split(t.on, "+")})
	if err != nil {
		return err
	}
	defer s.clear()
	s.path.Set(usual)
	s.cable.Set(usual)
	if err := s.warm(ctx); err != nil {
		return err
	}
	var ids []string
	for _, lang := range languages {
		s.path.SetDown(false)
		if err := s.settle(ctx); err != nil {
			return err
		}
		some, err := s.cut(ctx, lang)
		if err != nil {
			return err
		}
		ids = append(ids, some...)
	}
	return s.once(ctx, ids)
}

// cut measures a FLASH and a ROUTINE with both bearers, then a ROUTINE that is in flight when the cheaper one is cut, and a FLASH
// that is submitted right after the cut. It returns the ids of all.
func (s *stage) cut(ctx context.Context, lang string) (ids []string, err error) {
	var mu sync.Mutex
	carry := func(p parley.Precedence, then func()) (float64, error) {
		start, shown, id, err := s.carry(ctx, s.table.Parties[1], p, s.text(lang), then)
		mu.Lock()
		defer mu.Unlock()
		ids = append(ids, id)
		return shown.Sub(start).Seconds(), err
	}
	flash, err := carry(parley.Flash, func() {})
	if err != nil {
		return nil, err
	}
	quiet(ctx, s.path)
	routine, err := carry(parley.Routine, func() {})
	if err != nil {
		return nil, err
	}
	quiet(ctx, s.path)
	quiet(ctx, s.cable)
	var late float64
	var failed error
	var both sync.WaitGroup
	moved, err := carry(parley.Routine, func() {
		s.path.SetDown(true)
		both.Go(func() { late, failed = carry(parley.Flash, func() {}) })
	})
	both.Wait()
	if err := errors.Join(err, failed); err != nil {
		return nil, err
	}
	least := limit(s.text(lang), usualRate, usualDelay)
	s.put(value{what: "FLASH with both, " + delivered, lang: lang, x: flash, unit: "s", limit: least})
	s.put(value{what: "FLASH after the cut, " + delivered, lang: lang, x: late, unit: "s", limit: least})
	s.put(value{what: "FLASH after the cut: more than before", lang: lang, x: late - flash, unit: "s", aim: 0.3})
	s.put(value{what: "ROUTINE in flight at the cut, " + delivered, lang: lang, x: moved, unit: "s", limit: least})
	s.put(value{what: "ROUTINE in flight at the cut: more than before", lang: lang, x: moved - routine, unit: "s", aim: 2 * (least + usualDelay.Seconds())})
	return ids, nil
}

// settle has the cheaper bearer used again: it sends until what is ROUTINE goes over it.
func (s *stage) settle(ctx context.Context) error {
	for {
		before, _ := s.path.Carried()
		if _, _, _, err := s.carry(ctx, s.table.Parties[1], parley.Routine, s.text(languages[0]), func() {}); err != nil {
			return err
		}
		if after, _ := s.path.Carried(); after-before > 200 {
			quiet(ctx, s.path)
			return ctx.Err()
		}
		if err := sleep(ctx, 5*time.Second); err != nil {
			return fmt.Errorf("the cheaper bearer is not used again: %w", err)
		}
	}
}

// once counts how often each message stands at the other side.
func (s *stage) once(ctx context.Context, ids []string) error {
	if err := sleep(ctx, silence); err != nil {
		return err
	}
	list, err := s.table.Parties[1].Node.Inbox(ctx, node.Query{})
	if err != nil {
		return err
	}
	byID, byText := map[string]int{}, map[string]int{}
	for _, m := range list {
		byID[m.ID]++
		byText[*m.Text]++
	}
	wrong := len(list) - len(byText)
	for _, id := range ids {
		if byID[id] != 1 {
			wrong++
		}
	}
	s.put(value{what: fmt.Sprintf("messages lost or double, of %d", len(ids)), x: float64(wrong), unit: "messages"})
	if wrong > 0 {
		return fmt.Errorf("%d of %d messages came not at all, or twice", wrong, len(ids))
	}
	return nil
}
