package node

import (
	"crypto/ed25519"
	"slices"
	"sync"

	"parley"
	"parley/officer"
	"parley/record"
	"parley/wire"
)

// byDuty reports whether all signatures name the duty key of a sheet, in a form in which it may sign.
func byDuty(author *seat, sheet uint64, ed *edition, e *wire.Envelope, p *wire.Payload) bool {
	i := slices.IndexFunc(author.sheets(), func(sh page) bool { return sh.Number == sheet })
	if i < 0 || !formAutomatic(ed.charter, p.Form) {
		return false
	}
	duty := parley.KeyIDOf(author.sheets()[i].Duty)
	return !slices.ContainsFunc(e.Signatures, func(s wire.Signature) bool {
		_, kid, err := s.Header()
		return err != nil || kid != duty
	})
}

// releaseOf judges a message by the roster in force where it was sent and what the charter asks for [OFF-22] to [OFF-26].
func releaseOf(t *table, author *seat, ed *edition, e *wire.Envelope, p *wire.Payload, st standing) judgement {
	c := officer.Case{Envelope: e, Payload: p, Edition: ed.id, Roster: st.roster, Later: st.later, Date: st.date,
		Service: ed.charter.IsService(p.Form), Minimum: record.Asked(ed.charter)}
	for _, sh := range author.sheets() {
		for _, k := range sh.Keys() {
			c.Sheets = append(c.Sheets, ed25519.PublicKey(k))
		}
	}
	r := t.judged.judge(c)
	switch {
	case !r.Known:
		return judgement{verdict: dropped, why: "no key of " + string(author.id) + " signed it under this charter"}
	case r.Fault != nil:
		return judgement{verdict: refused, code: parley.RefusedNotReleased, why: parley.RefusedNotReleased.Reason() + ": " + parley.SentenceOf(r.Fault), release: r, roster: st.roster}
	}
	return judgement{release: r, roster: st.roster}
}

// A judged remembers what officers' signatures came to: a message is judged when it comes, again when its author's leaf
// comes, and again whenever it is shown.
type judged struct {
	mu   sync.Mutex
	held map[judgedKey]*officer.Judgement
}

// A judgedKey is all that a judgement depends on, besides the sheets held, of which there are only ever more: what no key
// known had signed is not kept. Rosters are never changed.
type judgedKey struct {
	message, edition parley.Hash
	roster, later    *officer.Roster
	date             parley.Millis
}

const maxJudged = 4096

func (x *judged) judge(c officer.Case) *officer.Judgement {
	k := judgedKey{c.Envelope.ID(), c.Edition, c.Roster, c.Later, c.Date}
	x.mu.Lock()
	held := x.held[k]
	x.mu.Unlock()
	if held != nil {
		return held
	}
	j := officer.Judge(c)
	if !j.Known {
		return &j
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.held == nil || len(x.held) >= maxJudged {
		x.held = map[judgedKey]*officer.Judgement{}
	}
	x.held[k] = &j
	return &j
}
