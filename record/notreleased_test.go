package record_test

import (
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/officer"
	"parley/record"
	"parley/wire"
)

// notReleased are messages that north sent and that were not released as agreed, and why.
var notReleased = []struct {
	name  string
	make  func(t testing.TB, x *rostered) *record.Evidence
	words string
}{
	{"signed by an operator", func(t testing.TB, x *rostered) *record.Evidence {
		return x.further(t, x.n.write(t, "By an operator", nil, "south"))
	}, "none of the roster of north"},
	{"released by nobody", withSaying(nil, says{"dan", wire.UseDraft}), "no officer has released the message"},
	{"released by who may not", withSaying(nil, says{"rex", wire.UseMessage}), "the officer rex has not the right to release"},
	{"acknowledged by who may not", withSaying(func(p *wire.Payload) {
		own := parley.Sum(nil)
		p.Form, p.Body, p.Lang, p.Refers.Acknowledges = wire.FormAck, nil, "", &own
	}, says{"rex", wire.UseMessage}), "has not the right to watch"},
	{"an automatic form signed by the duty key and an officer", func(t testing.TB, x *rostered) *record.Evidence {
		return x.further(t, x.signed(t, func(p *wire.Payload) { p.Form = "line-test" }, says{"straw", wire.UseMessage}, says{"rex", wire.UseMessage}))
	}, "none of the roster of north"},
	{"released and refused", func(t testing.TB, x *rostered) *record.Evidence {
		e := x.signed(t, nil, says{"rex", wire.UseMessage})
		at := x.n.sent(t, e, "south")
		sent, _ := wire.DecodeLeaf(x.n.leaves[at])
		no := x.south.add(t, wire.Leaf{Kind: wire.LeafRefused, ID: sent.ID, Mark: sent.Mark, Code: parley.RefusedNotReleased})
		views := []record.LogView{x.n.view(x.n.head(t, x.n.size()), nil), x.south.view(x.south.head(t, x.south.size()), nil)}
		f, err := record.MessageEvidence(x.editions, views, [][]byte{e.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {at}, {Party: "south"}: {no}})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}, "the officer rex has not the right to release"},
	{"less than the charter asks", func(t testing.TB, x *rostered) *record.Evidence {
		x.asks(t, charter.Release{Review: 1, Release: 1})
		return x.further(t, x.signed(t, nil, says{"lea", wire.UseMessage}))
	}, "the charter asks for 0 officers who drafted the message, 1 who reviewed"},
	{"an emergency that the charter does not grant", func(t testing.TB, x *rostered) *record.Evidence {
		x.asks(t, charter.Release{Release: 1})
		return x.further(t, x.signed(t, nil, says{"lea", wire.UseEmergency}))
	}, "the charter grants none"},
	{"after a revocation", func(t testing.TB, x *rostered) *record.Evidence {
		x.enter(t, x.act(&officer.Revoke{Officer: "lea"}))
		return x.further(t, x.signed(t, nil, says{"lea", wire.UseMessage}))
	}, "was not in force when it was sent"},
	{"after the officer's time", func(t testing.TB, x *rostered) *record.Evidence {
		until := start + 1
		x.enter(t, x.act(&officer.Change{Officer: "lea", Posts: []officer.Post{{Post: "duty", Rights: officer.Release}}, From: start, Until: &until}))
		return x.further(t, x.signed(t, nil, says{"lea", wire.UseMessage}))
	}, "dated outside the time"},
}

// asks has the parties adopt an edition that asks so much of the release of messages, and calls the form text-of-watch
// one of service.
func (x *rostered) asks(t testing.TB, rows ...charter.Release) {
	t.Helper()
	c, old := x.charter(t), x.id()
	c.Edition, c.Charter, c.Amends, c.Release = 2, &old, &old, rows
	c.Forms = append(c.Forms, charter.Form{Name: "watch-note", Title: map[string]string{}, Service: true})
	for lang := range c.Title {
		c.Forms[len(c.Forms)-1].Title[lang] = "Note of the watch"
	}
	x.adopt(t, c)
	x.n.add(t, wire.Leaf{Kind: wire.LeafAdopted, ID: x.editionID()})
}

// [REC-27] A message that was not released as agreed (7.6) is proved to be what it is, and MUST NOT be called released: the
// reader says so first, and why.
func TestNotReleased(t *testing.T) {
	for _, c := range notReleased {
		r := verified(t, c.make(t, newRostered(t)), newExchange(t, "").fingerprint())
		if !strings.Contains(r.NotReleased, c.words) {
			t.Errorf("%s: %q", c.name, r.NotReleased)
		}
		holds(t, r.Findings, "was not released as agreed: "+r.NotReleased)
		holds(t, r.NotProved, "that north stands behind message")
		for _, s := range r.Findings {
			if strings.Contains(s, " was released by the officer ") {
				t.Errorf("%s: %s", c.name, s)
			}
		}
	}
	if r := verified(t, newRostered(t).evidence(t, newRostered(t).made, newRostered(t).at), newExchange(t, "").fingerprint()); r.NotReleased != "" {
		t.Error(r.NotReleased)
	}
}

// What the charter asks is met, and a form of service is the watch's.
func TestReleasedAsTheCharterAsks(t *testing.T) {
	x := newRostered(t)
	x.asks(t, charter.Release{Review: 1, Release: 1, Emergency: 1})
	for words, by := range map[string][]says{
		"was released by the officer lea":                       {{"lea", wire.UseMessage}, {"rex", wire.UseReview}},
		"was released by the emergency path by the officer lea": {{"lea", wire.UseEmergency}},
	} {
		r := verified(t, x.further(t, x.signed(t, nil, by...)), x.fingerprint())
		holds(t, r.Findings, words)
		if r.NotReleased != "" {
			t.Error(r.NotReleased)
		}
	}
	note := x.further(t, x.signed(t, func(p *wire.Payload) { p.Form = "watch-note" }, says{"wim", wire.UseMessage}))
	holds(t, verified(t, note, x.fingerprint()).Findings, "was signed by the officer wim")
}

// [REC-29] A reader MUST refuse a file with a further message that was not released as agreed.
func TestFurtherMessageNotReleased(t *testing.T) {
	for who, good := range map[string]bool{"wim": true, "rex": false} {
		x := newRostered(t)
		e := x.acknowledged(t, who)
		if good {
			holds(t, verified(t, e, x.fingerprint()).Findings, "was signed by the officer wim")
		} else {
			fails(t, "an acknowledgement by one who may not", e.Encode(), x.fingerprint(), "was not released as agreed: the officer rex has not the right to watch")
		}
	}
}

// acknowledged is evidence of a message of south that an officer of north acknowledged.
func (x *rostered) acknowledged(t testing.TB, who string) *record.Evidence {
	t.Helper()
	m := x.south.write(t, "Please confirm", nil, "north")
	at, id := x.south.sent(t, m, "north"), m.ID()
	ack := x.signed(t, func(p *wire.Payload) {
		p.Form, p.Body, p.Lang, p.Subject, p.Refers.Acknowledges = wire.FormAck, nil, "", "", &id
	}, says{who, wire.UseMessage})
	said := x.n.sent(t, ack, "south")
	views := []record.LogView{x.n.view(x.n.head(t, x.n.size()), nil), x.south.view(x.south.head(t, x.south.size()), nil)}
	f, err := record.Unchecked(x.editions, views, [][]byte{m.Encode(), ack.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {said}, {Party: "south"}: {at}})
	if err != nil {
		t.Fatal(err)
	}
	return f
}
