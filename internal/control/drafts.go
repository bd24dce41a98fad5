package control

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"parley/internal/node"
)

// maxDraft bounds a request with a payload in it, in bytes.
const maxDraft = 384 << 10

func draftPath(id string) string { return "/v1/drafts/" + url.PathEscape(id) }

func (s server) newDraft(w http.ResponseWriter, r *http.Request) error {
	var d node.NewDraft
	if err := readJSON(w, r, maxDraft, &d); err != nil {
		return err
	}
	v, err := s.api.Draft(r.Context(), d)
	return writeJSON(w, v, err)
}

// Draft keeps a message that nobody has signed.
func (c *Client) Draft(ctx context.Context, d node.NewDraft) (v node.DraftView, err error) {
	return v, c.json(ctx, postJSON("/v1/drafts", d), &v)
}

// maxDrafts bounds a request with many of them.
const maxDrafts = 8 << 20

func (s server) newDrafts(w http.ResponseWriter, r *http.Request) error {
	var list []node.NewDraft
	if err := readJSON(w, r, maxDrafts, &list); err != nil {
		return err
	}
	v, err := s.api.DraftAll(r.Context(), list)
	return writeJSON(w, v, err)
}

// DraftAll keeps messages that nobody has signed, all or none.
func (c *Client) DraftAll(ctx context.Context, list []node.NewDraft) (v []node.DraftView, err error) {
	return v, c.json(ctx, postJSON("/v1/drafts/all", list), &v)
}

func (s server) prepareDraft(w http.ResponseWriter, r *http.Request) error {
	var p node.Preparing
	if err := readJSON(w, r, maxSmall, &p); err != nil {
		return err
	}
	v, err := s.api.PrepareDraft(r.Context(), r.PathValue("id"), p)
	return writeJSON(w, v, err)
}

// PrepareDraft returns what an officer is to sign.
func (c *Client) PrepareDraft(ctx context.Context, id string, p node.Preparing) (v node.Prepared, err error) {
	return v, c.json(ctx, postJSON(draftPath(id)+"/prepare", p), &v)
}

func (s server) signDraft(w http.ResponseWriter, r *http.Request) error {
	var x node.DraftSigning
	if err := readJSON(w, r, maxSmall, &x); err != nil {
		return err
	}
	v, err := s.api.SignDraft(r.Context(), r.PathValue("id"), x)
	return writeJSON(w, v, err)
}

// SignDraft adds an officer's signature.
func (c *Client) SignDraft(ctx context.Context, id string, x node.DraftSigning) (v node.DraftView, err error) {
	return v, c.json(ctx, postJSON(draftPath(id)+"/sign", x), &v)
}

// A deciding names the proceeding that decided on a draft.
type deciding struct {
	Proceeding string   `json:"proceeding"`
	Who        node.Who `json:"who"`
}

func (s server) decideDraft(w http.ResponseWriter, r *http.Request) error {
	var d deciding
	if err := readJSON(w, r, maxSmall, &d); err != nil {
		return err
	}
	v, err := s.api.DecideDraft(r.Context(), r.PathValue("id"), d.Proceeding, d.Who)
	return writeJSON(w, v, err)
}

// DecideDraft binds a draft to the proceeding that decided on it.
func (c *Client) DecideDraft(ctx context.Context, id, proceeding string, who node.Who) (v node.DraftView, err error) {
	return v, c.json(ctx, postJSON(draftPath(id)+"/decided", deciding{proceeding, who}), &v)
}

func (s server) cancelDraft(w http.ResponseWriter, r *http.Request) error {
	var who node.Who
	if err := readJSON(w, r, maxSmall, &who); err != nil {
		return err
	}
	v, err := s.api.CancelDraft(r.Context(), r.PathValue("id"), who)
	return writeJSON(w, v, err)
}

// CancelDraft gives a draft up.
func (c *Client) CancelDraft(ctx context.Context, id string, who node.Who) (v node.DraftView, err error) {
	return v, c.json(ctx, postJSON(draftPath(id)+"/cancel", who), &v)
}

func (s server) drafts(w http.ResponseWriter, r *http.Request) error {
	all, err := strconv.ParseBool(r.FormValue("all"))
	if err != nil {
		return badRequest(err, "the request does not say which drafts")
	}
	v, err := s.api.Drafts(r.Context(), all)
	return writeJSON(w, list(v), err)
}

// Drafts lists drafts.
func (c *Client) Drafts(ctx context.Context, all bool) (v []node.DraftView, err error) {
	return v, c.json(ctx, get("/v1/drafts", url.Values{"all": {strconv.FormatBool(all)}}), &v)
}

func (s server) showDraft(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.ShowDraft(r.Context(), r.PathValue("id"))
	return writeJSON(w, v, err)
}

// ShowDraft returns one draft.
func (c *Client) ShowDraft(ctx context.Context, id string) (v node.DraftView, err error) {
	return v, c.json(ctx, get(draftPath(id), nil), &v)
}

func (s server) policy(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Policy(r.Context())
	return writeJSON(w, v, err)
}

// Policy returns the policy in use.
func (c *Client) Policy(ctx context.Context) (v node.PolicyView, err error) {
	return v, c.json(ctx, get("/v1/policy", nil), &v)
}

func (s server) takePolicy(w http.ResponseWriter, r *http.Request) error {
	var who node.Who
	if err := readJSON(w, r, maxSmall, &who); err != nil {
		return err
	}
	v, err := s.api.TakePolicy(r.Context(), who)
	return writeJSON(w, v, err)
}

// TakePolicy has the node read the policy file again.
func (c *Client) TakePolicy(ctx context.Context, who node.Who) (v node.PolicyView, err error) {
	return v, c.json(ctx, postJSON("/v1/policy", who), &v)
}
