package accept

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/internal/agent"
	"parley/internal/agent/agenttest"
	"parley/internal/control"
	"parley/internal/node"
	"parley/internal/passkey"
	"parley/internal/passkey/passkeytest"
	"parley/officer"
	"parley/wire"
)

// acceptDevices: officers with a passkey in a browser and with a key in a PKCS#11 token are enrolled by the program and
// release messages between real nodes; both verify offline from their evidence alone, by parley-verify and by the reader in
// another language.
func acceptDevices(t *testing.T, built programs) {
	need(t, "python3", "ssh-add")
	p := loopback(t, built)
	p.north.serve()
	p.south.serve()
	p.north.send(p.south, "flash", "Signed by the operator key.", "--wait", "recorded")
	b, origin := passkeytest.Start(t, ""), "http://localhost:"+freePort(t)
	file := p.file("lea.passkey")
	if out := answered(t, b, built.parley, "officer", "passkey", file, "--origin", origin, "--verified"); !strings.HasPrefix(out, "parley-officer-key ") {
		t.Fatalf("a new passkey: %q", out)
	}
	out := answered(t, b, built.parley, "officer", "add", "lea", "--dir", p.north.dir, "--post", "duty=release", "--key", file)
	if !strings.Contains(out, "roster act 2 of north is entered") {
		t.Fatalf("the officer with a passkey: %q", out)
	}
	socket := agenttest.Token(t)
	listed, err := exec.Command("env", "SSH_AUTH_SOCK="+socket, "ssh-add", "-L").Output()
	if err != nil {
		t.Fatal(err)
	}
	p.write(t, p.file("token.pub"), string(listed))
	p.north.must("officer", "add", "tok", "--post", "duty=release", "--key", p.file("token.pub"), "--agent", socket)
	for name, s := range map[string]officer.Signer{"lea": deviceOf(t, b, p, file, origin), "tok": tokenOf(t, socket)} {
		id := p.release(t, s, "Released by "+name+".")
		until(t, startTime, "south records what "+name+" released", func() bool { return p.north.show(id).Receipts["south"].Recorded != nil })
		for _, side := range []*party{p.north, p.south} {
			proof := p.file(side.id + "-" + name + ".evidence")
			side.must("evidence", id, "-o", proof)
			if r := p.audit(t, "--charter", p.fingerprint, proof); r.status != 0 || !strings.Contains(r.out, "was released by the officer "+name+" of north") {
				t.Errorf("%s, by %s: status %d\n%s%s", name, side.id, r.status, r.out, r.errs)
			}
			if said, err := exec.Command("python3", "../../../spec/reader", "--evidence", p.fingerprint, proof).CombinedOutput(); err != nil {
				t.Errorf("%s, by %s: the reader says %s", name, side.id, said)
			}
		}
	}
	for _, side := range []*party{p.north, p.south} {
		recordsHold(t, side)
	}
}

// answered runs a verb that asks a browser once, and returns what it prints.
func answered(t *testing.T, b *passkeytest.Browser, program string, args ...string) string {
	t.Helper()
	cmd := command(t, verbTime, program, args...)
	asks, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewReader(asks)
	line, _ := said.ReadString('\n')
	_, url, ok := strings.Cut(strings.TrimSpace(line), "open in a browser of this machine: ")
	if !ok {
		t.Fatalf("parley %q says %q", args, line)
	}
	shown := b.Answer(url)
	rest, _ := io.ReadAll(said)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("parley %q: %v, %s; the page says %q", args, err, rest, shown)
	}
	return out.String()
}

// deviceOf is the passkey in a file, asked through the browser.
func deviceOf(t *testing.T, b *passkeytest.Browser, p *pair, file, origin string) officer.Signer {
	t.Helper()
	key, err := officer.DecodeKey(decoded(t, string(p.read(t, file)), 1))
	if err != nil {
		t.Fatal(err)
	}
	desk := passkey.Desk{Origin: origin, Show: func(url string) { go b.Answer(url) }}
	return passkey.Signer{Passkey: passkey.Passkey{Key: key, Credential: decoded(t, string(p.read(t, file)), 2)}, Desk: desk, Context: t.Context()}
}

// tokenOf is the one key behind an agent.
func tokenOf(t *testing.T, socket string) officer.Signer {
	t.Helper()
	keys, err := agent.New(socket, 20*time.Second).OfficerKeys()
	if err != nil || len(keys) != 1 {
		t.Fatalf("%v, %v", keys, err)
	}
	return keys[0]
}

// release has a device sign a message of north to south, and submits it.
func (p *pair) release(t *testing.T, s officer.Signer, text string) string {
	t.Helper()
	c, err := control.Dial(p.north.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	at, err := c.Composer(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	post := parley.PostID("duty")
	m := &wire.Payload{Nonce: nonceOf(text), Time: parley.MillisOf(time.Now()), From: wire.Address{Party: "north", Post: &post},
		Action: []wire.Address{{Party: "south"}}, Precedence: parley.Flash, InfoPrecedence: parley.Flash, Edition: at.Edition, Roster: at.Roster, Form: wire.FormText,
		Lang: "en", Body: []byte(text)}
	sig, err := s.Sign(wire.UseMessage, at.EditionID[:], m.Encode())
	if err != nil {
		t.Fatal(err)
	}
	e, err := wire.Enclose(m.Encode(), []wire.Signature{sig})
	if err != nil {
		t.Fatal(err)
	}
	done, err := c.Submit(t.Context(), e.Encode(), node.Who{User: os.Getenv("USER")})
	if err != nil {
		t.Fatal(err)
	}
	return done.ID
}

func nonceOf(text string) [16]byte {
	h := parley.Sum([]byte(text))
	return [16]byte(h[:16])
}

// decoded is a line of the file of a passkey.
func decoded(t *testing.T, text string, line int) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(strings.Split(text, "\n")[line])
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// freePort is one of this machine that nobody uses.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}
