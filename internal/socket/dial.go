package socket

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
)

// Dial connects to the socket at path.
func Dial(ctx context.Context, path string) (conn net.Conn, err error) {
	err = through(filepath.Dir(path), func(dir string) (err error) {
		conn, err = new(net.Dialer).DialContext(ctx, "unix", filepath.Join(dir, filepath.Base(path)))
		return err
	})
	return conn, err
}

// A directory's socket is reached through an open descriptor of the directory where the system has /proc, because the
// path of a Unix socket may have 107 bytes at most and a directory's own path may be longer.
func through(dir string, do func(dir string) error) error {
	if runtime.GOOS != "linux" {
		return do(dir)
	}
	f, err := os.Open(dir)
	if os.IsPermission(err) { // one that may be passed through and not be read
		return do(dir)
	}
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
