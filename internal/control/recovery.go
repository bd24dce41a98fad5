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

func (s server) clock(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Clock(r.Context())
	return writeJSON(w, v, err)
}

func (s server) acceptClock(w http.ResponseWriter, r *http.Request) error {
	var who node.Who
	if err := readJSON(w, r, maxSmall, &who); err != nil {
		return err
	}
	v, err := s.api.AcceptClock(r.Context(), who)
	return writeJSON(w, v, err)
}

// Clock tells how the next entry would be dated.
func (c *Client) Clock(ctx context.Context) (v node.ClockView, err error) {
	return v, c.json(ctx, get("/v1/clock", nil), &v)
}

// AcceptClock is an officer's word that the clock is right.
func (c *Client) AcceptClock(ctx context.Context, who node.Who) (v node.ClockView, err error) {
	return v, c.json(ctx, postJSON("/v1/clock", who), &v)
}

// Recovery tells of each own record whether it goes on.
func (c *Client) Recovery(ctx context.Context) (v []node.RecoveryView, err error) {
	return v, c.json(ctx, get("/v1/recovery", nil), &v)
}

// GoOn has a record go on by an officer's decision.
func (c *Client) GoOn(ctx context.Context, d node.GoingOn) (v node.RecoveryView, err error) {
	return v, c.json(ctx, postJSON("/v1/recovery", d), &v)
}
