package agent

import (
	"context"
	"io"
	"net"
	"sync"

	"golang.org/x/crypto/ssh/agent"
)

// maxConnections is how many are served at once; one that comes while there are as many is closed.
const maxConnections = 32

// Serve answers on every connection of l until ctx ends, which closes l and all connections.
func Serve(ctx context.Context, l net.Listener, g *Guard) error {
	var all sync.WaitGroup
	defer all.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	slots := make(chan struct{}, maxConnections)
	for {
		conn, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		select {
		case slots <- struct{}{}:
			all.Go(func() {
				defer func() { <-slots }()
				serveOne(ctx, conn, g)
			})
		default:
			conn.Close()
		}
	}
}

func serveOne(ctx context.Context, conn net.Conn, g *Guard) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	agent.ServeAgent(g, struct {
		io.Reader
		io.Writer
	}{&frames{in: conn, most: maxFrame}, conn})
}
