//go:build linux

package main

import (
	"context"
	"time"
)

const (
	bulkSize  = 256 << 10
	bulkWait  = 10 * time.Second // from the bulk item to the FLASH
	patience  = 6 * time.Minute  // that a message has for its way
	bulkWhole = "bulk item of 256 KiB whole"
)

func bulkCases() (all []benchCase) {
	title := "FLASH 10 s after a bulk item of 256 KiB, " + usually
	for _, on := range kinds {
		all = append(all, benchCase{name: "bulk", on: on, title: title, most: 3, about: 5 * time.Minute, cap: 2 * patience, run: bulk})
	}
	stream := func(on string) bool { return on != "postfix" } // which has a connection for each message
	return append(all, peerCases("bulk", title, 2, 7*time.Minute, peerBulk, stream)...)
}

// bulk sends an attachment, and a FLASH in each language while it is on its way.
func bulk(ctx context.Context, t *trial) error {
	s, err := newStage(ctx, t, usualRate)
	if err != nil {
		return err
	}
	defer s.clear()
	s.link.Set(usual)
	if err := s.warm(ctx); err != nil {
		return err
	}
	start := time.Now()
	item, err := s.attach(ctx, s.table.Parties[1], bulkSize)
	if err != nil {
		return err
	}
	for i, lang := range languages {
		if err := sleep(ctx, time.Until(start.Add(time.Duration(1+2*i)*bulkWait))); err != nil {
			return err
		}
		text := s.text(lang)
		submitted, shown, _, err := s.flash(ctx, s.table.Parties[1], text, func() {})
		if err != nil {
			return err
		}
		s.put(value{what: delivered, lang: lang, x: shown.Sub(submitted).Seconds(), unit: "s", limit: limit(text, usualRate, usualDelay), aim: english(lang, 1.2), size: len(text)})
	}
	if err := item.whole(ctx); err != nil {
		return err
	}
	s.put(value{what: bulkWhole, x: time.Since(start).Seconds(), unit: "s", limit: bulkLimit})
	return nil
}

var bulkLimit = float64(bulkSize*8)/usualRate + usualDelay.Seconds()

// english returns the aim for the first language, and none for others: theirs follow from it.
func english(lang string, aim float64) float64 {
	if lang == languages[0] {
		return aim
	}
	return 0
}
