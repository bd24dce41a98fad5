package browser

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// program builds the real program, once.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "parley-browser-")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "parley")
	out, err := exec.Command("go", "build", "-o", file, "parley/cmd/parley").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return file, nil
})

// A stage is two real nodes of two invented parties, with a line between them and a console each.
type stage struct {
	t       *testing.T
	program string
	dir     string
	nodes   map[string]*exec.Cmd
}

func newStage(t *testing.T) *stage { return newStageUnder(t, "hotline") }

// newStageUnder is a stage under a ready charter.
func newStageUnder(t *testing.T, template string) *stage {
	t.Helper()
	file, err := program()
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, program: file, dir: t.TempDir(), nodes: map[string]*exec.Cmd{}}
	for _, p := range []string{"north", "south"} {
		s.run("init", s.at(p), "--party", p, "--name", map[string]string{"north": "Northland", "south": "Southmark"}[p], "--listen", free(t))
		console := fmt.Sprintf("console:\n  listen: %q\n  tls: none\n  operator_keys: true\n", free(t))
		f, err := os.OpenFile(s.at(p, "config.yaml"), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(console); err != nil || f.Close() != nil {
			t.Fatal(err)
		}
		s.write(p+".party", s.run("party", "--dir", s.at(p)))
	}
	s.agree(template)
	s.serve("north")
	s.serve("south")
	return s
}

// agree has both sides sign and adopt a ready charter, as an exercise.
func (s *stage) agree(template string) {
	charter, a, b := s.at("charter.yaml"), s.at("north.party"), s.at("south.party")
	s.write("charter.yaml", s.run("charter", "draft", "--exercise", "--template", template, "--party", a, "--party", b))
	print := strings.TrimSpace(s.run("charter", "fingerprint", charter))
	var signatures []string
	for _, p := range []string{"north", "south"} {
		s.write(p+".sig", s.run("charter", "sign", "--dir", s.at(p), charter, "--fingerprint", print))
		signatures = append(signatures, s.at(p+".sig"))
	}
	for _, p := range []string{"north", "south"} {
		s.run(append([]string{"charter", "adopt", "--dir", s.at(p), "--party", a, "--party", b, charter}, signatures...)...)
	}
}

func (s *stage) at(path ...string) string { return filepath.Join(append([]string{s.dir}, path...)...) }

func (s *stage) write(name, text string) {
	s.t.Helper()
	if err := os.WriteFile(s.at(name), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) run(args ...string) string {
	s.t.Helper()
	var out, errs bytes.Buffer
	c := exec.Command(s.program, args...)
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		s.t.Fatalf("parley %s: %v: %s", strings.Join(args, " "), err, errs.String())
	}
	return out.String()
}

// serve starts a node and waits until it says that it serves.
func (s *stage) serve(party string) {
	s.t.Helper()
	c := exec.Command(s.program, "serve", "--dir", s.at(party))
	out, err := c.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.nodes[party] = c
	s.t.Cleanup(func() { s.stop(party) })
	said := make([]byte, 8)
	if _, err := out.Read(said); err != nil || string(said) != "serving " {
		s.t.Fatalf("the node of %s says %q, %v", party, said, err)
	}
	go func() { // what it says besides is not read
		for b := make([]byte, 4096); ; {
			if _, err := out.Read(b); err != nil {
				return
			}
		}
	}()
}

// stop ends a node as a power cut would.
func (s *stage) stop(party string) {
	if c := s.nodes[party]; c != nil {
		c.Process.Kill()
		c.Wait()
		delete(s.nodes, party)
	}
}

// link asks a node for a link that signs in.
func (s *stage) link(party string) (url, origin string) {
	s.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		out, err := exec.Command(s.program, "login", "--dir", s.at(party), "--as", "ann").Output()
		if err == nil {
			url = strings.TrimSpace(string(out))
			return url, strings.SplitAfter(url, "/login")[0][:strings.Index(url, "/login")]
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("parley login: %v", err)
		}
	}
}

// free returns an address that nobody listens on.
func free(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
