// Package serving runs real parties for measurements: nodes as processes of their own under one charter, several of one party on one
// database where asked for, and officers who keep what a node answered for.
package serving

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// A Process is one node: its directory and, while it runs, its process.
type Process struct {
	Dir, Program string
	Log          string   // path of what it says while it runs
	HTTP         string   // where it says how it stands; empty: nowhere
	Env          []string // besides ours
	Ended        bool     // by us, since it began

	log  *os.File
	node *exec.Cmd
	gone chan struct{} // closed when the process has ended; nil before it first began
}

// patience is how long a node may take to come up, or to end when it is asked to.
const patience = time.Minute

// Build builds the program, with tags where there are some.
func Build(program, tags string) error {
	build := exec.Command("go", "build", "-tags", tags, "-o", program, "parley/cmd/parley")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("cannot build parley: %w", err)
	}
	return nil
}

// Begin starts the node and returns what it says first, which is that it serves.
func (p *Process) Begin() (string, error) {
	if p.log == nil {
		var err error
		if p.log, err = os.Create(p.Log); err != nil {
			return "", err
		}
	}
	p.node = exec.Command(p.Program, "serve", "--dir", p.Dir)
	p.node.Stderr, p.node.Env = p.log, append(os.Environ(), p.Env...)
	p.node.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt is for us, who end it
	out, err := p.node.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := p.node.Start(); err != nil {
		return "", err
	}
	p.Ended, p.gone = false, make(chan struct{})
	said := make(chan string, 1)
	go func(node *exec.Cmd, gone chan struct{}) {
		line, _ := bufio.NewReader(out).ReadString('\n')
		said <- line
		node.Wait()
		close(gone)
	}(p.node, p.gone)
	select {
	case line := <-said:
		if strings.HasPrefix(line, "serving ") {
			return line, nil
		}
		return "", fmt.Errorf("the node of %s does not serve: see %s", p.Dir, p.Log)
	case <-time.After(patience):
		return "", fmt.Errorf("the node of %s does not come up: see %s", p.Dir, p.Log)
	}
}

// Signal gives the node's process a signal.
func (p *Process) Signal(s syscall.Signal) error { return p.node.Process.Signal(s) }

// Kill kills the node's process and waits for its end.
func (p *Process) Kill() { p.end(syscall.SIGKILL) }

// Stop ends the node as its operator does.
func (p *Process) Stop() error { return p.end(syscall.SIGTERM) }

// Explain ends the node, which writes to its log what it was doing.
func (p *Process) Explain() { p.end(syscall.SIGQUIT) }

func (p *Process) end(by syscall.Signal) error {
	if p.Gone() {
		return nil
	}
	p.Ended = true
	p.Signal(by)
	select {
	case <-p.gone:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("the node of %s does not end: see %s", p.Dir, p.Log)
	}
}

// Gone reports whether the node's process has ended, or never began.
func (p *Process) Gone() bool {
	if p.gone == nil {
		return true
	}
	select {
	case <-p.gone:
		return true
	default:
		return false
	}
}

// PID is that of the node's process.
func (p *Process) PID() int { return p.node.Process.Pid }

// Standing is which part a node has among those of its party.
type Standing struct {
	Role       string // leader, follower or waiting; empty where it does not say
	Generation int
}

// Standing is what the node says of its part.
func (p *Process) Standing() (v Standing) {
	a, err := (&http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}).Get("http://" + p.HTTP + "/health")
	if err != nil {
		return v
	}
	defer a.Body.Close()
	json.NewDecoder(a.Body).Decode(&v)
	return v
}

// Run runs a verb to its end.
func (p *Process) Run(args ...string) (string, error) {
	c := exec.Command(p.Program, args...)
	c.Env = append(os.Environ(), p.Env...)
	out, err := c.Output()
	if exit, ok := err.(*exec.ExitError); ok {
		return "", fmt.Errorf("parley %s: %s%s", strings.Join(args, " "), exit.Stderr, out)
	}
	return string(out), err
}

// Free returns free addresses of this machine.
func Free(n int) (list []string, err error) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		list = append(list, l.Addr().String())
	}
	return list, nil
}
