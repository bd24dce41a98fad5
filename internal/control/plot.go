package control

import (
	"context"
	"net/http"

	"parley/internal/node"
)

func (s server) conflicts(w http.ResponseWriter, r *http.Request) error {
	var q node.ConflictQuery
	if err := readJSON(w, r, maxSmall, &q); err != nil {
		return err
	}
	v, err := s.api.Conflicts(r.Context(), q)
	return writeJSON(w, v, err)
}

// Conflicts lists the notices that meet or come near each other.
func (c *Client) Conflicts(ctx context.Context, q node.ConflictQuery) (v node.ConflictsView, err error) {
	return v, c.json(ctx, postJSON("/v1/conflicts", q), &v)
}

func (s server) activeNotices(w http.ResponseWriter, r *http.Request) error {
	var q node.ActiveQuery
	if err := readJSON(w, r, maxSmall, &q); err != nil {
		return err
	}
	v, err := s.api.ActiveNotices(r.Context(), q)
	return writeJSON(w, v, err)
}

// ActiveNotices lists the notices that stand in a time.
func (c *Client) ActiveNotices(ctx context.Context, q node.ActiveQuery) (v node.ActiveView, err error) {
	return v, c.json(ctx, postJSON("/v1/active", q), &v)
}

// An unsent is a message that nobody has signed.
type unsent struct {
	Charter string `json:"charter"`
	Payload []byte `json:"payload"`
}

func (s server) wouldMeet(w http.ResponseWriter, r *http.Request) error {
	var q unsent
	if err := readJSON(w, r, maxDraft, &q); err != nil {
		return err
	}
	v, err := s.api.WouldMeet(r.Context(), q.Charter, q.Payload)
	return writeJSON(w, v, err)
}

// WouldMeet lists what a message would meet if it were sent.
func (c *Client) WouldMeet(ctx context.Context, charter string, payload []byte) (v node.ConflictsView, err error) {
	return v, c.json(ctx, postJSON("/v1/would-meet", unsent{charter, payload}), &v)
}
