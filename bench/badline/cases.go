//go:build linux

package main

import (
	"context"
	"slices"
	"time"

	"parley/bench/emulator"
	"parley/bench/peers"
)

// A benchCase is one way of measuring one program: it gives some rows of the table.
type benchCase struct {
	name  string // as -only has it
	on    string // as -on has it
	title string
	most  int           // runs, where fewer than asked for do
	about time.Duration // that a run takes: the longest go first
	cap   time.Duration // after which a run has failed
	run   func(ctx context.Context, t *trial) error
	alone bool // it measures the process, so nothing runs beside it
}

// The usual line of the tables: 9,600 bit/s, 300 ms one way.
const (
	usualRate  = 9600
	usualDelay = 300 * time.Millisecond
)

const usually = "9,600 bit/s, 300 ms"

var usual = emulator.Condition{Rate: usualRate, Delay: usualDelay}

// languages are those in which each row is measured; the first is the one that aims are for.
var languages = []string{"en", "ru", "uk"}

// allCases returns every case in the order of the table.
func allCases() []benchCase {
	return slices.Concat(warmCases(), coldCases(), bulkCases(), useCases(), lossCases(), slowCases(), flapCases(), leavesCases(), uplinkCases(), twoCases(), strangerCases())
}

// choose leaves the cases that were asked for.
func (o order) choose(all []benchCase) []benchCase {
	return slices.DeleteFunc(all, func(c benchCase) bool {
		return len(o.only) > 0 && !slices.Contains(o.only, c.name) || len(o.on) > 0 && !slices.Contains(o.on, c.on) || c.peer() && !o.peers
	})
}

// peer reports whether a case measures another program.
func (c benchCase) peer() bool { return slices.Contains(peers.Names, c.on) }

// who returns how the table names what is measured.
func who(on string) string {
	return map[string]string{tls: "Parley, TLS", udp: "Parley, narrow, UDP", serial: "Parley, narrow, serial",
		twoTLS: "Parley, TLS and serial", twoUDP: "Parley, UDP and serial", simulator: "Parley, simulator",
		"prosody": "XMPP, Prosody", "postfix": "SMTP, Postfix", "nncp": "NNCP", "mosquitto": "MQTT, mosquitto"}[on]
}

// The bearers of Parley.
const (
	tls    = "tls"
	udp    = "udp"
	serial = "serial"
)

var (
	kinds   = append([]string{tls}, narrows...)
	narrows = []string{udp, serial}
)

// limit is the physical limit of a text one way, in seconds.
func limit(text string, rate int, delay time.Duration) float64 {
	return float64(len(text)*8)/float64(rate) + delay.Seconds()
}

// sleep waits, or returns the error of ctx.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
