package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/control"
	"parley/internal/simnet"
)

// lineRate is the rate of the demo's line, in bit/s.
const lineRate = 9600

type demoParty struct{ id, name string }

// A side is one party of the demo: its directory, its node's process, and the relay that both sheets name as its
// address.
type side struct {
	demoParty
	dir    string
	listen string
	relay  *simnet.Relay
	node   *exec.Cmd
	logs   *os.File
}

// A stage is where the demo plays: two sides and the line between them.
type stage struct {
	ctx         context.Context
	out         io.Writer
	o           demoOptions
	dir         string
	title       string
	template    string
	program     string
	sides       [2]*side
	fingerprint string
	figures     figures
	meeting     string // when two notices meet, if any do
}

func newStage(ctx context.Context, out io.Writer, o demoOptions, parties [2]demoParty, title, template string) (*stage, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	dir := o.dir
	if dir == "" {
		dir, err = os.MkdirTemp("", "parley-demo-")
	} else {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeStorage, "the demo's directory cannot be made")
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	s := &stage{ctx: ctx, out: out, o: o, dir: dir, title: title, template: template, program: program}
	for i, p := range parties {
		s.sides[i] = &side{demoParty: p, dir: filepath.Join(dir, p.id)}
	}
	return s, nil
}

// raise makes both parties, has them sign the charter, and starts their nodes.
func (s *stage) raise() error {
	s.say("EXERCISE. Two invented parties, %s and %s; a line of %d bit/s; two node processes in\n%s", s.sides[0].name, s.sides[1].name, lineRate, s.dir)
	for _, d := range s.sides {
		if err := s.makeParty(d); err != nil {
			return err
		}
	}
	if err := s.sign(); err != nil {
		return err
	}
	for i, d := range s.sides {
		if i == 1 && os.Getenv(receiverDown) != "" {
			continue
		}
		if err := s.start(d); err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) makeParty(d *side) error {
	var err error
	if d.listen, err = freeAddress(); err != nil {
		return err
	}
	if d.relay, err = simnet.NewRelay("127.0.0.1:0", d.listen, lineRate); err != nil {
		return err
	}
	if _, err := s.parley("init", d.dir, "--party", d.id, "--name", d.name, "--listen", d.listen, "--address", d.relay.Addr()); err != nil {
		return err
	}
	if s.o.serve {
		if err := addConsole(d.dir); err != nil {
			return err
		}
	}
	b, err := s.parley("party", "--dir", d.dir)
	if err != nil {
		return err
	}
	return os.WriteFile(s.file(d.id+".party"), b, 0o600)
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

func (s *stage) file(name string) string { return filepath.Join(s.dir, name) }

// sign drafts the charter and has both roots sign and both nodes adopt it.
func (s *stage) sign() error {
	a, b := s.file(s.sides[0].id+".party"), s.file(s.sides[1].id+".party")
	draft, err := s.parley("charter", "draft", "--template", s.template, "--party", a, "--party", b, "--exercise")
	if err != nil {
		return err
	}
	c, err := charter.Parse(draft)
	if err != nil {
		return err
	}
	for _, lang := range c.Authentic {
		c.Title[lang] = s.title
	}
	text := c.Encode()
	s.fingerprint = charter.Fingerprint(charter.EditionID(text))
	file := s.file("charter.yaml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return err
	}
	var lines []string
	for _, d := range s.sides {
		line, err := s.parley("charter", "sign", "--dir", d.dir, "--fingerprint", s.fingerprint, file)
		if err != nil {
			return err
		}
		name := s.file(d.id + ".sig")
		if err := os.WriteFile(name, line, 0o600); err != nil {
			return err
		}
		lines = append(lines, name)
	}
	for _, d := range s.sides {
		if _, err := s.parley(append([]string{"charter", "adopt", "--dir", d.dir, "--party", a, "--party", b, file}, lines...)...); err != nil {
			return err
		}
	}
	s.say("Both signed the charter %q, fingerprint\n  %s", s.title, s.fingerprint)
	return nil
}

// parley runs one verb as a user would and returns its output.
func (s *stage) parley(args ...string) ([]byte, error) {
	return s.command(s.program, args...)
}

func (s *stage) command(program string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(s.ctx, program, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		said := strings.TrimSpace(errs.String())
		return out.Bytes(), parley.Wrap(err, parley.CodeInternal, "parley %s: %s", strings.Join(args[:min(2, len(args))], " "), said)
	}
	return out.Bytes(), nil
}

// start starts a side's node and waits until it answers.
func (s *stage) start(d *side) error {
	logs, err := os.OpenFile(s.file(d.id+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	d.logs = logs
	d.node = exec.Command(s.program, "serve", "--dir", d.dir)
	d.node.Stdout, d.node.Stderr = logs, logs
	if err := d.node.Start(); err != nil {
		return err
	}
	return s.until(15*time.Second, "the node of "+d.name+" did not start; see "+logs.Name(), func() bool {
		c, err := control.Dial(d.dir)
		if err != nil {
			return false
		}
		defer c.Close()
		_, err = c.Lines(s.ctx)
		return err == nil
	})
}

// kill ends a side's node as a power cut would end it: without a word.
func (d *side) kill() {
	if d.node == nil {
		return
	}
	d.node.Process.Signal(syscall.SIGKILL)
	d.node.Wait()
	d.node = nil
	d.logs.Close()
}

func (s *stage) end() {
	for _, d := range s.sides {
		if d.node != nil {
			d.node.Process.Signal(syscall.SIGTERM)
			d.node.Wait()
			d.node = nil
		}
		if d.relay != nil {
			d.relay.Close()
		}
	}
}

// until asks again and again, at most for the time given.
func (s *stage) until(most time.Duration, otherwise string, ok func() bool) error {
	deadline := time.NewTimer(most)
	defer deadline.Stop()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for !ok() {
		select {
		case <-again.C:
		case <-deadline.C:
			return demoError("%s", otherwise)
		case <-s.ctx.Done():
			return demoError("the demo was interrupted")
		}
	}
	return nil
}
