//go:build linux

package emulator

import (
	"os/exec"
	"runtime"
	"syscall"
)

// A Program is one that runs in a space, with all that it starts.
type Program struct {
	cmd   *exec.Cmd
	ended chan struct{}
}

// Start runs a program in the space. It is the first of a process namespace of its own, so that everything that it starts ends
// with it, and it ends with this process, however that ends.
func (s *Space) Start(cmd *exec.Cmd) (*Program, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID, Pdeathsig: syscall.SIGKILL}
	p := &Program{cmd, make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		defer close(p.ended)
		runtime.LockOSThread() // it ends with the program: Pdeathsig looks at the thread
		began := false
		err := s.enter(func() error {
			err := cmd.Start()
			began = err == nil
			return err
		})
		started <- err
		if began {
			cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// Run runs a program in the space to its end.
func (s *Space) Run(cmd *exec.Cmd) error {
	return s.Inside(cmd.Run)
}

// Ended is closed when the program has ended.
func (p *Program) Ended() <-chan struct{} { return p.ended }

// Stop ends the program and waits for its end.
func (p *Program) Stop() {
	p.cmd.Process.Kill()
	<-p.ended
}
