package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"parley/internal/control"
	"parley/internal/keystore"
	"parley/internal/node"
	"parley/internal/simnet"
)

// A side is one party: its directory, its node's process, the relay before it, and all that it was asked to send.
type side struct {
	id       string
	disk     string // where its disk is mounted
	dir      string // of the node, on that disk
	program  string
	listen   string
	relay    *simnet.Relay
	log      *os.File
	node     *exec.Cmd
	key      *keystore.Key
	composer node.Composer
	outbox   *outbox
	ended    chan struct{} // closed when the process has ended
	killed   bool          // by us
	mounted  bool
}

// lineRate lets an attachment take seconds, so that every kill falls into one, in bit/s.
const lineRate = 2_000_000

func (s *side) parley(args ...string) (string, error) {
	out, err := exec.Command(s.program, args...).Output()
	if exit, ok := err.(*exec.ExitError); ok {
		return "", fmt.Errorf("parley %s: %s", strings.Join(args, " "), exit.Stderr)
	}
	return string(out), err
}

// serve starts the node and waits until it says that it serves.
func (s *side) serve() error {
	s.node = exec.Command(s.program, "serve", "--dir", s.dir)
	s.node.Stderr, s.node.Env = s.log, append(os.Environ(), "PARLEY_FAULTS="+s.faults())
	out, err := s.node.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.node.Start(); err != nil {
		return err
	}
	s.killed, s.ended = false, make(chan struct{})
	said := make(chan string, 1)
	go func(node *exec.Cmd, ended chan struct{}) {
		line, _ := bufio.NewReader(out).ReadString('\n')
		said <- line
		node.Wait()
		close(ended)
	}(s.node, s.ended)
	select {
	case line := <-said:
		if !strings.HasPrefix(line, "serving ") {
			return fmt.Errorf("the node of %s does not serve: see %s", s.id, s.log.Name())
		}
		return nil
	case <-time.After(time.Minute):
		return fmt.Errorf("the node of %s does not come up: see %s", s.id, s.log.Name())
	}
}

// kill kills the node's process and waits for its end.
func (s *side) kill() {
	s.killed = true
	s.node.Process.Kill()
	<-s.ended
}

// stop ends the node as its operator does.
func (s *side) stop() error {
	if s.gone() {
		return nil
	}
	s.killed = true
	s.node.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
		return nil
	case <-time.After(time.Minute):
		return fmt.Errorf("the node of %s does not end", s.id)
	}
}

// gone reports whether the node's process has ended.
func (s *side) gone() bool {
	select {
	case <-s.ended:
		return true
	default:
		return false
	}
}

// faults is the file that says what is wrong with the machine.
func (s *side) faults() string { return s.disk + ".faults" }

// wrong has something be wrong with the machine from now on, or nothing.
func (s *side) wrong(what ...string) error {
	if err := os.WriteFile(s.faults()+".new", []byte(strings.Join(what, " ")+"\n"), 0o600); err != nil {
		return err
	}
	return os.Rename(s.faults()+".new", s.faults())
}

// heal ends what is wrong with the machine and the line.
func (s *side) heal() error {
	s.relay.Cut(false)
	os.Remove(filepath.Join(s.dir, filler))
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
		return fmt.Errorf("a disk of its own for %s takes root: %w", s.id, err)
	}
	s.mounted = true
	return nil
}

// clear ends the node and takes the disk away; what was on it stays beside it, to be looked at.
func (s *side) clear() {
	if s.ended != nil && !s.gone() {
		s.kill()
	}
	s.relay.Close()
	if s.mounted {
		os.CopyFS(s.disk+".left", os.DirFS(s.disk))
		syscall.Unmount(s.disk, 0)
	}
}

// ready learns what goes into a message, from the running node.
func (s *side) ready() error {
	c, err := control.Dial(s.dir)
	if err != nil {
		return err
	}
	defer c.Close()
	if s.composer, err = c.Composer(context.Background(), ""); err != nil {
		return err
	}
	s.key, err = keystore.Read(filepath.Join(s.dir, "keys", "operator-duty.key"), nil)
	return err
}

// lay makes two sides under one exercise charter.
func lay(dir, program string) ([]*side, error) {
	var sides []*side
	var files []string
	for i, id := range []string{"north", "south"} {
		s := &side{id: id, disk: filepath.Join(dir, id), dir: filepath.Join(dir, id, "node"), program: program}
		sides = append(sides, s)
		if err := s.make(i); err != nil {
			return sides, err
		}
		text, err := s.parley("party", "--dir", s.dir)
		if err != nil {
			return sides, err
		}
		file := filepath.Join(dir, id+".yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return sides, err
		}
		files = append(files, file)
	}
	return sides, sign(dir, sides, files)
}

func (s *side) make(i int) (err error) {
	s.listen = fmt.Sprintf("127.0.0.1:%d", 27400+os.Getpid()%1000*2+i)
	if s.relay, err = simnet.NewRelay("127.0.0.1:0", s.listen, lineRate); err != nil {
		return err
	}
	if err := s.mount(); err != nil {
		return err
	}
	_, err = s.parley("init", s.dir, "--party", s.id, "--name", "The party "+s.id, "--listen", s.listen, "--address", s.relay.Addr())
	if err != nil {
		return err
	}
	s.outbox = newOutbox()
	s.log, err = os.Create(s.disk + ".log")
	return err
}

// sign drafts the charter, has both sign and both adopt it.
func sign(dir string, sides []*side, files []string) error {
	text, err := sides[0].parley("charter", "draft", "--exercise", "--party", files[0], "--party", files[1])
	if err != nil {
		return err
	}
	charter := filepath.Join(dir, "charter.yaml")
	if err := os.WriteFile(charter, []byte(text), 0o600); err != nil {
		return err
	}
	fingerprint, err := sides[0].parley("charter", "fingerprint", charter)
	if err != nil {
		return err
	}
	adopt := []string{charter}
	for _, s := range sides {
		line, err := s.parley("charter", "sign", "--dir", s.dir, charter, "--fingerprint", strings.TrimSpace(fingerprint))
		if err != nil {
			return err
		}
		file := filepath.Join(dir, s.id+".sig")
		if err := os.WriteFile(file, []byte(line), 0o600); err != nil {
			return err
		}
		adopt = append(adopt, file)
	}
	for i, s := range sides {
		if _, err := s.parley(append([]string{"charter", "adopt", "--dir", s.dir, "--party", files[1-i]}, adopt...)...); err != nil {
			return err
		}
	}
	return nil
}
