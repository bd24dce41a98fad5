package accept

import (
	"os"
	"strings"
	"testing"
	"time"

	"parley/internal/node"
)

const flashText = "Aircraft in difficulty, will cross the line at point 12 in eight minutes, unarmed. Do not engage."

// acceptExchange: two directories, a charter that both signed, two nodes. A FLASH arrives, is acknowledged, stands in two
// records that verify, and gives evidence that holds against the charter and against nothing else.
func acceptExchange(t *testing.T, built programs) {
	p := loopback(t, built)
	p.north.serve()
	p.south.serve()
	flash := p.north.send(p.south, "flash", flashText, "--wait", "recorded")
	in := p.south.inbox()
	if len(in) != 1 || in[0].ID != flash || *in[0].Text != flashText || in[0].Precedence != "flash" || in[0].From != "north/duty" {
		t.Fatalf("the inbox of south: %+v", in)
	}

	ack := id(t, p.south.must("ack", flash))
	until(t, startTime, "the acknowledgement shows at the sender", func() bool {
		return p.north.show(flash).Receipts["south"].Acknowledged != nil
	})
	if ack == flash || len(p.south.inbox()) != 1 || len(p.north.inbox()) != 0 {
		t.Error("the acknowledgement is listed as a message")
	}
	for _, side := range []*party{p.north, p.south} {
		recordsHold(t, side)
	}
	t.Run("evidence", func(t *testing.T) { evidenceHolds(t, built, p, flash) })
}

// recordsHold has a party verify its own record and its mirror of the other one's.
func recordsHold(t *testing.T, p *party) {
	t.Helper()
	var v node.VerifyView
	if r := p.run("record", "verify"); r.status != 0 {
		t.Errorf("%s: record verify: status %d\n%s%s", p.id, r.status, r.out, r.errs)
	}
	p.json(&v, "record", "verify")
	if !v.OK || len(v.Records) != 2 {
		t.Errorf("%s: record verify: %+v", p.id, v)
	}
	for _, r := range v.Records {
		if !r.OK || r.Size < 3 || len(r.Errors) != 0 {
			t.Errorf("%s: the record of %s: %+v", p.id, r.Party, r)
		}
	}
}

// audit runs the auditor's program on a file.
func (p *pair) audit(t *testing.T, args ...string) result {
	t.Helper()
	return run(t, verbTime, p.programs.verify, args...)
}

// evidenceHolds holds the evidence of both sides against the charter, against none, and against a charter of the same
// parties, by the same names, that others made up.
func evidenceHolds(t *testing.T, built programs, p *pair, flash string) {
	for _, side := range []*party{p.north, p.south} {
		file := p.file(side.id + ".evidence")
		side.must("evidence", flash, "-o", file)
		r := p.audit(t, "--charter", p.fingerprint, file)
		if r.status != 0 || !strings.HasPrefix(r.out, "VERIFIED") || !strings.Contains(r.out, flashText) {
			t.Errorf("the evidence of %s: status %d\n%s%s", side.id, r.status, r.out, r.errs)
		}
		if r := p.audit(t, file); r.status != 3 || strings.HasPrefix(r.out, "VERIFIED") {
			t.Errorf("the evidence of %s, no charter named: status %d\n%s", side.id, r.status, r.out)
		}
	}
	t.Run("flipped", func(t *testing.T) { evidenceFlipped(t, p) })
	t.Run("fabricated", func(t *testing.T) { evidenceFabricated(t, built, p) })
}

// step is the distance of the bits that are tried; being prime to eight, it comes to every place in a byte.
const step = 97

// evidenceFlipped tries the evidence with one bit turned, every 97th in turn.
func evidenceFlipped(t *testing.T, p *pair) {
	whole, err := os.ReadFile(p.file("north.evidence"))
	if err != nil {
		t.Fatal(err)
	}
	begin, tried, file := time.Now(), 0, p.file("flipped.evidence")
	for bit := 0; bit < 8*len(whole); bit += step {
		tried++
		whole[bit/8] ^= 1 << (bit % 8)
		p.write(t, file, string(whole))
		whole[bit/8] ^= 1 << (bit % 8)
		if r := p.audit(t, "--charter", p.fingerprint, file); r.status != 1 || strings.Contains(r.out, "VERIFIED") {
			t.Errorf("bit %d turned: status %d\n%s%s", bit, r.status, r.out, r.errs)
		}
	}
	t.Logf("%d of %d bits tried in %v", tried, 8*len(whole), time.Since(begin).Round(time.Millisecond))
}

// evidenceFabricated has others make up both parties, under the same ids and names and with keys of their own.
func evidenceFabricated(t *testing.T, built programs, p *pair) {
	made := loopback(t, built)
	made.north.serve()
	made.south.serve()
	flash := made.north.send(made.south, "flash", flashText, "--wait", "recorded")
	file := made.file("north.evidence")
	made.north.must("evidence", flash, "-o", file)
	if r := made.audit(t, "--charter", made.fingerprint, file); r.status != 0 {
		t.Fatalf("against its own charter: status %d\n%s%s", r.status, r.out, r.errs)
	}
	if r := made.audit(t, "--charter", p.fingerprint, file); r.status != 1 || strings.Contains(r.out, "VERIFIED") {
		t.Errorf("fabricated evidence against the real charter: status %d\n%s%s", r.status, r.out, r.errs)
	}
	if r := made.audit(t, "--charter", made.fingerprint, p.file("north.evidence")); r.status != 1 {
		t.Errorf("real evidence against the fabricated charter: status %d\n%s%s", r.status, r.out, r.errs)
	}
}
