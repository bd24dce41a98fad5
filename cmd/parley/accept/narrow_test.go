package accept

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// append writes more into the configuration of a party.
func (p *party) configure(text string) {
	p.t.Helper()
	f, err := os.OpenFile(filepath.Join(p.dir, "config.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		p.t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		p.t.Fatal(err)
	}
}

// elsewhere has the node of a party listen for TLS where nobody looks for it.
func (p *party) elsewhere() {
	p.t.Helper()
	file := filepath.Join(p.dir, "config.yaml")
	b, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatal(err)
	}
	at := "127.0.0.1:" + freePort(p.t)
	text := strings.Replace(string(b), "listen: "+p.listen, "listen: "+at, 1)
	if text == string(b) {
		p.t.Fatalf("no listen: %s in %s", p.listen, b)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.listen = at
}

// up reports whether a party shows a bearer of its line as up.
func (p *party) up(bearer string) bool {
	var lines []struct {
		Bearers []struct{ Name, State string }
	}
	p.json(&lines, "line")
	for _, b := range lines[0].Bearers {
		if b.Name == bearer {
			return b.State == "up"
		}
	}
	return false
}

// freeSocket is a UDP address that nobody uses.
func freeSocket(t *testing.T) string {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.LocalAddr().String()
}

// flashed sends a FLASH, which must be recorded by the other side and stand there once.
func flashed(t *testing.T, from, to *party, text string) {
	t.Helper()
	start := time.Now()
	id := id(t, from.must("send", "--to", to.id, "--precedence", "flash", "--wait", "recorded", text))
	t.Logf("%q recorded after %v", text, time.Since(start).Round(time.Millisecond))
	count := 0
	for _, m := range to.inbox() {
		if m.ID == id {
			count++
		}
	}
	if count != 1 {
		t.Errorf("%q stands %d times in the inbox of %s", text, count, to.id)
	}
}

// acceptNarrow: two nodes that met over TLS once go on over UDP where there is no path for TLS any more, also after one of them
// was killed and started again.
func acceptNarrow(t *testing.T, built programs) {
	p := loopback(t, built)
	at := map[*party]string{p.north: freeSocket(t), p.south: freeSocket(t)}
	other := map[*party]*party{p.north: p.south, p.south: p.north}
	for side, a := range at {
		side.configure("bearers:\n  - name: sat\n    kind: udp\n    listen: " + a + "\n    to: {" + other[side].id + ": \"" + at[other[side]] + "\"}\n")
	}
	p.north.serve()
	p.south.serve()
	flashed(t, p.north, p.south, "over TLS, once")
	p.north.stop()
	p.south.stop()
	p.north.elsewhere()
	p.south.elsewhere()
	p.north.serve()
	p.south.serve()
	flashed(t, p.north, p.south, "over UDP alone")
	flashed(t, p.south, p.north, "and back")
	if !p.north.up("sat") || p.north.up("tls") {
		t.Errorf("the line: %s", p.north.must("line"))
	}
	p.south.kill()
	p.south.serve()
	flashed(t, p.north, p.south, "after a restart of the other side")
	p.south.kill()
	p.south.serve()
	flashed(t, p.south, p.north, "after a restart of this side")
}

// acceptSerial: two nodes over a pair of pseudo-terminals, which never met over TLS: the secret is made at one side and entered
// at the other. Nothing of it stands in what the programs say.
func acceptSerial(t *testing.T, built programs) {
	p := loopback(t, built)
	north, south := joined(t)
	p.north.configure("bearers:\n  - name: hf\n    kind: serial\n    device: " + north + "\n    to: {south: \"\"}\n    rate: 9600\n    cost: 100\n")
	p.south.configure("bearers:\n  - name: hf\n    kind: serial\n    device: " + south + "\n    to: {north: \"\"}\n    rate: 9600\n    cost: 100\n")
	p.north.elsewhere()
	p.south.elsewhere()
	paper, kept, ok := strings.Cut(p.north.must("line", "secret", "make", "--to", "south"), "kept for the line to south, as ")
	if !ok || len(kept) != 9 {
		t.Fatalf("%q, kept as %q", paper, kept)
	}
	enter := command(t, verbTime, built.parley, p.south.verb([]string{"line", "secret", "enter"})...)
	enter.Stdin = strings.NewReader(paper)
	if r := finish(t, enter); r.status != 0 || !strings.HasSuffix(r.out, " as "+kept) {
		t.Fatalf("entered: %+v, made as %q", r, kept)
	}
	p.north.serve()
	p.south.serve()
	flashed(t, p.north, p.south, "over two modems, without IP")
	flashed(t, p.south, p.north, "and back")
	secret := strings.Join(strings.Fields(paper)[1:3], "")
	for _, side := range []*party{p.north, p.south} {
		said := side.must("line") + side.must("line", "--json") + side.must("journal") + string(p.read(t, side.log))
		if strings.Contains(strings.ReplaceAll(said, " ", ""), secret) {
			t.Errorf("the secret stands in what %s says", side.id)
		}
	}
}
