package socket

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"time"

	"parley"
)

// Listen makes a Unix socket at path with that mode, and group where it is not -1, in the place of one that a dead
// process left. Closing the listener removes it. CodeBusy: something listens there, or stands there that is no socket.
// Two processes must not make the same socket at the same time; a lock of theirs keeps them from it.
func Listen(path string, mode os.FileMode, group int) (net.Listener, error) {
	if err := clear(path); err != nil {
		return nil, err
	}
	var l *net.UnixListener
	err := through(filepath.Dir(path), func(dir string) (err error) {
		l, err = listenPrivate(dir, filepath.Base(path), mode, group)
		return err
	})
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeStorage, "cannot make the socket %s: %s", path, cause(err))
	}
	return &listener{l, path}, nil
}

// clear removes a socket on which nobody listens.
func clear(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil && info.Mode().Type() != os.ModeSocket {
		return parley.Errorf(parley.CodeBusy, "%s is there and is no socket", path)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if conn, err := Dial(ctx, path); err == nil {
		conn.Close()
		return parley.Errorf(parley.CodeBusy, "another process listens on %s", path)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return parley.Wrap(err, parley.CodeStorage, "cannot remove the socket %s that a dead process left", path)
	}
	return nil
}

// listenPrivate binds the socket inside a directory that nobody else may enter, gives it its group and mode, and only then
// moves it to where it is found.
func listenPrivate(dir, name string, mode os.FileMode, group int) (*net.UnixListener, error) {
	private := filepath.Join(dir, "."+name+".new")
	if err := os.RemoveAll(private); err != nil {
		return nil, err
	}
	if err := os.Mkdir(private, 0o700); err != nil {
		return nil, err
	}
	defer os.RemoveAll(private)
	inside := filepath.Join(private, "s")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: inside, Net: "unix"})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false)
	if group >= 0 {
		err = os.Chown(inside, -1, group)
	}
	if err == nil {
		err = os.Chmod(inside, mode)
	}
	if err == nil {
		err = os.Rename(inside, filepath.Join(dir, name))
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

// cause returns what the operating system said, without the path that the sentence names already.
func cause(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
