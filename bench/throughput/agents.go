package main

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"parley"
	"parley/bench/table"
	"parley/internal/agent"
	"parley/internal/keystore"
	"parley/internal/socket"
)

// agents are the processes that hold the log and cosigner keys of the parties.
type agents struct {
	dir     string
	running []*exec.Cmd
}

func (a *agents) end() {
	for _, c := range a.running {
		c.Process.Kill()
		c.Wait()
	}
}

// prepare has the log and cosigner keys of a party held by a process of its own, which is started at the first of them.
func (a *agents) prepare(p *table.Party) {
	dir := filepath.Join(a.dir, string(p.ID))
	p.Signs = func(role string, k *keystore.Key) (parley.Signer, error) {
		if role == "log" {
			if err := a.start(dir, p); err != nil {
				return nil, err
			}
		}
		return agent.New(socketIn(dir), 2*time.Second).Signer(k.Public())
	}
}

func socketIn(dir string) string { return filepath.Join(dir, "socket") }

func (a *agents) start(dir string, p *table.Party) error {
	if err := os.MkdirAll(filepath.Join(dir, "marks"), 0o700); err != nil {
		return err
	}
	for _, role := range []string{"log", "cosigner"} {
		if err := keystore.Write(filepath.Join(dir, role), p.Key(role), ""); err != nil {
			return err
		}
	}
	cmd := exec.Command(os.Args[0], "-hold", dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	a.running = append(a.running, cmd)
	_, err = bufio.NewReader(out).ReadString('\n')
	return err
}

// hold is the agent of the party whose keys lie in dir.
func hold(dir string) error {
	g := agent.NewGuard(parley.PartyID(filepath.Base(dir)), filepath.Join(dir, "marks"), slog.New(slog.NewTextHandler(os.Stderr, nil)))
	for role, add := range map[string]func(parley.Signer) error{"log": g.AddLog, "cosigner": g.AddCosigner} {
		k, err := keystore.Read(filepath.Join(dir, role), nil)
		if err != nil {
			return err
		}
		if err := add(k); err != nil {
			return err
		}
	}
	l, err := socket.Listen(socketIn(dir), 0o600, -1)
	if err != nil {
		return err
	}
	fmt.Println("holding")
	return agent.Serve(context.Background(), l, g)
}
