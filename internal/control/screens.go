package control

import (
	"context"
	"net/http"
	"net/url"

	"parley"
	"parley/internal/node"
)

// A Door lets people into a console. The API of a node that serves one is a Door too.
type Door interface {
	// Login returns a link that signs who in, once, within some minutes.
	Login(ctx context.Context, who node.Who) (Invitation, error)
}

// An Invitation is a link that signs its bearer in, until it was used or its time is over.
type Invitation struct {
	Link        string `json:"link"`
	Until       string `json:"until"`
	Fingerprint string `json:"fingerprint"` // of the certificate that the browser will show, SHA-256; empty without TLS
}

func (s server) login(w http.ResponseWriter, r *http.Request) error {
	var who node.Who
	if err := readJSON(w, r, maxSmall, &who); err != nil {
		return err
	}
	door, ok := s.api.(Door)
	if !ok {
		return parley.Errorf(parley.CodeNotFound, "this node serves no console; set console.listen in its config.yaml and start it again")
	}
	v, err := door.Login(r.Context(), who)
	return writeJSON(w, v, err)
}

// Login returns a link that signs who in to the console of the node.
func (c *Client) Login(ctx context.Context, who node.Who) (v Invitation, err error) {
	return v, c.json(ctx, postJSON("/v1/login", who), &v)
}

func (s server) envelope(w http.ResponseWriter, r *http.Request) error {
	b, err := s.api.Envelope(r.Context(), r.PathValue("id"))
	return writeBytes(w, b, err)
}

// screen lasts until the client goes away or the node stops.
func (s server) screen(w http.ResponseWriter, r *http.Request) error {
	var who node.Who
	if err := readJSON(w, r, maxSmall, &who); err != nil {
		return err
	}
	return writeJSON(w, struct{}{}, s.api.Screen(r.Context(), who))
}

// Screen counts a screen at a post as open until ctx ends, which is no error.
func (c *Client) Screen(ctx context.Context, who node.Who) error {
	err := c.done(ctx, postJSON("/v1/screen", who))
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (s server) contacts(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Contacts(r.Context(), r.PathValue("party"))
	return writeJSON(w, v, err)
}

// Contacts says how another party is reached when its line is down.
func (c *Client) Contacts(ctx context.Context, party string) (v node.ContactsView, err error) {
	return v, c.json(ctx, get("/v1/contacts/"+url.PathEscape(party), nil), &v)
}

func (s server) alarms(w http.ResponseWriter, r *http.Request) error {
	v, err := s.api.Alarms(r.Context())
	return writeJSON(w, list(v), err)
}

// Alarms lists the FLASH messages that wait for an officer of ours.
func (c *Client) Alarms(ctx context.Context) (v []node.AlarmView, err error) {
	return v, c.json(ctx, get("/v1/alarms", nil), &v)
}

// Envelope returns the bytes of a message as they were signed.
func (c *Client) Envelope(ctx context.Context, id string) ([]byte, error) {
	return c.bytes(ctx, get(message(id)+"/envelope", nil))
}

func (s server) notices(w http.ResponseWriter, r *http.Request) error {
	var q node.NoticeQuery
	if err := readJSON(w, r, maxSmall, &q); err != nil {
		return err
	}
	v, err := s.api.Notices(r.Context(), q)
	return writeJSON(w, v, err)
}

// Notices lists messages in forms with fields.
func (c *Client) Notices(ctx context.Context, q node.NoticeQuery) (v node.NoticesView, err error) {
	return v, c.json(ctx, postJSON("/v1/notices", q), &v)
}
