package control

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"

	"parley"
)

// LockName is the file in the node's directory on which the lock is held.
const LockName = "lock"

// A Lock is held by the one process that has a node's store open. It ends with the process, however that ends.
type Lock struct{ file *os.File }

// LockDirectory takes the lock of dir. It is a CodeBusy error if another process holds it, and CodeStorage if the file
// cannot be made.
func LockDirectory(dir string) (*Lock, error) {
	f, err := os.OpenFile(filepath.Join(dir, LockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeStorage, "cannot lock %s: %s", dir, cause(err))
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, parley.Errorf(parley.CodeBusy, "another process serves %s", dir)
		}
		return nil, parley.Wrap(err, parley.CodeStorage, "cannot lock %s: %s", dir, err)
	}
	return &Lock{f}, nil
}

// Release ends the lock.
func (l *Lock) Release() { l.file.Close() }

// cause returns what the operating system said, without the path that the sentence names already.
func cause(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	var s *os.SyscallError
	if errors.As(err, &s) {
		return s.Err.Error()
	}
	return err.Error()
}
