package accept

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/charter"
	"parley/internal/keystore"
	"parley/internal/node"
	"parley/wire"
)

// acceptWaiting: what is sent to a party that is down is accepted, waits, and arrives after it comes up, FLASH first; the
// same signed message handed over ten times at once is one message.
func acceptWaiting(t *testing.T, built programs) {
	p := loopback(t, built)
	p.north.serve()
	sent := p.sendAllPrecedences(t)
	waitExpires(t, p)
	p.north.kill()
	p.north.serve()
	queueShows(t, p)

	p.south.serve()
	until(t, time.Minute, "all are recorded", func() bool { return p.north.recordedAll() })
	var stored []string
	for _, m := range p.south.inbox() {
		stored = append(stored, m.Precedence)
	}
	want := []string{"flash", "immediate", "priority", "routine", "routine", "routine"}
	if !slices.Equal(stored, want) {
		t.Errorf("stored in the order %v, not %v", stored, want)
	}
	if ids := p.south.ids("inbox"); ids[0] != sent["flash"] || ids[3] != sent["routine"] {
		t.Errorf("inbox %v, sent %v", ids, sent)
	}
	t.Run("submit", func(t *testing.T) { submitOften(t, p) })
}

// sendAllPrecedences sends to a node that is down, FLASH last, and returns the ids by precedence.
func (p *pair) sendAllPrecedences(t *testing.T) map[string]string {
	t.Helper()
	sent := map[string]string{}
	for _, precedence := range []string{"routine", "priority", "immediate", "flash"} {
		sent[precedence] = p.north.send(p.south, precedence, "To a party that is down, "+precedence+".")
	}
	p.north.send(p.south, "routine", "After the FLASH.")
	return sent
}

// waitExpires has a wait end before the other side is there.
func waitExpires(t *testing.T, p *pair) {
	t.Helper()
	begin := time.Now()
	r := p.north.run("send", "--to", "south", "--wait", "recorded", "--timeout", "1s", "Nobody is there yet.")
	id(t, r.out)
	if said := r.sentence(t); r.status != 4 || said != "accepted, not yet recorded" {
		t.Errorf("a wait that expired: status %d, %q", r.status, said)
	}
	if took := time.Since(begin); took < time.Second {
		t.Errorf("the wait of 1s ended after %v", took)
	}
}

// queueShows holds that the sender shows what waits, after a kill too.
func queueShows(t *testing.T, p *pair) {
	t.Helper()
	var lines []node.LineView
	p.north.json(&lines, "line")
	if len(lines) != 1 || lines[0].State == "up" {
		t.Fatalf("the lines of north: %+v", lines)
	}
	for precedence, n := range map[string]int{"flash": 1, "immediate": 1, "priority": 1, "routine": 3} {
		if got := lines[0].Queue[precedence]; got != n {
			t.Errorf("%d messages of precedence %s wait, not %d", got, precedence, n)
		}
	}
}

// recordedAll reports whether every message sent is recorded by all its addressees.
func (p *party) recordedAll() bool {
	p.t.Helper()
	var all []node.MessageView
	p.json(&all, "sent")
	for _, m := range all {
		for _, r := range m.Receipts {
			if r.Recorded == nil {
				return false
			}
		}
	}
	return true
}

// ids lists the messages of inbox or sent.
func (p *party) ids(verb string) (out []string) {
	p.t.Helper()
	var all []node.MessageView
	p.json(&all, verb)
	for _, m := range all {
		out = append(out, m.ID)
	}
	return out
}

// submitted is how many processes hand over the same message at once.
const submitted = 10

// submitOften hands over a message that was never submitted, ten times at once, and again when it is recorded.
func submitOften(t *testing.T, p *pair) {
	before := len(p.north.ids("sent"))
	file := p.signed(t)
	first := submitAtOnce(t, p, file)
	until(t, startTime, "it is recorded", func() bool { return p.north.recordedAll() })
	again := submitAtOnce(t, p, file)
	if first != again {
		t.Errorf("submitted again, it has the id %s, not %s", again, first)
	}
	if n := len(p.north.ids("sent")); n != before+2 {
		t.Errorf("%d messages were sent, not the saved one and this one", n-before)
	}
	for _, side := range []*party{p.north, p.south} {
		kinds := []string{}
		for _, place := range side.show(first).Places {
			kinds = append(kinds, place.Party+" "+place.Kind)
		}
		if !slices.Equal(kinds, []string{"north sent", "south received"}) {
			t.Errorf("%s: its places in the records are %v", side.id, kinds)
		}
		recordsHold(t, side)
	}
	if in := p.south.ids("inbox"); in[len(in)-1] != first || slices.Index(in, first) != len(in)-1 {
		t.Errorf("inbox %v, submitted %s", in, first)
	}
}

// signed makes a message as send --save does and hands it to nobody: a message that was saved, with another nonce.
func (p *pair) signed(t *testing.T) (file string) {
	t.Helper()
	saved := p.file("saved.parley")
	p.north.send(p.south, "immediate", "Saved before it was handed over.", "--save", saved, "--wait", "recorded")
	_, payload, err := wire.DecodeEnvelope(p.read(t, saved))
	if err != nil {
		t.Fatal(err)
	}
	key, err := keystore.Read(filepath.Join(p.north.dir, "keys", "operator-duty.key"), nil)
	if err != nil {
		t.Fatal(err)
	}
	payload.Nonce[0]++
	e, err := wire.Seal(payload, charter.EditionID(p.read(t, p.charter)), key)
	if err != nil {
		t.Fatal(err)
	}
	file = p.file("ten.parley")
	p.write(t, file, string(e.Encode()))
	return file
}

// submitAtOnce runs ten processes together. All must succeed and print the same id.
func submitAtOnce(t *testing.T, p *pair, file string) string {
	t.Helper()
	var results [submitted]result
	var all sync.WaitGroup
	for i := range results {
		cmd := command(t, verbTime, p.programs.parley, p.north.verb([]string{"send", "--submit", file})...)
		all.Go(func() {
			var out, errs strings.Builder
			cmd.Stdout, cmd.Stderr = &out, &errs
			cmd.Run()
			results[i] = result{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
		})
	}
	all.Wait()
	for _, r := range results {
		if r.status != 0 || r.out != results[0].out {
			t.Errorf("one of ten submissions: %+v; the first: %+v", r, results[0])
		}
	}
	return id(t, results[0].out)
}
