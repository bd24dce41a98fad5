package release

import (
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/internal/policy"
	"parley/officer"
	"parley/wire"
)

// A broken file refuses everything that leaves with a clear sentence, and the duty key's automatic forms still go.
func TestBrokenPolicy(t *testing.T) {
	d, r := draftOf(t, flash("Text.")), ReadRules([]byte("rules:\n  - nam: \"x\"\n"), true)
	err := leaves(d, r)
	refused(t, err, parley.CodePolicy)
	if !strings.Contains(err.Error(), "line 2") || !strings.Contains(err.Error(), "parley policy check") {
		t.Error(err)
	}
	d.Roster = nil
	refused(t, leaves(d, r), parley.CodePolicy)
	d.Automatic = true
	if err := leaves(d, r); err != nil {
		t.Error(err)
	}
	refused(t, leaves(draftOf(t, flash("Text.")), Unreadable(parley.Errorf(parley.CodeStorage, "it is a directory"))), parley.CodePolicy)
}

// Before the record's first roster act the keys of posts sign as ever, and a policy that asks for officers asks for
// some to be enrolled first.
func TestBeforeOfficers(t *testing.T) {
	d := draftOf(t, flash("Text."))
	for _, none := range []*officer.Roster{nil, officer.New("north", testCharter)} {
		d.Roster = none
		if err := r0().Leave(&d.Message, nil); err != nil {
			t.Error(err)
		}
		err := rules(t, "    release: 1\n").Leave(&d.Message, nil)
		refused(t, err, parley.CodePolicy)
		if !strings.Contains(err.Error(), "parley officer add") {
			t.Error(err)
		}
	}
}

func r0() *Rules { return ReadRules(nil, false) }

// From the first roster act on the key of a post is refused with the sentence that says what to do.
func TestPostKeySignsNoMore(t *testing.T) {
	d := draftOf(t, flash("Text."))
	err := r0().Leave(&d.Message, []wire.Signature{says(t, "operator", policy.Released, d.Edition, d.Bytes)})
	refused(t, err, parley.CodeNotReleased)
	if !strings.Contains(err.Error(), "--as OFFICER") {
		t.Error(err)
	}
}

// Without a policy of its own whoever may release for the post does so alone; what the charter asks for holds all the same.
func TestCharterMinimum(t *testing.T) {
	d := draftOf(t, flash("Text."))
	signed(t, d, r0(), "cid", policy.Released)
	goes(t, d, r0())
	d.Minimum = []officer.Minimum{{Review: 1, Release: 1}}
	stays(t, d, r0())
	if w := d.Waits(r0()); !slices.Equal(w.Officers["review"], []officer.ID{"ann", "bob", "gus"}) || w.Officers["release"] != nil {
		t.Errorf("%+v", w)
	}
	signed(t, d, r0(), "bob", policy.Reviewed)
	goes(t, d, r0())
}

// The emergency path exists only where the policy's rule grants it, and the charter's minimum too.
func TestEmergency(t *testing.T) {
	granted := rules(t, "    review: 1\n    release: 2\n    emergency: 1\n")
	d := draftOf(t, flash("Text."))
	refused(t, sign(t, d, rules(t, twoPersons), "cid", policy.ReleasedInEmergency), parley.CodePolicy)
	refused(t, sign(t, d, granted, "dan", policy.ReleasedInEmergency), parley.CodePolicy)
	d.Minimum = []officer.Minimum{{Release: 1}}
	refused(t, sign(t, d, granted, "cid", policy.ReleasedInEmergency), parley.CodePolicy)
	d.Minimum = []officer.Minimum{{Release: 2, Emergency: 2}}
	signed(t, d, granted, "cid", policy.ReleasedInEmergency)
	stays(t, d, granted)
	if w := d.Waits(granted); !slices.Equal(w.Officers["emergency"], []officer.ID{"ann", "bob"}) {
		t.Errorf("%+v", w)
	}
	signed(t, d, granted, "bob", policy.ReleasedInEmergency)
	goes(t, d, granted)
}

// Acknowledgements are the watch's; a rule speaks of them only where it names the form.
func TestWatch(t *testing.T) {
	ack := flash("")
	ack.Form, ack.Lang, ack.Body, ack.Refers.Acknowledges = wire.FormAck, "", nil, &parley.Hash{1}
	d, r := draftOf(t, ack), rules(t, "    draft: 1\n    review: 1\n    release: 2\n    emergency: 1\n")
	d.Service = true
	refused(t, sign(t, d, r, "cid", policy.Released), parley.CodePolicy)
	refused(t, sign(t, d, r, "cid", policy.ReleasedInEmergency), parley.CodePolicy)
	if act, ok := d.Next(r, "wim"); act != policy.Released || !ok {
		t.Errorf("wim does %v, %v", act, ok)
	}
	signed(t, d, r, "wim", policy.Released)
	goes(t, d, r)
	stays(t, d, rules(t, "    forms: [\"ack\"]\n    release: 2\n"))
}

// A policy may require a decision elsewhere, also by the emergency path.
func TestRequires(t *testing.T) {
	r := rules(t, "    release: 1\n    emergency: 1\n    requires: {charter: \""+strings.Repeat("3f", 32)+"\", procedure: \"silence\", outcome: \"adopted\"}\n")
	for _, act := range []policy.Act{policy.Released, policy.ReleasedInEmergency} {
		d := draftOf(t, flash("Text."))
		signed(t, d, r, "cid", act)
		stays(t, d, r)
		refused(t, leaves(d, r), parley.CodePolicy)
		d.Decided = func(q policy.Requirement) error { return parley.Errorf(parley.CodePolicy, "not %s yet", q.Outcome) }
		stays(t, d, r)
		d.Decided = func(q policy.Requirement) error { return nil }
		goes(t, d, r)
	}
}

// Who makes a message signs it with what helps it most: the release where that is all, else the draft, else one of the
// releases.
func TestNext(t *testing.T) {
	for _, c := range []struct {
		lines string
		id    officer.ID
		want  policy.Act
		ok    bool
	}{
		{"    release: 1\n", "ann", policy.Released, true},
		{twoPersons, "ann", policy.Drafted, true},
		{twoPersons, "cid", policy.Released, true},
		{"    release: 2\n", "ann", policy.Released, true},
		{"    release: 2\n", "dan", 0, false},
		{"    release: 1\n", "gus", 0, false},
		{"    release: 1\n", "nobody", 0, false},
	} {
		if act, ok := draftOf(t, flash("Text.")).Next(rules(t, c.lines), c.id); act != c.want || ok != c.ok {
			t.Errorf("%q %s: %s, %v", c.lines, c.id, Word(act), ok)
		}
	}
}

// What is stored of signatures comes back, and their list is of who can help.
func TestSignedComesBack(t *testing.T) {
	d, r := draftOf(t, flash("Text.")), rules(t, "    draft: 1\n    review: 1\n    release: 1\n    review_posts: [\"legal\"]\n")
	signed(t, d, r, "dan", policy.Drafted)
	back, err := DecodeSigned(EncodeSigned(d.Signed))
	if err != nil || len(back) != 1 || back[0].Officer != "dan" || back[0].User != "user" || back[0].Use != wire.UseDraft || back[0].At != d.Now {
		t.Errorf("%+v, %v", back, err)
	}
	if none, err := DecodeSigned(EncodeSigned(nil)); none != nil || err != nil {
		t.Error(none, err)
	}
	w := d.Waits(r)
	if len(w.Officers["draft"]) != 0 || !slices.Equal(w.Officers["release"], []officer.ID{"ann", "bob", "cid"}) {
		t.Errorf("%+v", w)
	}
}
