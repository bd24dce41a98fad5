package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"parley/internal/node"
)

// serveHTTP serves the records as C2SP tiles under /record/, the metrics under /metrics, and under /health how this node stands, until
// ctx ends. All are for reading and hold no text of a message. The metrics name the parties of every charter of the node, so that
// only this machine gets them. /health answers 200 where questions are answered; /health/leader where this node has the lines, for
// whoever moves an address to it.
func serveHTTP(ctx context.Context, l net.Listener, st stander) error {
	mux := http.NewServeMux()
	mux.Handle("/record/", ofLeader(st, func(n *node.Node) http.Handler { return n.HTTPHandler() }))
	mux.Handle("GET /metrics", onlyHere(ofLeader(st, func(n *node.Node) http.Handler {
		return promhttp.HandlerFor(n.Metrics(), promhttp.HandlerOpts{})
	})))
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		s, _ := st.standing()
		writeHealth(w, s, s.Role != roleWaiting)
	})
	mux.HandleFunc("GET /health/leader", func(w http.ResponseWriter, _ *http.Request) {
		s, n := st.standing()
		writeHealth(w, s, n != nil)
	})
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10}
	stop := context.AfterFunc(ctx, func() { s.Close() })
	defer stop()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// ofLeader answers with what the node in this process has, where it leads.
func ofLeader(st stander, of func(*node.Node) http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, n := st.standing()
		if n == nil {
			http.Error(w, s.Sentence, http.StatusServiceUnavailable)
			return
		}
		of(n).ServeHTTP(w, r)
	})
}

func writeHealth(w http.ResponseWriter, s memberStanding, well bool) {
	w.Header().Set("Content-Type", "application/json")
	if !well {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	json.NewEncoder(w).Encode(s)
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
