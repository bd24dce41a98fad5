package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// No member name of another charter leaves: the metrics, which name the parties of all charters, are given to this machine
// alone.
func TestMetricsStayHere(t *testing.T) {
	h := onlyHere(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	for from, want := range map[string]int{
		"127.0.0.1:40000": http.StatusOK, "[::1]:40000": http.StatusOK, "[::ffff:127.0.0.1]:40000": http.StatusOK,
		"192.0.2.7:40000": http.StatusForbidden, "[2001:db8::7]:40000": http.StatusForbidden, "": http.StatusForbidden, "@": http.StatusForbidden,
	} {
		r := httptest.NewRequest("GET", "/metrics", nil)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("from %q: %d, not %d", from, w.Code, want)
		}
	}
}
