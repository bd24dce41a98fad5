package control

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"parley"
)

// SocketName is the socket in the node's directory.
const SocketName = "node.sock"

// A directory's socket is reached through an open descriptor of the directory where the system has /proc, because the
// path of a Unix socket may have 107 bytes at most and a directory's own path may be longer.
func through(dir string, do func(dir string) error) error {
	if runtime.GOOS != "linux" {
		return do(dir)
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	short := "/proc/self/fd/" + strconv.Itoa(int(f.Fd()))
	if _, err := os.Stat(short); err != nil {
		return do(dir)
	}
	return do(short)
}

// Listen makes the socket of dir, mode 0600, in place of one that a dead process left. The caller holds the directory's
// lock. Closing the listener removes the socket.
func Listen(dir string) (net.Listener, error) {
	var l *net.UnixListener
	err := through(dir, func(short string) (err error) {
		l, err = listenPrivate(short)
		return err
	})
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeStorage, "cannot make the socket %s: %s", filepath.Join(dir, SocketName), cause(err))
	}
	return &listener{l, filepath.Join(dir, SocketName)}, nil
}

// listenPrivate binds the socket inside a directory that nobody else may enter, narrows its mode, and only then moves
// it to where it is found: at no moment may others connect, whatever the umask.
func listenPrivate(dir string) (*net.UnixListener, error) {
	private := filepath.Join(dir, ".socket")
	if err := os.RemoveAll(private); err != nil {
		return nil, err
	}
	if err := os.Mkdir(private, 0o700); err != nil {
		return nil, err
	}
	defer os.RemoveAll(private)
	path := filepath.Join(private, "s")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false)
	if err = os.Chmod(path, 0o600); err == nil {
		err = os.Rename(path, filepath.Join(dir, SocketName))
	}
	if err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

type listener struct {
	*net.UnixListener
	path string
}

// Close removes the socket, then stops listening.
func (l *listener) Close() error {
	os.Remove(l.path)
	return l.UnixListener.Close()
}

// connect opens a connection to the socket of dir.
func connect(ctx context.Context, dir string) (conn net.Conn, err error) {
	err = through(dir, func(short string) (err error) {
		conn, err = new(net.Dialer).DialContext(ctx, "unix", filepath.Join(short, SocketName))
		return err
	})
	return conn, err
}

// notRunning reports whether err means that nobody listens.
func notRunning(err error) bool {
	return errors.Is(err, os.ErrNotExist) || errors.Is(err, errRefused)
}
