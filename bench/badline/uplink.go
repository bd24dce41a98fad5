//go:build linux

package main

import (
	"context"
	"time"
)

func uplinkCases() (all []benchCase) {
	for _, on := range []string{tls, udp} {
		all = append(all, benchCase{name: "uplink", on: on, title: "Bulk to one party, FLASH to another over one uplink, " + usually, most: 5, about: 2 * time.Minute, cap: patience, run: uplink})
	}
	return all
}

// uplink sends a FLASH to the third party alone, and again while a bulk item goes to the second.
func uplink(ctx context.Context, t *trial) error {
	s, err := seat(ctx, t, setting{parties: 3, rate: usualRate, uplink: "mast", bearers: []string{t.on}})
	if err != nil {
		return err
	}
	defer s.clear()
	bulkTo, flashTo := s.table.Parties[1], s.table.Parties[2]
	s.link.Set(usual)
	for _, p := range s.table.Parties[1:] {
		if err := s.warmTo(ctx, p); err != nil {
			return err
		}
	}
	alone := map[string]took{}
	for _, lang := range languages {
		if alone[lang], err = s.sendTo(ctx, flashTo, s.text(lang)); err != nil {
			return err
		}
	}
	if _, err := s.attach(ctx, bulkTo, bulkSize); err != nil {
		return err
	}
	for _, lang := range languages {
		if err := sleep(ctx, bulkWait); err != nil {
			return err
		}
		text := s.text(lang)
		took, err := s.brief(ctx, flashTo, text)
		if err != nil {
			return err
		}
		s.put(value{what: delivered, lang: lang, x: took.delivered.Seconds(), unit: "s", limit: limit(text, usualRate, usualDelay)})
		s.put(value{what: delivered + ": more than on a line of its own", lang: lang, x: (took.delivered - alone[lang].delivered).Seconds(), unit: "s", aim: 0.5})
	}
	return nil
}
