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
// whoever moves an address to it; neither status says anything of alerts, which stand in the text.
func serveHTTP(ctx context.Context, l net.Listener, st stander) error {
	mux := http.NewServeMux()
	mux.Handle("/record/", ofLeader(st, func(n *node.Node) http.Handler { return n.HTTPHandler() }))
	mux.Handle("GET /metrics", onlyHere(ofLeader(st, func(n *node.Node) http.Handler {
		return promhttp.HandlerFor(n.Metrics(), promhttp.HandlerOpts{})
	})))
	paths := healthPaths(st)
	mux.Handle("GET /health", paths)
	mux.Handle("GET /health/leader", paths)
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

// healthPaths says how this node stands.
func healthPaths(st stander) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, r *http.Request) {
		s, _ := st.standing()
		writeHealth(w, r, st, s, s.Role != roleWaiting)
	})
	mux.HandleFunc("GET /health/leader", func(w http.ResponseWriter, r *http.Request) {
		s, n := st.standing()
		writeHealth(w, r, st, s, n != nil)
	})
	return mux
}

// A health is what /health says: how this node stands, and what stands that an operator must know.
type health struct {
	memberStanding
	Alerts []node.AlertView `json:"alerts"` // null to who asks from another machine: they name parties
}

func writeHealth(w http.ResponseWriter, r *http.Request, st stander, s memberStanding, well bool) {
	v := health{memberStanding: s}
	if fromHere(r) {
		v.Alerts = st.alerts(r.Context())
	}
	w.Header().Set("Content-Type", "application/json")
	if !well {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	json.NewEncoder(w).Encode(v)
}

// fromHere reports whether a request comes from this machine.
func fromHere(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && from.Addr().Unmap().IsLoopback()
}

// onlyHere answers requests from this machine.
func onlyHere(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !fromHere(r) {
			http.Error(w, "the metrics are for programs on the machine of the node", http.StatusForbidden)
			return
		}
		h.ServeHTTP(w, r)
	})
}
