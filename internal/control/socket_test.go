package control

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"

	"parley"
)

func TestNotRunning(t *testing.T) {
	dir := t.TempDir()
	want := fmt.Sprintf("no node serves %s; start it with: parley serve --dir %s", dir, dir)
	if _, err := Dial(dir); parley.CodeOf(err) != parley.CodeNotRunning || err.Error() != want {
		t.Errorf("no socket: %v", err)
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, SocketName), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
	if _, err := Dial(dir); parley.CodeOf(err) != parley.CodeNotRunning || err.Error() != want {
		t.Errorf("a socket that a dead process left: %v", err)
	}
	fresh, err := Listen(dir)
	if err != nil {
		t.Fatalf("the dead socket stands in the way: %v", err)
	}
	fresh.Close()
	if _, err := Dial(filepath.Join(dir, "none")); parley.CodeOf(err) != parley.CodeNotRunning {
		t.Errorf("no directory: %v", err)
	}
}

func TestSocketIsPrivate(t *testing.T) {
	_, dir := start(t, newFake())
	info, err := os.Lstat(filepath.Join(dir, SocketName))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".node.sock*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestOneLock(t *testing.T) {
	dir := t.TempDir()
	a, err := LockDirectory(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := LockDirectory(dir); parley.CodeOf(err) != parley.CodeBusy || err.Error() != "another process serves "+dir {
		t.Errorf("a second lock: %v", err)
	}
	a.Release()
	b, err := LockDirectory(dir)
	if err != nil {
		t.Fatal(err)
	}
	b.Release()
	if _, err := LockDirectory(filepath.Join(dir, "none")); parley.CodeOf(err) != parley.CodeStorage {
		t.Errorf("no directory: %v", err)
	}
}
