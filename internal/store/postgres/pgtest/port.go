package pgtest

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
)

// StartTCP is Start for a server that listens at a port of 127.0.0.1 too. Its standbys do, each at a port of its own.
func StartTCP(settings ...string) (*Server, error) {
	port, err := free()
	if err != nil {
		return nil, err
	}
	return startAt(port, settings)
}

// Address is the address at which a server that StartTCP started is reached.
func (s *Server) Address() string { return fmt.Sprintf("127.0.0.1:%d", s.port) }

// Ask returns the one number that a query answers.
func (s *Server) Ask(query string) (n int64, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.Name())
	if err != nil {
		return 0, err
	}
	defer conn.Close(ctx)
	return n, conn.QueryRow(ctx, query).Scan(&n)
}

// numbered is the number in the name of the server's socket.
func (s *Server) numbered() int {
	if s.port == 0 {
		return 5432
	}
	return s.port
}

// reached are the lines of the configuration that say where the server is reached.
func (s *Server) reached() []string {
	lines := []string{"listen_addresses = ''", "unix_socket_directories = '" + s.dir + "'"}
	if s.port != 0 {
		lines = append(lines, "listen_addresses = '127.0.0.1'", fmt.Sprintf("port = %d", s.port))
	}
	return lines
}

// free is a port that nobody uses.
func free() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
