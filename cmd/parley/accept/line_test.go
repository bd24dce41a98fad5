package accept

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

const (
	lineRate    = "1mbit"
	attached    = 20 << 20
	quarters    = 4 // of the attachment; after each but the last, one side is killed
	flashes     = 5 // in each quarter
	flashWithin = time.Second
	mostBytes   = 1.1

	// A FLASH that is late while the machine itself stood still for longer than this says nothing and is sent again.
	stoodStill = 100 * time.Millisecond
	mostAgain  = 40
)

// acceptLine: on a line of 1 Mbit/s, with an attachment of 20 MiB under way, a FLASH is recorded by the other side within
// 1 s; the attachment survives three kills and costs at most 1.1 times its size.
func acceptLine(t *testing.T, built programs) {
	w := newEthernet(t, lineRate)
	p := newPair(t, built, w.ends[0].address+":7420", w.ends[1].address+":7420")
	p.north.within, p.south.within = w.ends[0].inside(), w.ends[1].inside()
	p.north.serve()
	p.south.serve()
	p.north.must("send", "--to", "south", "--precedence", "flash", "--wait", "recorded", "The line is up.")

	begin, before := time.Now(), [2]int64{w.carried(w.ends[0]), w.carried(w.ends[1])}
	content := arbitrary(attached)
	p.write(t, p.file("survey.bin"), string(content))
	survey := p.north.send(p.south, "routine", "The survey of the crossing.", "--attach", p.file("survey.bin"))
	m := &measurement{probe: newProbe(t, p.file("probe"))}
	for i, victim := range [quarters]*party{p.south, p.north, p.south, nil} {
		from, to := uint64(i)*attached/quarters, uint64(i+1)*attached/quarters
		until(t, time.Minute, "the survey is under way", func() bool { return p.south.held(survey) > from })
		m.flashes(t, p)
		if held := p.south.held(survey); held == attached {
			t.Fatal("the survey was no longer under way when the last FLASH was sent")
		}
		until(t, 2*time.Minute, "the survey goes on", func() bool { return p.south.held(survey) >= to })
		if victim != nil {
			victim.kill()
			victim.serve()
			t.Logf("%v: killed the node of %s, %d of %d bytes held", time.Since(begin).Round(time.Second), victim.id, to, attached)
		}
	}
	m.judge(t)
	sameAttachment(t, p, survey, content)
	there, back := w.carried(w.ends[0])-before[0], w.carried(w.ends[1])-before[1]
	t.Logf("measured: 20 MiB whole after %v and three kills; %d bytes on the line there and %d back, together %.3f of its size",
		time.Since(begin).Round(time.Second), there, back, float64(there+back)/attached)
	if float64(there+back) > mostBytes*attached {
		t.Errorf("the attachment cost %.3f of its size on the line, more than %.2f", float64(there+back)/attached, mostBytes)
	}
}

// held returns how many bytes of the attachment of a message are here, 0 where the message is not here either.
func (p *party) held(message string) uint64 {
	p.t.Helper()
	for _, m := range p.inbox() {
		if m.ID == message {
			return m.Attachments[0].Held
		}
	}
	return 0
}

// A measurement is what the FLASHes took, from the start of send to recorded and from accepted to recorded.
type measurement struct {
	probe               *probe
	took, sinceAccepted []time.Duration
	again               int // sent again, since the machine stood still
}

// flashes sends one FLASH after the other.
func (m *measurement) flashes(t *testing.T, p *pair) {
	t.Helper()
	for want := len(m.took) + flashes; len(m.took) < want; {
		m.probe.take()
		took, sinceAccepted := p.north.flash(p.south)
		if still := m.probe.take(); took > flashWithin && still > stoodStill && m.again < mostAgain {
			m.again++
			t.Logf("a FLASH took %v while the machine stood still for %v", took, still.Round(time.Millisecond))
			continue
		}
		m.took, m.sinceAccepted = append(m.took, took), append(m.sinceAccepted, sinceAccepted)
	}
	t.Logf("FLASHes recorded after %v", m.took[len(m.took)-flashes:])
}

// judge prints the median and the worst, which must be within the limit.
func (m *measurement) judge(t *testing.T) {
	t.Helper()
	median, worst := medianAndWorst(m.took)
	t.Logf("measured: %d FLASHes behind 20 MiB on a line of %s, from the start of send to recorded: median %v, worst %v; %d sent again",
		len(m.took), lineRate, median, worst, m.again)
	am, aw := medianAndWorst(m.sinceAccepted)
	t.Logf("measured: the same from accepted to recorded: median %v, worst %v", am, aw)
	if median > flashWithin || worst > flashWithin {
		t.Errorf("a FLASH was recorded after a median of %v and at worst %v, not within %v: %v", median, worst, flashWithin, m.took)
	}
}

// flash sends a FLASH and waits until it is recorded: how long it took from the start of the process, and from the
// moment at which its id was printed.
func (p *party) flash(to *party) (whole, sinceAccepted time.Duration) {
	p.t.Helper()
	cmd := command(p.t, verbTime, p.programs.parley, p.verb([]string{"send", "--to", to.id, "--precedence", "flash",
		"--wait", "recorded", "--timeout", "30s", "Aircraft in difficulty, will cross the line in eight minutes. Do not engage."})...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	accepted := time.Now()
	if err := cmd.Wait(); err != nil {
		p.t.Fatalf("the FLASH: %v: %s", err, errs.String())
	}
	end := time.Now()
	id(p.t, line)
	return end.Sub(begin).Round(time.Millisecond), end.Sub(accepted).Round(time.Millisecond)
}

func medianAndWorst(d []time.Duration) (median, worst time.Duration) {
	s := slices.Sorted(slices.Values(d))
	return s[len(s)/2], s[len(s)-1]
}

// sameAttachment has the receiver write the attachment to a file and holds it against what was sent.
func sameAttachment(t *testing.T, p *pair, message string, want []byte) {
	t.Helper()
	into := t.TempDir()
	until(t, startTime, "what arrived is checked against its hash", func() bool {
		r := p.south.run("read", message, "--attachments", into)
		if r.status != 0 && r.status != 4 {
			t.Fatalf("read: status %d, %s", r.status, r.errs)
		}
		return r.status == 0
	})
	f, err := os.Open(filepath.Join(into, "survey.bin"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := io.ReadAll(f)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("the attachment that arrived, %d bytes, is not the one that was sent: %v", len(got), err)
	}
}

// arbitrary returns n bytes that do not compress and are the same in every run.
func arbitrary(n int) []byte {
	b := make([]byte, 0, n+sha256.Size)
	for i := uint64(0); len(b) < n; i++ {
		h := sha256.Sum256(binary.BigEndian.AppendUint64(nil, i))
		b = append(b, h[:]...)
	}
	return b[:n]
}
