package control

import (
	"context"
	"net/http"
	"net/url"

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

func (s server) draftVolume(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.DraftVolume(r.Context(), r.FormValue("charter"), r.FormValue("reason"))
	return writeJSON(w, v, err)
}

func (s server) openVolume(w http.ResponseWriter, r *http.Request) error {
	var o node.VolumeOpening
	if err := readJSON(w, r, maxSmall, &o); err != nil {
		return err
	}
	v, err := s.api.OpenVolume(r.Context(), o)
	return writeJSON(w, v, err)
}

// DraftVolume returns what the root signs to open the next volume of the own record.
func (c *Client) DraftVolume(ctx context.Context, charter, reason string) (v node.VolumeDraft, err error) {
	return v, c.json(ctx, get("/v1/volume", url.Values{"charter": {charter}, "reason": {reason}}), &v)
}

// OpenVolume opens the volume that a statement says.
func (c *Client) OpenVolume(ctx context.Context, o node.VolumeOpening) (v node.VolumeView, err error) {
	return v, c.json(ctx, postJSON("/v1/volume", o), &v)
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
