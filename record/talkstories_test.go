package record_test

import (
	"testing"

	"parley/record"
	"parley/wire"
)

// talks are the proceedings of the vectors.
var talks = []struct {
	name string
	make func(t testing.TB) *talk
}{
	{"a proceeding that was answered", answered},
	{"a silence that is proved", unanswered},
	{"a silence that is not proved", func(t testing.TB) *talk {
		x := invited(t, "not proved")
		x.tick(59, "south")
		x.tick(61, "north")
		return x
	}},
	{"a silence of a party that was not served", func(t testing.TB) *talk {
		x := newTalk(t, "not served", "invite", "north", "south")
		x.tick(60, "south")
		x.hear(61, x.opening, "south")
		x.tick(62, "north", "south")
		return x
	}},
	{"two acts that cross", func(t testing.TB) *talk {
		x := invited(t, "crossed")
		back := x.say(10, "north", "withdraw", x.opening)
		yes := x.say(10, "south", "accept", x.opening)
		x.hear(12, back, "south")
		x.hear(12, yes, "north")
		return x
	}},
	{"a text adopted by silence", func(t testing.TB) *talk {
		x := proposed(t, "adopted")
		x.tick(deadline, "east", "south")
		x.tick(62, "north")
		return x
	}},
	{"a silence that was broken", broken},
	{"a silence that was broken, and a participant that cosigns nothing", func(t testing.TB) *talk {
		x := broken(t)
		x.silent["south"] = true
		return x
	}},
	{"a proceeding with a proof that a participant forked its record", forkedTalk},
	{"a proceeding that began before an amendment", func(t testing.TB) *talk {
		x := invited(t, "amended")
		c, old := x.charter(t), x.id()
		c.Edition, c.Charter, c.Amends, c.RetentionDays = 2, &old, &old, 30
		c.Procedures[0].States[0].Clock.To = "declined" // the proceeding keeps the edition under which it opened
		c.Procedures[0].States[4] = c.Procedures[0].States[3]
		c.Procedures[0].States = c.Procedures[0].States[:4]
		x.adopt(t, c)
		for _, id := range x.ids {
			x.at(id).add(t, wire.Leaf{Kind: wire.LeafAdopted, Date: minute(20), ID: x.editionID()})
		}
		later := x.say(30, "south", "hold", x.opening)
		x.hear(31, later, "north")
		x.tick(deadline, "south", "north")
		return x
	}},
	{"a silence that an act does not break which was not released", func(t testing.TB) *talk {
		x := invited(t, "unreleased")
		x.staff(20, "south")
		yes := x.say(30, "south", "accept", x.opening)
		x.void[yes] = true
		x.hear(31, yes, "north")
		x.tick(deadline, "south", "north")
		return x
	}},
	{"a proceeding that goes on in a second volume", func(t testing.TB) *talk {
		x := invited(t, "reopened")
		x.reopen(20, "south")
		yes := x.say(30, "south", "accept", x.opening)
		x.hear(31, yes, "north")
		return x
	}},
}

// invited is an invitation that south has, and a text of north's that belongs to nothing.
func invited(t testing.TB, name string) *talk {
	x := newTalk(t, name, "invite", "north", "south")
	n := x.at("north")
	n.ticks = 90
	n.sent(t, n.write(t, "Another matter", nil, "south"), "south")
	x.hear(2, x.opening, "south")
	return x
}

func answered(t testing.TB) *talk {
	x := invited(t, "answered")
	x.hear(30, x.say(29, "south", "accept", x.opening), "north")
	return x
}

func unanswered(t testing.TB) *talk {
	x := invited(t, "unanswered")
	x.tick(59, "south")
	x.tick(deadline, "south", "north")
	return x
}

// proposed is a text under silence that both members have.
func proposed(t testing.TB, name string) *talk {
	x := newTalk(t, name, "silence", "north", "east", "south")
	x.hear(3, x.opening, "east", "south")
	return x
}

// broken is a silence that east broke a minute before it ended; nobody knew for an hour.
func broken(t testing.TB) *talk {
	x := proposed(t, "broken")
	no := x.say(59, "east", "object", x.opening)
	x.tick(deadline, "south", "north")
	x.hear(119, no, "south", "north")
	return x
}

// forkedTalk is broken, with a proof that east forked its record behind what the others cosigned.
func forkedTalk(t testing.TB) *talk {
	x := broken(t)
	x.fork("east")
	x.silent["east"] = true
	return x
}

// talkFiles are those of goodFiles that are about proceedings.
func talkFiles(t testing.TB) (files []namedFile) {
	for _, c := range talks {
		x := c.make(t)
		files = append(files, namedFile{c.name, x.fingerprint(), x.evidence().Encode()})
	}
	return files
}

// Of each record every leaf of the proceeding is shown, and no message but its acts.
func TestTalksShowNoOther(t *testing.T) {
	e, err := record.DecodeEvidence(unanswered(t).evidence().Encode())
	if err != nil || len(e.Envelopes) != 1 || len(e.Logs) != 2 {
		t.Fatalf("%v, %d messages of %d records", err, len(e.Envelopes), len(e.Logs))
	}
	for _, l := range e.Logs {
		if len(l.Leaves) != 5 || l.Leaves[4].Index != 4 {
			t.Errorf("%d leaves of %s are shown", len(l.Leaves), l.Party)
		}
	}
}
