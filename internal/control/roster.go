package control

import (
	"context"
	"net/http"
	"net/url"

	"parley/internal/node"
)

// maxAct bounds a request with a roster act in it, in bytes.
const maxAct = 64 << 10

func (s server) enterRosterAct(w http.ResponseWriter, r *http.Request) error {
	var a node.ActEntering
	if err := readJSON(w, r, maxAct, &a); err != nil {
		return err
	}
	v, err := s.api.EnterRosterAct(r.Context(), a)
	return writeJSON(w, v, err)
}

func (s server) roster(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Roster(r.Context(), r.FormValue("charter"), r.FormValue("party"))
	return writeJSON(w, v, err)
}

// EnterRosterAct enters a roster act in the own record.
func (c *Client) EnterRosterAct(ctx context.Context, a node.ActEntering) (v node.RosterActView, err error) {
	return v, c.json(ctx, postJSON("/v1/roster", a), &v)
}

// Roster returns the roster of a party.
func (c *Client) Roster(ctx context.Context, charter, party string) (v node.RosterView, err error) {
	return v, c.json(ctx, get("/v1/roster", url.Values{"charter": {charter}, "party": {party}}), &v)
}

func (s server) sheets(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Sheets(r.Context(), r.FormValue("charter"))
	return writeJSON(w, v, err)
}

// Sheets returns the newest sheet held of each party of a charter.
func (c *Client) Sheets(ctx context.Context, charter string) (v []node.SheetKeysView, err error) {
	return v, c.json(ctx, get("/v1/sheets", url.Values{"charter": {charter}}), &v)
}
