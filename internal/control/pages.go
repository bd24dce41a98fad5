package control

import (
	"context"
	"net/http"

	"parley/internal/node"
)

// maxReplacement bounds a request with a party file in it, in bytes.
const maxReplacement = 128 << 10

func (s server) replaceSheet(w http.ResponseWriter, r *http.Request) error {
	var rep node.Replacement
	if err := readJSON(w, r, maxReplacement, &rep); err != nil {
		return err
	}
	v, err := s.api.ReplaceSheet(r.Context(), rep)
	return writeJSON(w, v, err)
}

// ReplaceSheet puts a new sheet in the place of the one in force.
func (c *Client) ReplaceSheet(ctx context.Context, r node.Replacement) (v node.SheetView, err error) {
	return v, c.json(ctx, postJSON("/v1/sheet", r), &v)
}
