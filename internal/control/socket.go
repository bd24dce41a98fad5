package control

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"

	"parley/internal/socket"
)

// SocketName is the socket in the node's directory.
const SocketName = "node.sock"

// Listen makes the socket of dir, mode 0600, in place of one that a dead process left. The caller holds the directory's
// lock. Closing the listener removes the socket.
func Listen(dir string) (net.Listener, error) {
	return socket.Listen(filepath.Join(dir, SocketName), 0o600, -1)
}

// connect opens a connection to the socket of dir.
func connect(ctx context.Context, dir string) (net.Conn, error) {
	return socket.Dial(ctx, filepath.Join(dir, SocketName))
}

// notRunning reports whether err means that nobody listens.
func notRunning(err error) bool {
	return errors.Is(err, os.ErrNotExist) || errors.Is(err, errRefused)
}
