package control

import (
	"context"
	"net/http"
	"net/url"

	"parley/internal/node"
)

func (s server) posts(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Posts(r.Context())
	return writeJSON(w, list(v), err)
}

// Posts says who has the watch of each post.
func (c *Client) Posts(ctx context.Context) (v []node.PostView, err error) {
	return v, c.json(ctx, get("/v1/posts", nil), &v)
}

func (s server) takeWatch(w http.ResponseWriter, r *http.Request) error {
	var x node.WatchTaking
	if err := readJSON(w, r, maxSmall, &x); err != nil {
		return err
	}
	v, err := s.api.TakeWatch(r.Context(), x)
	return writeJSON(w, v, err)
}

// TakeWatch takes the watch of a post.
func (c *Client) TakeWatch(ctx context.Context, x node.WatchTaking) (v node.WatchView, err error) {
	return v, c.json(ctx, postJSON("/v1/watch", x), &v)
}

func (s server) prepareHandOver(w http.ResponseWriter, r *http.Request) error {
	var x node.HandOver
	if err := readJSON(w, r, maxSmall, &x); err != nil {
		return err
	}
	v, err := s.api.PrepareHandOver(r.Context(), x)
	return writeJSON(w, v, err)
}

// PrepareHandOver writes the sheet of a hand-over.
func (c *Client) PrepareHandOver(ctx context.Context, x node.HandOver) (v node.WatchView, err error) {
	return v, c.json(ctx, postJSON("/v1/watch/sheet", x), &v)
}

func (s server) giveWatch(w http.ResponseWriter, r *http.Request) error {
	var x node.WatchSigning
	if err := readJSON(w, r, maxSmall, &x); err != nil {
		return err
	}
	v, err := s.api.GiveWatch(r.Context(), x)
	return writeJSON(w, v, err)
}

// GiveWatch hands the sheet over.
func (c *Client) GiveWatch(ctx context.Context, x node.WatchSigning) (v node.WatchView, err error) {
	return v, c.json(ctx, postJSON("/v1/watch/given", x), &v)
}

func (s server) watchLog(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.WatchLog(r.Context(), r.FormValue("post"), r.FormValue("day"))
	return writeJSON(w, list(v), err)
}

// WatchLog lists the watches of a day.
func (c *Client) WatchLog(ctx context.Context, post, day string) (v []node.WatchView, err error) {
	return v, c.json(ctx, get("/v1/watch", url.Values{"post": {post}, "day": {day}}), &v)
}
