package main

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

// A process is one node: its directory and, while it runs, its process.
type process struct {
	dir, program string
	http         string // where it says how it stands; empty: nowhere
	log          *os.File
	node         *exec.Cmd
}

// begin starts the node and returns what it says first.
func (p *process) begin() (string, error) {
	if p.log == nil {
		var err error
		if p.log, err = os.Create(p.dir + ".log"); err != nil {
			return "", err
		}
	}
	p.node = exec.Command(p.program, "serve", "--dir", p.dir)
	p.node.Stderr = p.log
	p.node.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt is for us, who end it
	out, err := p.node.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := p.node.Start(); err != nil {
		return "", err
	}
	said := make(chan string, 1)
	go func() { line, _ := bufio.NewReader(out).ReadString('\n'); said <- line }()
	select {
	case line := <-said:
		if strings.HasPrefix(line, "serving ") {
			return line, nil
		}
		return "", fmt.Errorf("the node of %s does not serve: see %s", p.dir, p.log.Name())
	case <-time.After(time.Minute):
		return "", fmt.Errorf("the node of %s does not come up: see %s", p.dir, p.log.Name())
	}
}

// kill kills the node's process and waits for its end.
func (p *process) kill() {
	if p.node != nil {
		p.node.Process.Kill()
		p.node.Wait()
		p.node = nil
	}
}

// role is what the node says of its part; empty where it says nothing.
func (p *process) role() string {
	a, err := (&http.Client{Timeout: 5 * time.Second}).Get("http://" + p.http + "/health")
	if err != nil {
		return ""
	}
	defer a.Body.Close()
	var v struct{ Role string }
	json.NewDecoder(a.Body).Decode(&v)
	return v.Role
}

// parley runs a verb to its end.
func (p *process) parley(args ...string) (string, error) {
	out, err := exec.Command(p.program, args...).Output()
	if exit, ok := err.(*exec.ExitError); ok {
		return "", fmt.Errorf("parley %s: %s%s", strings.Join(args, " "), exit.Stderr, out)
	}
	return string(out), err
}

// free returns a free port of this machine for each name.
func free(n int) (list []string, err error) {
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
