package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"parley/internal/node"
)

// serveHTTP serves the records as C2SP tiles under /record/ and the metrics under /metrics until ctx ends. Both are
// for reading and hold no text of a message.
func serveHTTP(ctx context.Context, l net.Listener, n *node.Node) error {
	mux := http.NewServeMux()
	mux.Handle("/record/", n.HTTPHandler())
	mux.Handle("GET /metrics", promhttp.HandlerFor(n.Metrics(), promhttp.HandlerOpts{}))
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10}
	stop := context.AfterFunc(ctx, func() { s.Close() })
	defer stop()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
