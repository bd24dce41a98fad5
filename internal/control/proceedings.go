package control

import (
	"context"
	"net/http"
	"net/url"

	"parley/internal/node"
)

func (s server) proceedings(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Proceedings(r.Context(), r.FormValue("charter"))
	return writeJSON(w, list(v), err)
}

// Proceedings lists proceedings.
func (c *Client) Proceedings(ctx context.Context, charter string) (v []node.ProceedingView, err error) {
	return v, c.json(ctx, get("/v1/proceedings", url.Values{"charter": {charter}}), &v)
}

func (s server) proceeding(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Proceeding(r.Context(), r.PathValue("id"))
	return writeJSON(w, v, err)
}

// Proceeding returns the story of one proceeding.
func (c *Client) Proceeding(ctx context.Context, id string) (v node.ProceedingStory, err error) {
	return v, c.json(ctx, get("/v1/proceedings/"+url.PathEscape(id), nil), &v)
}

func (s server) proceedingEdition(w http.ResponseWriter, r *http.Request) error {
	b, err := s.api.ProceedingEdition(r.Context(), r.PathValue("id"))
	return writeBytes(w, b, err)
}

// ProceedingEdition returns the text of the edition that a proceeding keeps.
func (c *Client) ProceedingEdition(ctx context.Context, id string) ([]byte, error) {
	return c.bytes(ctx, get("/v1/proceedings/"+url.PathEscape(id)+"/edition", nil))
}

func (s server) outcome(w http.ResponseWriter, r *http.Request) error {
	var who node.Who
	if err := readJSON(w, r, maxSmall, &who); err != nil {
		return err
	}
	b, err := s.api.Outcome(r.Context(), r.PathValue("id"), who)
	return writeBytes(w, b, err)
}

// Outcome returns an evidence file for one proceeding.
func (c *Client) Outcome(ctx context.Context, id string, who node.Who) ([]byte, error) {
	return c.bytes(ctx, postJSON("/v1/proceedings/"+url.PathEscape(id)+"/evidence", who))
}

func (s server) board(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Board(r.Context())
	return writeJSON(w, v, err)
}

// Board returns whose move it is everywhere.
func (c *Client) Board(ctx context.Context) (v node.BoardView, err error) {
	return v, c.json(ctx, get("/v1/board", nil), &v)
}

func (s server) drafting(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Drafting(r.Context(), r.FormValue("charter"), r.FormValue("form"))
	return writeJSON(w, v, err)
}

// Drafting returns what a new message of a form is held against.
func (c *Client) Drafting(ctx context.Context, charter, form string) (v node.Drafting, err error) {
	return v, c.json(ctx, get("/v1/drafting", url.Values{"charter": {charter}, "form": {form}}), &v)
}
