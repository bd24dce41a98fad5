//go:build linux

package main

import (
	"context"
	"time"

	"parley/bench/emulator"
)

// lossShare is how many packets of a hundred are lost, and lossMessages how many messages a run sends in the first language.
const (
	lossShare    = 20
	lossMessages = 40
	lossOthers   = 10 // in each other language
)

const lossTitle = "FLASH at 20 % loss, " + usually

func lossCases() (all []benchCase) {
	for _, on := range narrows {
		all = append(all, benchCase{name: "loss", on: on, title: lossTitle, most: 5, about: 3 * time.Minute, cap: 3 * patience, run: loss})
	}
	return append(all, simCases()...)
}

// loss sends one FLASH after the other; all of all runs count together.
func loss(ctx context.Context, t *trial) error {
	s, err := newStage(ctx, t, usualRate)
	if err != nil {
		return err
	}
	defer s.clear()
	s.link.Set(usual)
	if err := s.warm(ctx); err != nil {
		return err
	}
	s.link.Set(emulator.Condition{Rate: usualRate, Delay: usualDelay, Loss: lossShare / 100.})
	for _, lang := range languages {
		if err := s.many(ctx, lang); err != nil {
			return err
		}
	}
	return nil
}

// many sends messages of a language, with a second between them.
func (s *stage) many(ctx context.Context, lang string) error {
	before, _ := s.link.Carried()
	n := lossOthers
	if lang == languages[0] {
		n = lossMessages
	}
	for range n {
		text := s.text(lang)
		took, err := s.brief(ctx, s.table.Parties[1], text)
		if err != nil {
			return err
		}
		least := limit(text, usualRate, usualDelay)
		s.put(value{what: delivered, lang: lang, x: took.delivered.Seconds(), unit: "s", limit: least})
		s.put(value{what: delivered + " at worst", lang: lang, x: took.delivered.Seconds(), unit: "s", limit: least, aim: english(lang, 3*least), worst: true})
		s.put(value{what: recorded, lang: lang, x: took.recorded.Seconds(), unit: "s", limit: least + usualDelay.Seconds()})
		if err := sleep(ctx, time.Second); err != nil {
			return err
		}
	}
	after, _ := s.link.Carried()
	s.put(value{what: "bytes a message, both ways", lang: lang, x: float64(after-before) / float64(n), unit: "B", limit: float64(len(s.text(lang)))})
	return nil
}
