package control

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"parley/internal/node"
)

func (s server) heads(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Heads(r.Context())
	return writeJSON(w, list(v), err)
}

// Heads tells of each record how far it is held and cosigned.
func (c *Client) Heads(ctx context.Context) (v []node.HeadsView, err error) {
	return v, c.json(ctx, get("/v1/heads", nil), &v)
}

func (s server) proofNamed(w http.ResponseWriter, r *http.Request) error {
	var who node.Who
	if err := readJSON(w, r, maxSmall, &who); err != nil {
		return err
	}
	b, err := s.api.ProofNamed(r.Context(), r.PathValue("hash"), who)
	return writeBytes(w, b, err)
}

// ProofNamed returns a proof by its hash.
func (c *Client) ProofNamed(ctx context.Context, hash string, who node.Who) ([]byte, error) {
	return c.bytes(ctx, postJSON("/v1/proof/"+url.PathEscape(hash), who))
}

func (s server) startVerify(w http.ResponseWriter, r *http.Request) error {
	var who node.Who
	if err := readJSON(w, r, maxSmall, &who); err != nil {
		return err
	}
	v, err := s.api.StartVerify(r.Context(), who)
	return writeJSON(w, v, err)
}

// StartVerify has the node check its records.
func (c *Client) StartVerify(ctx context.Context, who node.Who) (v node.VerificationView, err error) {
	return v, c.json(ctx, postJSON("/v1/verification", who), &v)
}

func (s server) verification(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Verification(r.Context())
	return writeJSON(w, v, err)
}

// Verification tells of the check of the records that runs, and of the last one.
func (c *Client) Verification(ctx context.Context) (v node.VerificationView, err error) {
	return v, c.json(ctx, get("/v1/verification", nil), &v)
}

func (s server) journalPage(w http.ResponseWriter, r *http.Request) error {
	var q node.JournalQuery
	if err := readJSON(w, r, maxSmall, &q); err != nil {
		return err
	}
	v, err := s.api.JournalPage(r.Context(), q)
	return writeJSON(w, v, err)
}

// JournalPage lists local actions, the newest first.
func (c *Client) JournalPage(ctx context.Context, q node.JournalQuery) (v node.JournalPageView, err error) {
	return v, c.json(ctx, postJSON("/v1/journal/page", q), &v)
}

func (s server) lineTests(w http.ResponseWriter, r *http.Request) error {
	limit, err := strconv.Atoi(r.FormValue("limit"))
	if err != nil {
		return badRequest(err, "the request does not say how many line tests")
	}
	v, err := s.api.LineTests(r.Context(), node.LineQuery{Charter: r.FormValue("charter"), Party: r.FormValue("party")}, limit)
	return writeJSON(w, list(v), err)
}

// LineTests tells of the last line tests of each line.
func (c *Client) LineTests(ctx context.Context, q node.LineQuery, limit int) (v []node.LineTestsView, err error) {
	return v, c.json(ctx, get("/v1/lines/tests", url.Values{"charter": {q.Charter}, "party": {q.Party}, "limit": {strconv.Itoa(limit)}}), &v)
}
