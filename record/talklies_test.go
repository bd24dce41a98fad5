package record_test

import (
	"bytes"
	"slices"
	"testing"

	"parley/record"
	"parley/wire"
)

// talkLies are files of proceedings that fail, each made of one of the stories.
var talkLies = []struct {
	name  string
	of    func(t testing.TB) *talk
	do    func(x *talk, e *record.Evidence)
	words string
}{
	{"one record of two", answered, func(x *talk, e *record.Evidence) { e.Logs = e.Logs[1:] }, "two records or more"},
	{"a proceeding with a contradiction beside", answered, func(x *talk, e *record.Evidence) { e.Fork = &record.Contradiction{} }, "and no fork"},
	{"no opening", answered, func(x *talk, e *record.Evidence) { e.Envelopes = nil }, "has its opening"},
	{"the answer before the opening", answered, func(x *talk, e *record.Evidence) { slices.Reverse(e.Envelopes) }, "belongs to another proceeding than the first one"},
	{"a leaf of another date", answered, func(x *talk, e *record.Evidence) { x.lastLeaf(e, "north")[6] ^= 1 }, "is not proved by the head"},
	{"an act whose leaf is missing", answered, func(x *talk, e *record.Evidence) { x.cut(e, "south", 1) }, "no leaf of the record of south says that it sent"},
	{"the deadline in the opening moved", unanswered, func(x *talk, e *record.Evidence) {
		at := bytes.LastIndex(e.Envelopes[0], []byte("until")) + len("until") + 8
		e.Envelopes[0][at] ^= 0x40
	}, "no leaf of the record of north says that it sent"},
	{"an opening with another deadline, signed anew", unanswered, func(x *talk, e *record.Evidence) {
		e.Envelopes[0] = x.at("north").write(x.t, "unanswered: invite", func(p *wire.Payload) {
			p.Act, p.Form, p.Participants = "invite", "question", x.ids
			p.Body = x.body(deadline / 2)
		}, "south").Encode()
	}, "no leaf of the record of north says that it sent"},
	{"a clock leaf dated earlier", unanswered, func(x *talk, e *record.Evidence) { x.lastLeaf(e, "south")[3] ^= 1 }, "is not proved by the head"},
	{"a cosignature of another mirror", proposedAdopted, func(x *talk, e *record.Evidence) {
		c := e.Logs[2].Cosignatures
		c[0].Signature, c[1].Signature = c[1].Signature, c[0].Signature
	}, "cosignature of east over the head"},
	{"a cosignature with another time", proposedAdopted, func(x *talk, e *record.Evidence) { e.Logs[0].Cosignatures[0].Seconds++ }, "cosignature of north over the head"},
	{"a cosignature with a bit of another value", proposedAdopted, func(x *talk, e *record.Evidence) { e.Logs[1].Cosignatures[1].Signature[40] ^= 4 }, "cosignature of south over the head"},
	{"a proof of a fork that is none", forkedTalk, func(x *talk, e *record.Evidence) { e.Forks[0] = e.Forks[0][:100] }, "is none under its charter"},
	{"a proof of a fork that does not hold", forkedTalk, func(x *talk, e *record.Evidence) { e.Forks[0][len(e.Forks[0])-10] ^= 1 }, "that east forked its record does not verify"},
	{"a proof of a fork twice", forkedTalk, func(x *talk, e *record.Evidence) { e.Forks = append(e.Forks, e.Forks[0]) }, "not in the order of their parties"},
	{"a proof of a fork under another charter", forkedTalk, func(x *talk, e *record.Evidence) {
		e.Forks[0] = newForked(x.t).evidence(x.t, 7, 7).Encode()
	}, "is none under its charter"},
	{"other evidence in the place of a proof of a fork", forkedTalk, func(x *talk, e *record.Evidence) {
		e.Forks[0] = broken(x.t).evidence().Encode()
	}, "is none under its charter"},
	{"65 proofs of forks", forkedTalk, func(x *talk, e *record.Evidence) { e.Forks = make([][]byte, 65) }, "65 proofs of forks"},
	{"a proof of a fork in evidence of a message", nil, func(x *talk, e *record.Evidence) { e.Forks = [][]byte{{}} }, "only evidence of a proceeding has any"},
}

func proposedAdopted(t testing.TB) *talk { return talks[5].make(t) }

// lastLeaf returns the bytes of the last leaf that e shows of a party's record.
func (x *talk) lastLeaf(e *record.Evidence, id string) []byte {
	i := slices.IndexFunc(e.Logs, func(l record.LogProof) bool { return string(l.Party) == id })
	return e.Logs[i].Leaves[len(e.Logs[i].Leaves)-1].Leaf
}

// cut leaves out the last leaves that e shows of a party's record.
func (x *talk) cut(e *record.Evidence, id string, n int) {
	i := slices.IndexFunc(e.Logs, func(l record.LogProof) bool { return string(l.Party) == id })
	e.Logs[i].Leaves = e.Logs[i].Leaves[:len(e.Logs[i].Leaves)-n]
}

// badTalkFiles are those of badFiles that are about proceedings.
func badTalkFiles(t testing.TB) (files []badFile) {
	add := func(name, fingerprint string, e *record.Evidence, why string) {
		files = append(files, badFile{namedFile{name, fingerprint, e.Encode()}, why})
	}
	for _, l := range talkLies {
		if l.of == nil {
			x := newExchange(t, "")
			e := x.short(t)
			l.do(nil, e)
			add(l.name, x.fingerprint(), e, l.words)
			continue
		}
		x := l.of(t)
		e := x.evidence()
		l.do(x, e)
		add(l.name, x.fingerprint(), e, l.words)
	}
	x, e := strange(t)
	add("an act of another proceeding", x.fingerprint(), e, "belongs to another proceeding than the first one")
	x, e = belated(t)
	add("a proceeding in a record whose dates go back", x.fingerprint(), e, "a date in the record goes back")
	x, e = unreleased(t)
	add("an opening that was not released as agreed", x.fingerprint(), e, "was not released as agreed")
	return files
}

// unreleased is evidence of a proceeding that an operator opened behind the roster of his party.
func unreleased(t testing.TB) (*talk, *record.Evidence) {
	x := silent(t, "unreleased", "north", "south")
	x.staff(1, "north")
	x.opening = x.say(2, "north", "invite")
	x.hear(3, x.opening, "south")
	return x, x.unchecked([][]byte{x.opening.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {3}, {Party: "south"}: {2}})
}

// strange is evidence of a proceeding with an act of another one that the same parties have.
func strange(t testing.TB) (*talk, *record.Evidence) {
	x := invited(t, "strange")
	other := x.at("north").write(t, "strange: other", func(p *wire.Payload) {
		id := x.said[0].ID()
		id[0] ^= 1
		p.Act, p.Proceeding = "withdraw", &id
	}, "south")
	at := x.at("north").add(t, wire.Leaf{Kind: wire.LeafSent, Date: minute(4), ID: other.ID(), Addressees: []byte{2}})
	return x, x.unchecked([][]byte{x.opening.Encode(), other.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {2, 3, at}, {Party: "south"}: {2}})
}

// belated is evidence of a proceeding in which a leaf of south's record is dated before the one before it.
func belated(t testing.TB) (*talk, *record.Evidence) {
	x := invited(t, "belated")
	x.tick(deadline, "south", "north")
	x.tick(deadline-1, "south")
	return x, x.unchecked([][]byte{x.opening.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {2, 3, 4}, {Party: "south"}: {2, 3, 4}})
}
