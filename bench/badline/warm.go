//go:build linux

package main

import (
	"context"
	"time"

	"parley/bench/emulator"
)

func warmCases() (all []benchCase) {
	title := "FLASH on an idle warm line, " + usually
	for _, on := range kinds {
		all = append(all, benchCase{name: "warm", on: on, title: title, most: 5, about: 80 * time.Second, cap: 4 * time.Minute, run: warm})
	}
	return append(all, peerCases("warm", title, 5, 90*time.Second, peerWarm, always)...)
}

// What the rows of a message are called.
const (
	delivered = "delivered"
	recorded  = "recorded, seen by the sender"
	bothWays  = "bytes both ways"
	followed  = "bytes a message, with what followed for 30 s"
)

// afterwards is how long a line is looked at for what follows.
const afterwards = 30 * time.Second

// warm sends a FLASH on a line that carried some already, in each language.
func warm(ctx context.Context, t *trial) error {
	s, err := newStage(ctx, t, usualRate)
	if err != nil {
		return err
	}
	defer s.clear()
	s.link.Set(usual)
	if err := s.warm(ctx); err != nil {
		return err
	}
	before, _ := s.link.Carried()
	for _, lang := range languages {
		text := s.text(lang)
		took, err := s.send(ctx, text)
		if err != nil {
			return err
		}
		s.took(lang, text, took, usual, aims{delivered: warmAim[t.on], bytes: bytesAim[t.on]})
	}
	if err := sleep(ctx, afterwards); err != nil {
		return err
	}
	after, _ := s.link.Carried()
	s.put(value{what: followed, x: float64(after-before) / float64(len(languages)), unit: "B"})
	return nil
}

// The aims for a FLASH on a warm line, in seconds and in bytes.
var (
	warmAim  = map[string]float64{tls: 0.95, udp: 0.75, serial: 0.75}
	bytesAim = map[string]float64{tls: 900, udp: 600, serial: 600}
)

// aims are what a message is to reach; 0: nothing.
type aims struct{ delivered, recorded, bytes float64 }

// took puts the rows of one message on a line of that condition.
func (t *trial) took(lang, text string, x took, c emulator.Condition, a aims) {
	least := limit(text, c.Rate, c.Delay)
	if lang != languages[0] {
		a = aims{}
	}
	t.put(value{what: delivered, lang: lang, x: x.delivered.Seconds(), unit: "s", limit: least, aim: a.delivered, size: len(text)})
	t.put(value{what: recorded, lang: lang, x: x.recorded.Seconds(), unit: "s", limit: least + c.Delay.Seconds(), aim: a.recorded, size: len(text)})
	t.put(value{what: bothWays, lang: lang, x: float64(x.bytes), unit: "B", limit: float64(len(text)), aim: a.bytes, size: len(text)})
}
