package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"parley"
	"parley/bench/table"
	"parley/internal/agent"
	"parley/internal/keystore"
)

// keeper is the account of the agents where this process may choose one: a number that no system gives out.
const keeper = 64102

// agents are the processes of parley agent that hold the log and cosigner keys of the parties.
type agents struct {
	dir     string
	program string
	running []*exec.Cmd
}

// newAgents builds the program.
func newAgents(dir string) (*agents, error) {
	a := &agents{dir: dir, program: filepath.Join(dir, "parley")}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	if err := os.Chmod(filepath.Dir(dir), 0o711); err != nil { // the way to it
		return nil, err
	}
	out, err := exec.Command("go", "build", "-o", a.program, "parley/cmd/parley").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("go build: %w: %s", err, out)
	}
	return a, nil
}

// account says whose the agents are.
func (a *agents) account() string {
	if os.Getuid() != 0 {
		return "under the account of this process, which is not root"
	}
	return fmt.Sprintf("under another account, uid %d", keeper)
}

func (a *agents) end() {
	for _, c := range a.running {
		c.Process.Kill()
		c.Wait()
	}
}

// prepare has the log and cosigner keys of a party held by an agent, which is started at the first of them.
func (a *agents) prepare(p *table.Party) {
	dir := filepath.Join(a.dir, string(p.ID))
	p.Signs = func(role string, k *keystore.Key) (parley.Signer, error) {
		if role == "log" {
			if err := a.start(dir, p); err != nil {
				return nil, err
			}
		}
		return agent.New(filepath.Join(dir, "socket"), 2*time.Second).Signer(k.Public())
	}
}

func (a *agents) start(dir string, p *table.Party) error {
	keys := filepath.Join(dir, "keys")
	if err := os.MkdirAll(keys, 0o755); err != nil {
		return err
	}
	for _, role := range []string{"log", "cosigner"} {
		if err := keystore.Write(filepath.Join(keys, role+".key"), p.Key(role), ""); err != nil {
			return err
		}
	}
	cmd := exec.Command(a.program, "agent", "--party", string(p.ID), "--keys", keys, "--socket", filepath.Join(dir, "socket"), "--high-water", filepath.Join(dir, "marks"))
	cmd.Stderr = os.Stderr
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: keeper, Gid: keeper}}
		if err := give(dir); err != nil {
			return err
		}
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	a.running = append(a.running, cmd)
	said, err := bufio.NewReader(out).ReadString('\n')
	if err == nil && !strings.HasPrefix(said, "holding 2 keys") {
		err = fmt.Errorf("the agent said %q", said)
	}
	return err
}

// give gives a tree to the account of the agents.
func give(dir string) error {
	return filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, keeper, keeper)
	})
}
