package accept

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"parley/internal/node"
)

// A party has a directory, and a node that may run.
type party struct {
	t        *testing.T
	programs programs
	id, dir  string
	listen   string
	within   []string // what runs its node elsewhere: "ip netns exec NAME"
	node     *exec.Cmd
	log      string // file to which its nodes write
	http     string // where its node says how it stands, if it does
}

// nodeTime bounds the life of a node; -promotions asks for more.
var nodeTime = 8 * time.Minute

// run runs a verb on the directory of p.
func (p *party) run(args ...string) result {
	p.t.Helper()
	return run(p.t, verbTime, p.programs.parley, p.verb(args)...)
}

// verb puts --dir behind the words of the verb.
func (p *party) verb(args []string) []string {
	return append(append([]string{}, args...), "--dir", p.dir)
}

// must runs a verb that must succeed, and returns its standard output.
func (p *party) must(args ...string) string {
	p.t.Helper()
	r := p.run(args...)
	if r.status != 0 {
		p.t.Fatalf("%s: parley %q: status %d, %s", p.id, args, r.status, r.errs)
	}
	return r.out
}

// json reads what a verb prints with --json.
func (p *party) json(v any, args ...string) {
	p.t.Helper()
	out := p.must(append(args, "--json")...)
	if err := json.Unmarshal([]byte(out), v); err != nil {
		p.t.Fatalf("%s: parley %q: %v in %s", p.id, args, err, out)
	}
}

// send sends a text and returns its id.
func (p *party) send(to *party, precedence, text string, more ...string) string {
	p.t.Helper()
	out := p.must(append([]string{"send", "--to", to.id, "--precedence", precedence, text}, more...)...)
	return id(p.t, out)
}

// id takes the line that send and ack print.
func id(t *testing.T, out string) string {
	t.Helper()
	s, rest, _ := strings.Cut(out, "\n")
	if len(s) != 64 || strings.Trim(s, "0123456789abcdef") != "" || rest != "" {
		t.Fatalf("not a message id: %q", out)
	}
	return s
}

func (p *party) inbox() (v []node.MessageView) { p.json(&v, "inbox"); return v }

func (p *party) show(id string) (v node.MessageView) { p.json(&v, "show", id); return v }

// serve starts the node and returns when it says that it serves.
func (p *party) serve() {
	p.t.Helper()
	if said := p.begin(); said != "serving "+p.id+" on "+p.listen {
		p.t.Fatalf("the node of %s said %q; its log:\n%s", p.id, said, p.lastWords())
	}
}

// begin starts the node and returns the first line that it says.
func (p *party) begin() string {
	p.t.Helper()
	words := append(append([]string{}, p.within...), p.programs.parley, "serve", "--dir", p.dir)
	p.node = command(p.t, nodeTime, words[0], words[1:]...)
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		p.t.Fatal(err)
	}
	defer log.Close()
	p.node.Stderr = log
	out, err := p.node.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.node.Start(); err != nil {
		p.t.Fatal(err)
	}
	return firstLine(out)
}

// startTime bounds how long a node takes to come up.
const startTime = 20 * time.Second

// firstLine reads one line, or nothing when none comes in time.
func firstLine(from io.Reader) string {
	said := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(from).ReadString('\n')
		said <- strings.TrimSuffix(line, "\n")
	}()
	select {
	case line := <-said:
		return line
	case <-time.After(startTime):
		return ""
	}
}

// kill ends the node as a power cut would, without a word.
func (p *party) kill() {
	p.t.Helper()
	if err := p.node.Process.Kill(); err != nil {
		p.t.Fatalf("the node of %s had ended by itself: %v\n%s", p.id, err, p.lastWords())
	}
	p.node.Wait()
	p.node = nil
}

// stop asks the node to end, which it must do with status 0.
func (p *party) stop() {
	p.t.Helper()
	p.node.Process.Signal(syscall.SIGTERM)
	if err := p.node.Wait(); err != nil {
		p.t.Errorf("the node of %s ended with %v\n%s", p.id, err, p.lastWords())
	}
	p.node = nil
}

// end is for the end of a test, failed or not.
func (p *party) end() {
	if p.node != nil {
		p.node.Process.Kill()
		p.node.Wait()
	}
	if p.t.Failed() {
		p.t.Logf("log of %s:\n%s", p.id, p.lastWords())
	}
}

// lastWords is the end of what the nodes of p wrote.
func (p *party) lastWords() string {
	b, _ := os.ReadFile(p.log)
	return string(b[max(0, len(b)-4000):])
}

// A pair is two parties under one charter that both signed.
type pair struct {
	programs     programs
	dir          string
	north, south *party
	charter      string // file of its text
	fingerprint  string
}

func (p *pair) file(name string) string { return filepath.Join(p.dir, name) }

// newPair makes both directories and the charter; no node runs.
func newPair(t *testing.T, built programs, north, south string) *pair {
	t.Helper()
	p := &pair{programs: built, dir: t.TempDir()}
	p.north = p.makeParty(t, "north", "Northland", north)
	p.south = p.makeParty(t, "south", "Southmark", south)
	p.charter = p.file("charter.yaml")
	p.write(t, p.charter, p.north.must("charter", "draft", "--party", p.file("north.yaml"), "--party", p.file("south.yaml")))
	p.fingerprint = strings.TrimSpace(p.north.must("charter", "fingerprint", p.charter))
	adopt := []string{"charter", "adopt", "--party", p.file("north.yaml"), "--party", p.file("south.yaml"), p.charter}
	for _, side := range []*party{p.north, p.south} {
		signature := p.file(side.id + ".sig")
		p.write(t, signature, side.must("charter", "sign", p.charter, "--fingerprint", p.fingerprint))
		adopt = append(adopt, signature)
	}
	p.north.must(adopt...)
	p.south.must(adopt...)
	return p
}

func (p *pair) makeParty(t *testing.T, id, name, listen string) *party {
	t.Helper()
	side := &party{t: t, programs: p.programs, id: id, dir: p.file(id), listen: listen, log: p.file(id + ".log")}
	t.Cleanup(side.end)
	side.must("init", "--party", id, "--name", name, "--listen", listen)
	p.write(t, p.file(id+".yaml"), side.must("party"))
	return side
}

func (p *pair) write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (p *pair) read(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// loopback makes a pair on free ports of this machine.
func loopback(t *testing.T, built programs) *pair {
	t.Helper()
	var free [2]string
	for i := range free {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		free[i] = l.Addr().String()
	}
	return newPair(t, built, free[0], free[1])
}
