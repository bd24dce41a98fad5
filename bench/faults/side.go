package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"parley/bench/serving"
	"parley/internal/simnet"
)

// A side is one party and its machine: a disk, a clock and a line that fail when told to. A party on a database server has no such
// machine.
type side struct {
	*serving.Party
	disk    string        // where its disk is mounted; empty: it has none of its own
	relay   *simnet.Relay // before its line, or nil
	mounted bool
}

// lineRate lets an attachment take seconds, so that every kill falls into one, in bit/s.
const lineRate = 2_000_000

// node is the one node of a side with a machine.
func (s *side) node() *serving.Process { return s.Nodes[0] }

// faults is the file that says what is wrong with the machine.
func (s *side) faults() string { return s.disk + ".faults" }

// wrong has something be wrong with the machine from now on, or nothing.
func (s *side) wrong(what ...string) error {
	text := ""
	for i := 0; i+1 < len(what); i += 2 {
		text += what[i] + " " + what[i+1] + "\n"
	}
	if err := os.WriteFile(s.faults()+".new", []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(s.faults()+".new", s.faults())
}

// heal ends what is wrong with the machine and the line.
func (s *side) heal() error {
	if s.disk == "" {
		return nil
	}
	s.relay.Cut(false)
	os.Remove(filepath.Join(s.node().Dir, filler))
	return s.wrong()
}

// diskSize is that of the disk of one side.
const diskSize = "size=1g"

// mount puts a disk of its own below the directory of the side.
func (s *side) mount() error {
	if err := os.Mkdir(s.disk, 0o700); err != nil {
		return err
	}
	if err := syscall.Mount("parley", s.disk, "tmpfs", syscall.MS_NOSUID|syscall.MS_NODEV, diskSize+",mode=700"); err != nil {
		return fmt.Errorf("a disk of its own for %s takes root: %w", s.ID, err)
	}
	s.mounted = true
	return nil
}

// clear ends the nodes and takes the disk away; what was on it stays beside it, to be looked at.
func (s *side) clear() {
	s.Kill()
	if s.relay != nil {
		s.relay.Close()
	}
	if s.mounted {
		os.CopyFS(s.disk+".left", os.DirFS(s.disk))
		syscall.Unmount(s.disk, 0)
	}
}

// lay makes two sides with machines of their own, under one exercise charter.
func lay(dir, program string) ([]*side, error) {
	var sides []*side
	at, err := serving.Free(2)
	if err != nil {
		return nil, err
	}
	for i, id := range []string{"north", "south"} {
		disk := filepath.Join(dir, id)
		s := &side{Party: serving.NewParty(id, filepath.Join(disk, "node"), program), disk: disk}
		s.node().Log, s.node().Env = disk+".log", []string{"PARLEY_FAULTS=" + s.faults()}
		sides = append(sides, s)
		if s.relay, err = simnet.NewRelay("127.0.0.1:0", at[i], lineRate); err != nil {
			return sides, err
		}
		if err := s.mount(); err != nil {
			return sides, err
		}
		if err := s.Init(at[i], s.relay.Addr()); err != nil {
			return sides, err
		}
	}
	return sides, serving.Agree(dir, sides[0].Party, sides[1].Party)
}
