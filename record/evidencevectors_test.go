package record_test

import (
	"testing"

	"parley"
	"parley/charter"
	"parley/record"
	"parley/wire"
)

// goodFiles are evidence files that verify, each with the fingerprint under which it does.
func goodFiles(t testing.TB) (files []namedFile) {
	add := func(name, fingerprint string, e *record.Evidence, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, namedFile{name, fingerprint, e.Encode()})
	}
	x := newExchange(t, "")
	add("a message, its receipt, an acknowledgement and a reply", x.fingerprint(), x.evidence(t), nil)
	add("a message without receipt", x.fingerprint(), newExchange(t, "").short(t), nil)

	sent, _ := wire.DecodeLeaf(x.north.leaves[x.sentAt])
	at := x.south.add(t, wire.Leaf{Kind: wire.LeafRefused, ID: sent.ID, Mark: sent.Mark, Code: parley.RefusedHandling})
	foreign := x.south.add(t, wire.Leaf{Kind: wire.LeafReceived, ID: sent.ID})
	view := x.south.view(x.south.head(t, x.south.size()), nil)
	for _, c := range []struct {
		name string
		at   uint64
	}{{"a message that was refused", at}, {"a received leaf with another mark", foreign}} {
		e, err := record.MessageEvidence(x.editions, []record.LogView{x.views[1], view}, [][]byte{x.message.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {x.sentAt}, {Party: "south"}: {c.at}})
		add(c.name, x.fingerprint(), e, err)
	}
	add(twiceSent(t))
	add(laterEdition(t))
	f := newForked(t)
	add("a fork at equal sizes", f.fingerprint(), f.evidence(t, 7, 7), nil)
	add("a fork at unequal sizes", f.fingerprint(), f.evidence(t, 7, 9), nil)
	y, date := backwards(t)
	add("a date that goes back", y.fingerprint(), date, nil)
	z := newReopened(t)
	add("a message in a second volume", z.fingerprint(), z.evidence(t, z.north2, z.south2, z.south), nil)
	add("a fork of a second volume", z.fingerprint(), z.fork(t), nil)
	for _, c := range []struct {
		name   string
		others bool
	}{{"a message after a root was replaced by its recovery key", false}, {"a message after a root was replaced by the others", true}} {
		h := newHeir(t, c.others)
		add(c.name, h.fingerprint(), h.evidence(t), nil)
	}
	o := newRostered(t)
	add("a message that officers drafted, reviewed and released", o.fingerprint(), o.evidence(t, o.made, o.at), nil)
	for _, c := range notReleased {
		add("not released as agreed: "+c.name, o.fingerprint(), c.make(t, newRostered(t)), nil)
	}
	o.asks(t, charter.Release{Review: 1, Release: 1, Emergency: 1})
	add("a message released as the charter asks", o.fingerprint(), o.further(t, o.signed(t, nil, says{"rex", wire.UseReview}, says{"lea", wire.UseMessage})), nil)
	add("a message released by the emergency path", o.fingerprint(), o.further(t, o.signed(t, nil, says{"lea", wire.UseEmergency})), nil)
	add("a note of the watch, of service", o.fingerprint(), o.further(t, o.signed(t, func(p *wire.Payload) { p.Form = "watch-note" }, says{"wim", wire.UseMessage})), nil)
	add("an acknowledgement by the watch", x.fingerprint(), newRostered(t).acknowledged(t, "wim"), nil)
	forged := newExchange(t, "forged ")
	add("a fabricated charter of the same names, under its own fingerprint", forged.fingerprint(), forged.short(t), nil)
	return append(files, talkFiles(t)...)
}

type namedFile struct {
	name, fingerprint string
	bytes             []byte
}

// twiceSent is evidence of a message with two sent leaves, the second of which names other addressees, and of a receipt
// for each of them: what counts is the first.
func twiceSent(t testing.TB) (name, fingerprint string, e *record.Evidence, err error) {
	x := newExchange(t, "")
	m := x.north.write(t, "Twice", nil, "south")
	first, second := x.north.sent(t, m, "south"), x.north.sent(t, m, "north", "south")
	early, late := x.south.received(t, x.north, first), x.south.received(t, x.north, second)
	views := []record.LogView{x.north.view(x.north.head(t, x.north.size()), nil), x.south.view(x.south.head(t, x.south.size()), nil)}
	e, err = record.MessageEvidence(x.editions, views, [][]byte{m.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {first, second}, {Party: "south"}: {early, late}})
	return "a message with two sent leaves", x.fingerprint(), e, err
}

// laterEdition is evidence of a message that was sent after a second sheet and a second edition.
func laterEdition(t testing.TB) (name, fingerprint string, e *record.Evidence, err error) {
	x := newExchange(t, "")
	c, old := x.charter(t), x.id()
	c.Edition, c.Charter, c.Amends, c.RetentionDays = 2, &old, &old, 30
	x.adopt(t, c)
	n := x.north
	n.add(t, wire.Leaf{Kind: wire.LeafSheet, ID: charter.SheetHash(n.newSheet(t))})
	n.add(t, wire.Leaf{Kind: wire.LeafAdopted, ID: x.editionID()})
	m := n.write(t, "Line test 7", func(p *wire.Payload) { p.Form = "line-test" }, "south")
	at := n.sent(t, m, "south")
	e, err = record.MessageEvidence(x.editions, []record.LogView{n.view(n.head(t, n.size()), nil)}, [][]byte{m.Encode()}, map[record.LogName][]uint64{{Party: "north"}: {at}})
	return "a second sheet, a second edition, and a message by the node itself", x.fingerprint(), e, err
}

func TestEvidenceVectors(t *testing.T) {
	v := newVectors("Evidence files that verify under the fingerprint given, with what they prove in this implementation's words.")
	for _, f := range goodFiles(t) {
		r, err := record.VerifyEvidence(f.bytes, f.fingerprint)
		if err != nil || r.Verdict != record.Verified {
			t.Fatalf("%s: %v %s", f.name, err, r.Why)
		}
		v.block()
		v.quoted("name", f.name)
		v.put("fingerprint", f.fingerprint)
		v.put("kind", r.Kind)
		v.put("charter", r.Charter)
		status := 0
		if r.NotReleased != "" {
			status = 4
			v.quoted("not-released", r.NotReleased)
		}
		v.put("status", status)
		for _, s := range r.Findings {
			v.quoted("finding", s)
		}
		for _, s := range r.NotProved {
			v.quoted("not-proved", s)
		}
		v.hex("file", f.bytes)
	}
	v.check(t, "evidence.txt")
}

// badFiles are evidence files that fail, and why.
func badFiles(t testing.TB) (files []badFile) {
	x := newExchange(t, "")
	add := func(name string, e *record.Evidence, why string) {
		files = append(files, badFile{namedFile{name, x.fingerprint(), e.Encode()}, why})
	}
	good, fork := x.evidence(t).Encode(), newForked(t).evidence(t, 7, 9).Encode()
	for _, list := range [][]tampering{shapeTamperings, editionTamperings, recordTamperings, cosignatureTamperings, messageTamperings, limitTamperings} {
		for _, c := range list {
			e, _ := record.DecodeEvidence(good)
			c.do(x, e)
			add(c.name, e, c.words)
		}
	}
	for _, c := range forkTamperings {
		e, _ := record.DecodeEvidence(fork)
		c.do(x, e)
		add(c.name, e, c.words)
	}
	add("two sheets of one log key", newForked(t).oneLogKey(t), "a sheet of south that signs neither head")
	for _, l := range lies {
		add(l.name, l.make(t, newExchange(t, "")), l.words)
	}
	for _, l := range rosterLies {
		add(l.name, l.make(t, newRostered(t)), l.words)
	}
	add("a further message that was not released as agreed", newRostered(t).acknowledged(t, "rex"), "the officer rex has not the right to watch")
	files = append(append(files, badVolumeFiles(t)...), badTalkFiles(t)...)
	add("a fabricated charter of the same names", newExchange(t, "forged ").short(t), "under another charter")
	return files
}

// badVolumeFiles are those of them that are about later volumes.
func badVolumeFiles(t testing.TB) (files []badFile) {
	x := newReopened(t)
	add := func(name string, e *record.Evidence, why string) {
		files = append(files, badFile{namedFile{name, x.fingerprint(), e.Encode()}, why})
	}
	for _, l := range volumeLies {
		e := x.evidence(t, x.north2, x.south2, x.south)
		l.do(t, x, e)
		add(l.name, e, l.words)
	}
	for _, l := range volumeForkLies {
		e := x.fork(t)
		l.do(t, x, e)
		add(l.name, e, l.words)
	}
	for _, s := range volumeStories {
		add(s.name, s.make(t, newReopened(t)), s.words)
	}
	add("a volume dated before the one before it ends", x.overtaken(t, 1), overtakenWhy)
	return files
}

type badFile struct {
	namedFile
	why string
}

func TestBadEvidenceVectors(t *testing.T) {
	bases := goodFiles(t)
	v := newVectors("Evidence files that fail under the fingerprint given: take the file named base in evidence.txt, at offset remove so many bytes and insert others.")
	for _, f := range badFiles(t) {
		fails(t, f.name, f.bytes, f.fingerprint, f.why)
		base, offset, remove, insert := nearest(bases, f.bytes)
		v.block()
		v.quoted("name", f.name)
		v.quoted("why", f.why)
		v.put("fingerprint", f.fingerprint)
		v.quoted("base", base)
		v.put("offset", offset)
		v.put("remove", remove)
		v.hex("insert", insert)
	}
	v.check(t, "evidence-bad.txt")
}

// nearest returns the base that needs the fewest bytes inserted to become b, and the one edit that does it.
func nearest(bases []namedFile, b []byte) (base string, offset, remove int, insert []byte) {
	insert = append([]byte{0}, b...)
	for _, f := range bases {
		head := 0
		for head < len(b) && head < len(f.bytes) && b[head] == f.bytes[head] {
			head++
		}
		tail := 0
		for tail < len(b)-head && tail < len(f.bytes)-head && b[len(b)-1-tail] == f.bytes[len(f.bytes)-1-tail] {
			tail++
		}
		if len(b)-head-tail < len(insert) {
			base, offset, remove, insert = f.name, head, len(f.bytes)-head-tail, b[head:len(b)-tail]
		}
	}
	return base, offset, remove, insert
}
