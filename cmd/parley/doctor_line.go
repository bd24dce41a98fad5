package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"net"
	"slices"
	"sync"
	"time"

	"parley"
	"parley/internal/bearer"
	"parley/internal/keystore"
	"parley/internal/node"
	"parley/link"
)

// doctorDial is how long the doctor waits for an address to answer.
const doctorDial = 8 * time.Second

// knockAt opens a connection to an address that must hold key, with a key of nobody, and closes it.
func knockAt(ctx context.Context, address string, key ed25519.PublicKey) error {
	ctx, cancel := context.WithTimeout(ctx, doctorDial)
	defer cancel()
	nobody, err := keystore.Generate(rand.Reader)
	if err != nil {
		return err
	}
	s, err := bearer.DialTLS(ctx, address, nobody, key)
	if err == nil {
		s.Close()
	}
	return err
}

// ports looks at the places where the node listens: they answer, or they are free.
func (d *doctor) ports(ctx context.Context, running bool) {
	address := d.config.Listen
	if !running {
		l, err := net.Listen("tcp", address)
		if err != nil {
			d.find(stateBad, "ports", "end the other process, or name another address in config.yaml", "%s", parley.SentenceOf(cannotListen(address, err)))
			return
		}
		l.Close()
		d.find(stateWarn, "ports", "start it: parley serve --dir "+node.ShellWord(d.dir), "no node serves the directory; %s is free", address)
		return
	}
	_, sheet, err := ownSheet(d.dir)
	if err == nil {
		err = knockAt(ctx, reachableHere(address), sheet.Link)
	}
	if err != nil {
		d.find(stateBad, "ports", "see the log of parley serve, and restart it", "the node runs, and at %s it is not reached: %s", address, parley.SentenceOf(err))
		return
	}
	d.ok("ports", "the node answers at %s with the key of its sheet", address)
}

// reachableHere is where this machine reaches a listener.
func reachableHere(address string) string {
	host, port, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host != "" && (ip == nil || !ip.IsUnspecified()) {
		return address
	}
	return net.JoinHostPort("127.0.0.1", port)
}

// Differences between two clocks.
const (
	someOffset = 10 * time.Second
	farOffset  = 10 * time.Minute
)

// offset holds the clock against that of a peer.
func (d *doctor) offset(l node.LineView) {
	if l.ClockOffsetMs == nil {
		return
	}
	by := time.Duration(*l.ClockOffsetMs) * time.Millisecond
	const do = "see which of the two is wrong, and set it; keep both by NTP or a radio clock"
	switch {
	case by.Abs() > farOffset:
		d.find(stateBad, "clock", do, "the clock of %s and ours are %v apart", l.Party, by.Abs().Round(time.Second))
	case by.Abs() > someOffset:
		d.find(stateWarn, "clock", do, "the clock of %s and ours are %v apart", l.Party, by.Abs().Round(time.Second))
	default:
		d.ok("clock", "the clock of %s and ours are %v apart", l.Party, by.Abs())
	}
}

// A way is one address of a peer.
type way struct {
	party, address string
	link           parley.Hash
}

// peers looks at what is held of each peer and tries each of its addresses.
func (d *doctor) peers(ctx context.Context, v node.CheckupView, lines map[string]node.LineView) {
	for i, p := range v.Peers {
		if p.Leaves != nil && !timeOf(*p.Leaves).After(now()) { // it has left, and may well have switched its node off
			v.Peers[i].Addresses = nil
		}
	}
	begun, tried := map[way]bool{}, map[way]error{}
	var all sync.WaitGroup
	var mu sync.Mutex
	for _, p := range v.Peers {
		key, _ := parley.ParseHash(p.Link)
		for _, a := range p.Addresses {
			to := way{p.Party, a, key}
			if begun[to] {
				continue
			}
			begun[to] = true
			all.Go(func() {
				err := knockAt(ctx, a, key[:])
				mu.Lock()
				defer mu.Unlock()
				tried[to] = err
			})
		}
	}
	all.Wait()
	said := map[way]bool{}
	for _, p := range v.Peers {
		d.peer(p, sessionUp(lines[p.Party]))
		key, _ := parley.ParseHash(p.Link)
		for _, a := range p.Addresses {
			if to := (way{p.Party, a, key}); !said[to] {
				said[to] = true
				d.path(to, tried[to], sessionUp(lines[p.Party]))
			}
		}
	}
}

// path tells what became of one address.
func (d *doctor) path(to way, err error, up bool) {
	switch {
	case err == nil:
		d.ok("path", "%s answers at %s with the key of its sheet", to.party, to.address)
	case parley.CodeOf(err) == parley.CodeBadKey:
		d.find(stateBad, "path", "ask its officers by another channel whether they replaced their sheet; if not, somebody stands in between",
			"at %s something answers that does not hold the key of %s", to.address, to.party)
	case up:
		d.find(stateWarn, "path", "the line is up because they dial; ask them to check the address on their sheet", "%s is not reached at %s: %s", to.party, to.address, parley.SentenceOf(err))
	default:
		d.find(stateBad, "path", "check the network and the firewall here, then ask its officers whether their node runs", "%s is not reached at %s: %s", to.party, to.address, parley.SentenceOf(err))
	}
}

// peer tells what is held of a peer under one charter.
func (d *doctor) peer(p node.CheckupPeerView, up bool) {
	if p.Sheet == 0 {
		d.find(stateBad, "sheets", "adopt the charter again with its party file", "no sheet of %s is held: its node cannot be reached or known", p.Party)
	} else {
		d.ok("sheets", "sheet %d of %s is in force", p.Sheet, p.Party)
	}
	if p.Leaves != nil {
		d.find(stateWarn, "charter", "end what is under way with it: parley charter show", "%s", leaving(p.Party, *p.Leaves))
	}
	for _, words := range p.Roots {
		d.find(stateWarn, "charter", "be sure, on another channel, that it is theirs: parley root show", "%s: %s", p.Party, words)
	}
	if len(p.Disputed) > 0 {
		d.find(stateWarn, "evidence", "tell your officers; parley events says more, and texts go on", "%d proofs are held that the record of %s contradicts itself", len(p.Disputed), p.Party)
	}
	switch {
	case p.Stored >= p.Quota:
		d.find(stateWarn, "quota", "agree on a larger stored_mib: attachments of this party are not taken any more", "%d of %d MiB that the charter grants %s are used", p.Stored>>20, p.Quota>>20, p.Party)
	case p.Stored > p.Quota/10*8:
		d.find(stateWarn, "quota", "agree on a larger stored_mib before it is used up", "%d of %d MiB that the charter grants %s are used", p.Stored>>20, p.Quota>>20, p.Party)
	}
	if p.Waiting > 0 && !up {
		d.find(stateWarn, "queue", "reach it by another channel if it is urgent", "%d messages are not recorded by %s, and the line is not up", p.Waiting, p.Party)
	}
}

// sessionUp reports whether a session of the line is up, whatever else its state says.
func sessionUp(l node.LineView) bool {
	return slices.ContainsFunc(l.Bearers, func(b node.BearerView) bool { return b.State == "up" })
}

// line tells what the state of a line asks for.
func (d *doctor) line(l node.LineView) {
	switch link.State(l.State) {
	case link.StateWithdrawn:
		d.ok("line", "the line to %s is closed since %s: one of the two parties has left", l.Party, l.Since)
	case link.StateUp:
		d.ok("line", "the line to %s is up since %s", l.Party, l.Since)
	case link.StateNoPath, link.StateNoNode: // the findings about its addresses say more
	default:
		d.find(stateWarn, "line", "see parley line, and call the other side", "the line to %s is %s since %s", l.Party, l.State, l.Since)
	}
	if l.Overdue > 0 {
		d.find(stateWarn, "overdue", "reach it by another channel if it is urgent: parley sent shows them", "%d messages of ours are not recorded or acknowledged by %s in time", l.Overdue, l.Party)
	}
	if l.Owed > 0 {
		d.find(stateWarn, "overdue", "read and acknowledge them: parley inbox, parley ack", "%d messages of %s are not acknowledged by us in time", l.Owed, l.Party)
	}
}
