package control

import (
	"encoding/json"
	"net/http"

	"parley/internal/node"
)

// wait answers when the message has got as far as step. It lasts until the client goes away or the node stops.
func (s server) wait(w http.ResponseWriter, r *http.Request) error {
	return writeJSON(w, struct{}{}, s.api.Wait(r.Context(), r.PathValue("id"), r.URL.Query().Get("step")))
}

// An event is one line of follow: a message, or the error that ends it.
type event struct {
	Message *node.MessageView `json:"message,omitempty"`
	Error   *failure          `json:"error,omitempty"`
}

// follow writes one event per message. Its header goes out at once, so that the client knows that it is heard.
func (s server) follow(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.WriteHeader(http.StatusOK)
	out := http.NewResponseController(w)
	if err := out.Flush(); err != nil {
		return nil
	}
	lines := json.NewEncoder(w)
	err := s.api.Follow(r.Context(), r.URL.Query().Get("own") == "true", func(m node.MessageView) error {
		if err := lines.Encode(event{Message: &m}); err != nil {
			return err
		}
		return out.Flush()
	})
	if err != nil && r.Context().Err() == nil {
		f := failureOf(err)
		lines.Encode(event{Error: &f})
	}
	return nil
}
