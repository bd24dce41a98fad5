package control

import (
	"context"
	"net/http"
	"net/url"

	"parley"
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

func (s server) takeSheet(w http.ResponseWriter, r *http.Request) error {
	var rep node.Replacement
	if err := readJSON(w, r, maxReplacement, &rep); err != nil {
		return err
	}
	v, err := s.api.TakeSheet(r.Context(), rep)
	return writeJSON(w, v, err)
}

// TakeSheet learns another party's sheet from its party file.
func (c *Client) TakeSheet(ctx context.Context, r node.Replacement) (v node.SheetView, err error) {
	return v, c.json(ctx, postJSON("/v1/sheets", r), &v)
}

// erasure is the body of a request to erase a message.
type erasure struct {
	Reason string   `json:"reason"`
	Who    node.Who `json:"who"`
}

func (s server) erase(w http.ResponseWriter, r *http.Request) error {
	var e erasure
	if err := readJSON(w, r, maxSmall, &e); err != nil {
		return err
	}
	v, err := s.api.Erase(r.Context(), r.PathValue("id"), e.Reason, e.Who)
	return writeJSON(w, v, err)
}

// Erase removes the bytes of a message.
func (c *Client) Erase(ctx context.Context, id, reason string, who node.Who) (v node.MessageView, err error) {
	return v, c.json(ctx, postJSON(message(id)+"/erase", erasure{reason, who}), &v)
}

func (s server) editions(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Editions(r.Context(), r.FormValue("charter"))
	return writeJSON(w, list(v), err)
}

// Editions returns the editions held of one charter.
func (c *Client) Editions(ctx context.Context, charter string) (v []node.EditionFile, err error) {
	return v, c.json(ctx, get("/v1/editions", url.Values{"charter": {charter}}), &v)
}

// ReplaceSheet puts a new sheet in the place of the one in force.
func (c *Client) ReplaceSheet(ctx context.Context, r node.Replacement) (v node.SheetView, err error) {
	return v, c.json(ctx, postJSON("/v1/sheet", r), &v)
}

func (s server) draftWithdrawal(w http.ResponseWriter, r *http.Request) error {
	var from parley.Millis
	if given := r.FormValue("from"); given != "" {
		var err error
		if from, err = parley.ParseMillis(given); err != nil {
			return err
		}
	}
	v, err := s.api.DraftWithdrawal(r.Context(), r.FormValue("charter"), from)
	return writeJSON(w, v, err)
}

func (s server) withdraw(w http.ResponseWriter, r *http.Request) error {
	var x node.Withdrawing
	if err := readJSON(w, r, maxSmall, &x); err != nil {
		return err
	}
	v, err := s.api.Withdraw(r.Context(), x)
	return writeJSON(w, v, err)
}

// DraftWithdrawal returns what the root signs to leave a charter.
func (c *Client) DraftWithdrawal(ctx context.Context, charter string, from parley.Millis) (v node.WithdrawalDraft, err error) {
	q := url.Values{"charter": {charter}}
	if from != 0 {
		q.Set("from", from.String())
	}
	return v, c.json(ctx, get("/v1/withdrawal", q), &v)
}

// Withdraw enters a statement by which the party leaves a charter.
func (c *Client) Withdraw(ctx context.Context, w node.Withdrawing) (v node.DepartureView, err error) {
	return v, c.json(ctx, postJSON("/v1/withdrawal", w), &v)
}
