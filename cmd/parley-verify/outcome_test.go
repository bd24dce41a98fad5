package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/procedure"
	"parley/record"
	"parley/verdict"
)

var update = flag.Bool("update", false, "write the vectors anew")

// lessens are files of evidence.txt that show less than they did, and still verify record by record: each with what was
// done to it.
var lessens = []struct {
	name, base string
	do         func(e *record.Evidence)
}{
	{"a silence whose last leaf is cut off", "a silence that is proved", func(e *record.Evidence) { leaveOut(e, "south", -1) }},
	{"a silence whose asker's last leaf is cut off", "a silence that is proved", func(e *record.Evidence) { leaveOut(e, "north", -1) }},
	{"a silence with a leaf left out", "a silence that is proved", func(e *record.Evidence) { leaveOut(e, "south", 3) }},
	{"a silence without the leaf that served it", "a silence that is proved", func(e *record.Evidence) { leaveOut(e, "south", 2) }},
	{"an answer that is not shown", "a proceeding that was answered", func(e *record.Evidence) { e.Envelopes = e.Envelopes[:1] }},
	{"an answer without its opening", "a proceeding that was answered", func(e *record.Evidence) { e.Envelopes = e.Envelopes[1:] }},
	{"an objection that is not shown", "a silence that was broken", func(e *record.Evidence) { e.Envelopes = e.Envelopes[:1] }},
	{"a text adopted by silence, without a cosignature", "a text adopted by silence", func(e *record.Evidence) {
		e.Logs[0].Cosignatures = e.Logs[0].Cosignatures[1:]
	}},
	{"a text adopted by silence, and a member's last leaf cut off", "a text adopted by silence", func(e *record.Evidence) { leaveOut(e, "east", -1) }},
	{"a fork whose proof is left out", "a proceeding with a proof that a participant forked its record", func(e *record.Evidence) { e.Forks = nil }},
	{"a fork, and nobody cosigned the record", "a proceeding with a proof that a participant forked its record", func(e *record.Evidence) { e.Logs[0].Cosignatures = nil }},
	{"a second volume without the first", "a proceeding that goes on in a second volume", func(e *record.Evidence) { e.Logs = slices.Delete(e.Logs, 1, 2) }},
}

// leaveOut takes the leaf at a place out of what e shows of a party's first volume; -1: the last one.
func leaveOut(e *record.Evidence, party parley.PartyID, at int) {
	l := &e.Logs[slices.IndexFunc(e.Logs, func(l record.LogProof) bool { return l.Party == party })]
	if at < 0 {
		at = len(l.Leaves) - 1
	}
	l.Leaves = slices.Delete(l.Leaves, at, at+1)
}

// [REC-89] A reader MUST check each message, leaf, head and cosignature of evidence of a proceeding as in kind 1, and fold what it shows by chapter 6; what it says of the outcome is no more than what is settled so.
// [PROC-24] A reader of evidence MUST refuse it where leaves are left out between the first and the last of a record that are shown.
func TestOutcomes(t *testing.T) {
	var out bytes.Buffer
	out.WriteString("# What files of proceedings in evidence.txt come to, some of them changed. Section 3.12 says what the lines mean.\n")
	bases := map[string]vector{}
	for _, v := range vectors(t, "evidence.txt") {
		v["name"] = unquote(t, v["name"])
		bases[v["name"]] = v
		if v["kind"] == "4" {
			outcome(t, &out, v["name"], v, v.bytes(t, "file"))
		}
	}
	for _, c := range lessens {
		base := bases[c.base]
		e, err := record.DecodeEvidence(base.bytes(t, "file"))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		c.do(e)
		outcome(t, &out, c.name, base, e.Encode())
	}
	const path = "../../spec/vectors/record/proceedings.txt"
	if *update {
		if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || !bytes.Equal(want, out.Bytes()) {
		t.Errorf("%s: differs from what the tool says now, or %v", path, err)
	}
}

func unquote(t *testing.T, s string) (out string) {
	t.Helper()
	if err := json.Unmarshal([]byte(s), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// outcome writes one block: which file, and what parley-verify says of the proceeding.
func outcome(t *testing.T, out *bytes.Buffer, name string, base vector, b []byte) {
	t.Helper()
	r, err := record.VerifyEvidence(b, base["fingerprint"])
	if err != nil || r.Verdict != record.Verified {
		t.Fatalf("%s: %v %s", name, err, r.Why)
	}
	offset, remove, insert := edit(base.bytes(t, "file"), b)
	fmt.Fprintf(out, "\nname: %q\nbase: %q\nfingerprint: %s\n", name, base["name"], base["fingerprint"])
	if remove+len(insert) > 0 {
		fmt.Fprintln(out, strings.TrimRight(fmt.Sprintf("offset: %d\nremove: %d\ninsert: %x", offset, remove, insert), " "))
	}
	in := verdict.CourseInput(r.Course)
	told, warned := len(r.Findings), len(r.NotProved)
	verdict.Fold(r)
	if r.Verdict == record.Fails {
		fmt.Fprintf(out, "refused: %q\n", r.Why)
		return
	}
	res, err := procedure.CheckOutcome(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range res.Entries[:res.Ground.Entries] {
		id := e.Act.String()
		if e.Lapse {
			id = "lapse"
		}
		fmt.Fprintf(out, "entry: %s %d %s %s %s\n", id, e.Date, cmp.Or(e.From, "-"), e.To, standing[e.Standing])
	}
	fmt.Fprintf(out, "ground: %s\nvouched: %s\n", cmp.Or(res.Ground.State, "-"), cmp.Or(res.Vouched.State, "-"))
	for _, s := range r.Findings[told:] {
		fmt.Fprintf(out, "says: %q\n", s)
	}
	for _, s := range r.NotProved[warned:] {
		fmt.Fprintf(out, "not-proved: %q\n", s)
	}
}

var standing = map[procedure.Standing]string{procedure.InEffect: "in-effect", procedure.Crossed: "crossed", procedure.Unsighted: "unsighted", procedure.Late: "late"}

// edit is the one replacement that makes b of a.
func edit(a, b []byte) (offset, remove int, insert []byte) {
	for offset < len(a) && offset < len(b) && a[offset] == b[offset] {
		offset++
	}
	tail := 0
	for tail < len(a)-offset && tail < len(b)-offset && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return offset, len(a) - offset - tail, b[offset : len(b)-tail]
}
