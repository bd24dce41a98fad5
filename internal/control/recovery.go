package control

import (
	"context"
	"net/http"

	"parley/internal/node"
)

func (s server) recovery(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Recovery(r.Context())
	return writeJSON(w, list(v), err)
}

func (s server) goOn(w http.ResponseWriter, r *http.Request) error {
	var d node.GoingOn
	if err := readJSON(w, r, maxSmall, &d); err != nil {
		return err
	}
	v, err := s.api.GoOn(r.Context(), d)
	return writeJSON(w, v, err)
}

// Recovery tells of each own record whether it goes on.
func (c *Client) Recovery(ctx context.Context) (v []node.RecoveryView, err error) {
	return v, c.json(ctx, get("/v1/recovery", nil), &v)
}

// GoOn has a record go on by an officer's decision.
func (c *Client) GoOn(ctx context.Context, d node.GoingOn) (v node.RecoveryView, err error) {
	return v, c.json(ctx, postJSON("/v1/recovery", d), &v)
}
