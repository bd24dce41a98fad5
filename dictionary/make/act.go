package main

import (
	"bytes"
	"math/rand/v2"
	"strings"

	"parley"
	"parley/dictionary"
	"parley/wire"
)

// actContext returns the context for what is mostly hashes and numbers: acknowledgements and acts.
func actContext() dictionary.Context {
	r := rand.New(rand.NewPCG(1951, 2026))
	window := names()
	for _, p := range []*wire.Payload{ack(r), act(r), ack(r)} {
		window = append(window, framed(p)...)
	}
	var samples []dictionary.Sample
	for range 60 {
		samples = append(samples, dictionary.Sample{Window: window, Piece: seal(r, ack(r))}, dictionary.Sample{Window: window, Piece: seal(r, act(r))})
	}
	return dictionary.Train(window, samples)
}

// longContext returns the context for what is long enough to bring its own codes.
func longContext() dictionary.Context {
	r := rand.New(rand.NewPCG(1951, 1950))
	return dictionary.Context{Window: append(names(), framing(r, "en")...)}
}

func hash(r *rand.Rand) *parley.Hash {
	var h parley.Hash
	fill(r, h[:])
	return &h
}

// draft draws what every message has.
func draft(r *rand.Rand) *wire.Payload {
	p := &wire.Payload{
		Time: parley.Millis(1795357800000 + r.Int64N(100_000_000_000)), From: address(r), Action: []wire.Address{address(r)},
		Precedence: parley.Precedence(r.IntN(4)), Edition: 1, Roster: uint64(1 + r.IntN(3)), Form: wire.FormText, Exercise: r.IntN(2) == 0,
	}
	fill(r, p.Nonce[:])
	return p
}

func ack(r *rand.Rand) *wire.Payload {
	p := draft(r)
	p.Form, p.Refers.Acknowledges = wire.FormAck, hash(r)
	return p
}

// act draws an act: one that opens a proceeding, or a later one, with a few fields in its body.
func act(r *rand.Rand) *wire.Payload {
	p, words := draft(r), wordsOf()
	p.Form, p.Act = pick(r, words["form"]), pick(r, words["act"])
	if r.IntN(3) == 0 {
		p.Participants = []parley.PartyID{p.From.Party, p.Action[0].Party}
	} else {
		p.Proceeding = hash(r)
		p.Seen = []parley.Hash{*hash(r)}
	}
	body := []any{}
	for range 1 + r.IntN(5) {
		values := []any{pick(r, words["choice"]), r.IntN(4000), 1795357800000 + r.Int64N(100_000_000_000)}
		body = append(body, []any{pick(r, words["field"]), values[r.IntN(3)]})
	}
	p.Body = wire.Marshal(body)
	return p
}

// framed returns the payload of p as the window has it: without what is random.
func framed(p *wire.Payload) []byte {
	b := p.Encode()
	for _, h := range append([]parley.Hash{}, p.Seen...) {
		b = bytes.ReplaceAll(b, h[:], nil)
	}
	for _, h := range []*parley.Hash{p.Proceeding, p.Refers.Acknowledges} {
		if h != nil {
			b = bytes.ReplaceAll(b, h[:], nil)
		}
	}
	return bytes.Replace(b, p.Nonce[:], nil, 1)
}

// wordsOf returns the names by their kind, the first word of their line.
func wordsOf() map[string][]string {
	out := map[string][]string{}
	for _, line := range sentences("names") {
		f := strings.Fields(line)
		out[f[0]] = f[1:]
	}
	return out
}
