package socket

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"parley"
)

// The socket is made whole and private, in the place of one that a dead process left, and not in that of one that lives
// nor of another file. Its path may be longer than a system call takes.
func TestListen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 40))
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "socket")
	l, err := Listen(path, 0o660, os.Getgid())
	if err != nil {
		t.Fatal(err)
	}
	go l.Accept()
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Perm() != 0o660 || int(info.Sys().(*syscall.Stat_t).Gid) != os.Getgid() {
		t.Errorf("%v, %v", info, err)
	}
	conn, err := Dial(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	if _, err := Listen(path, 0o600, -1); parley.CodeOf(err) != parley.CodeBusy || !strings.HasPrefix(err.Error(), "another process listens on ") {
		t.Errorf("beside one that lives: %v", err)
	}
	l.Close()
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	leaveDead(t, dir)
	again, err := Listen(path, 0o600, -1)
	if err != nil {
		t.Fatalf("after one that died: %v", err)
	}
	again.Close()
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(path, 0o600, -1); parley.CodeOf(err) != parley.CodeBusy {
		t.Errorf("in the place of a file: %v", err)
	}
	if _, err := Listen(filepath.Join(dir, "none", "socket"), 0o600, -1); parley.CodeOf(err) != parley.CodeStorage {
		t.Errorf("no directory: %v", err)
	}
	if _, err := Dial(t.Context(), filepath.Join(dir, "none")); !os.IsNotExist(unwrapped(err)) {
		t.Errorf("no socket: %v", err)
	}
}

// leaveDead leaves the socket, and what a process that died while it made one leaves.
func leaveDead(t *testing.T, dir string) {
	t.Helper()
	err := through(dir, func(short string) error {
		l, err := listenPrivate(short, "socket", 0o600, -1)
		if err == nil {
			l.Close()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, ".socket.new", "s"), 0o700); err != nil {
		t.Fatal(err)
	}
}

func unwrapped(err error) error {
	if op, ok := err.(*net.OpError); ok {
		if call, ok := op.Err.(*os.SyscallError); ok {
			return call.Err
		}
	}
	return err
}
