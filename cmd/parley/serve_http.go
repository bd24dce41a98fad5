package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"parley/internal/node"
)

// serveHTTP serves the records as C2SP tiles under /record/ and the metrics under /metrics until ctx ends. Both are
// for reading and hold no text of a message. The metrics name the parties of every charter of the node, so that only this
// machine gets them.
func serveHTTP(ctx context.Context, l net.Listener, n *node.Node) error {
	mux := http.NewServeMux()
	mux.Handle("/record/", n.HTTPHandler())
	mux.Handle("GET /metrics", onlyHere(promhttp.HandlerFor(n.Metrics(), promhttp.HandlerOpts{})))
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10}
	stop := context.AfterFunc(ctx, func() { s.Close() })
	defer stop()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// onlyHere answers requests from this machine.
func onlyHere(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !from.Addr().Unmap().IsLoopback() {
			http.Error(w, "the metrics are for programs on the machine of the node", http.StatusForbidden)
			return
		}
		h.ServeHTTP(w, r)
	})
}
