package control

import (
	"context"
	"net/http"
	"net/url"

	"parley"
	"parley/internal/node"
)

// maxRoot bounds a request with statements of a new root and a party file in it, in bytes.
const maxRoot = 4 << 20

func (s server) draftRoots(w http.ResponseWriter, r *http.Request) error {
	root, err := parley.ParseHash(r.FormValue("root"))
	if err != nil {
		return err
	}
	v, err := s.api.DraftRoots(r.Context(), root)
	return writeJSON(w, list(v), err)
}

func (s server) replaceRoot(w http.ResponseWriter, r *http.Request) error {
	var x node.RootReplacement
	if err := readJSON(w, r, maxRoot, &x); err != nil {
		return err
	}
	v, err := s.api.ReplaceRoot(r.Context(), x)
	return writeJSON(w, v, err)
}

func (s server) rootChanges(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.RootChanges(r.Context(), r.FormValue("charter"))
	return writeJSON(w, list(v), err)
}

// DraftRoots returns what statements of a new root say.
func (c *Client) DraftRoots(ctx context.Context, root parley.Hash) (v []node.RootDraft, err error) {
	return v, c.json(ctx, get("/v1/root", url.Values{"root": {root.String()}}), &v)
}

// ReplaceRoot puts a new root in force.
func (c *Client) ReplaceRoot(ctx context.Context, x node.RootReplacement) (v node.SheetView, err error) {
	return v, c.json(ctx, postJSON("/v1/root", x), &v)
}

// RootChanges returns the statements by which roots were replaced.
func (c *Client) RootChanges(ctx context.Context, charter string) (v [][]byte, err error) {
	return v, c.json(ctx, get("/v1/root/changes", url.Values{"charter": {charter}}), &v)
}
