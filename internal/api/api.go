// Package api is the HTTP and JSON door for integrations: the use cases of the node that list, show and take what is
// signed already. It holds no key and signs nothing. Its OpenAPI 3.1 document, at /api/openapi.json, is generated from the
// routes and types below, so that it cannot say anything else.
package api

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"parley"
	"parley/internal/node"
)

// Sizes, in bytes, and counts.
const (
	maxEnvelope = 160 << 10 // of a signed message: the specification's limit
	maxPage     = 200
)

// New returns the handler of /api/. now is the wall clock.
func New(n node.API, tokens Tokens, now func() time.Time) http.Handler {
	mux := http.NewServeMux()
	d := &door{node: n, tokens: tokens, meter: &meter{now: now, buckets: map[string]*bucket{}}}
	config := huma.DefaultConfig("Parley", "1")
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "/api/openapi", "", "" // no page that fetches from elsewhere
	config.CreateHooks = nil
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}
	config.Security = []map[string][]string{{"token": {}}}
	a := humago.New(mux, config)
	d.routes(a)
	return d.guard(mux)
}

// A door answers the requests of integrations.
type door struct {
	node   node.API
	tokens Tokens
	meter  *meter
}

type tokenKey struct{}

// guard lets in who has a valid token, as often as it may ask.
func (d *door) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		secret, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		t, ok, err := Token{}, false, error(nil)
		if bearer && len(secret) <= 100 {
			t, ok, err = d.tokens.find(secret)
		}
		switch {
		case err != nil:
			refuse(w, http.StatusInternalServerError, err)
		case !ok:
			w.Header().Set("WWW-Authenticate", "Bearer")
			refuse(w, http.StatusUnauthorized, parley.Errorf(parley.CodePolicy, "the request has no valid token"))
		case !d.meter.take(t.Name):
			w.Header().Set("Retry-After", "1")
			refuse(w, http.StatusTooManyRequests, parley.Errorf(parley.CodeLimit, "the token %s asks too often", t.Name))
		case t.Role == Read && r.Method != http.MethodGet && r.Method != http.MethodHead:
			refuse(w, http.StatusForbidden, parley.Errorf(parley.CodePolicy, "the role read may only look"))
		default:
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), tokenKey{}, t)))
		}
	})
}

// who is the integration behind a request, for the journal.
func who(ctx context.Context) node.Who {
	t, _ := ctx.Value(tokenKey{}).(Token)
	return node.Who{User: "token " + t.Name}
}

// answer is the body of an answer.
type answer[T any] struct{ Body T }

type (
	nothing struct{}
	byID    struct {
		ID string `path:"id" minLength:"8" maxLength:"64" doc:"64 hexadecimal digits, or at least the first 8"`
	}
	list struct {
		Charter    string   `query:"charter" maxLength:"64"`
		Search     string   `query:"search" maxLength:"1000" doc:"words, or their beginnings"`
		Precedence []string `query:"precedence" maxItems:"4"`
		Form       string   `query:"form" maxLength:"64"`
		State      string   `query:"state" maxLength:"20"`
		Post       string   `query:"post" maxLength:"70"`
		Party      string   `query:"party" maxLength:"32"`
		Handling   string   `query:"handling" maxLength:"200"`
		From       int64    `query:"from" minimum:"0" doc:"milliseconds since 1970"`
		Until      int64    `query:"until" minimum:"0" doc:"milliseconds since 1970; 0: no bound"`
		After      uint64   `query:"after" doc:"seq of the last message of the page before"`
		Before     uint64   `query:"before" doc:"likewise, for the newest first"`
		Newest     bool     `query:"newest"`
		Limit      int      `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	envelope struct {
		Post    string `query:"post" maxLength:"32" doc:"post for which it is submitted, for the journal"`
		RawBody []byte `contentType:"application/cbor"`
	}
)

func (l *list) query(ctx context.Context) node.Query {
	return node.Query{Charter: l.Charter, Search: l.Search, Precedence: l.Precedence, Form: l.Form, State: l.State, Post: l.Post, Party: l.Party, Handling: l.Handling,
		From: parley.Millis(l.From), Until: parley.Millis(l.Until), After: l.After, Before: l.Before, Newest: l.Newest, Limit: min(l.Limit, maxPage), Who: who(ctx)}
}

// routes are all that the door answers.
func (d *door) routes(a huma.API) {
	get(a, "charters", "/api/charters", func(ctx context.Context, _ *nothing) ([]node.CharterView, error) { return d.node.Charters(ctx) })
	get(a, "inbox", "/api/inbox", func(ctx context.Context, l *list) ([]node.MessageView, error) { return d.node.Inbox(ctx, l.query(ctx)) })
	get(a, "sent", "/api/sent", func(ctx context.Context, l *list) ([]node.MessageView, error) { return d.node.Sent(ctx, l.query(ctx)) })
	get(a, "message", "/api/messages/{id}", func(ctx context.Context, m *byID) (node.MessageView, error) { return d.node.Show(ctx, m.ID) })
	get(a, "board", "/api/board", func(ctx context.Context, _ *nothing) (node.BoardView, error) { return d.node.Board(ctx) })
	get(a, "proceeding", "/api/proceedings/{id}", func(ctx context.Context, p *byID) (node.ProceedingStory, error) { return d.node.Proceeding(ctx, p.ID) })
	get(a, "lines", "/api/lines", func(ctx context.Context, _ *nothing) ([]node.LineView, error) { return d.node.Lines(ctx) })
	get(a, "alarms", "/api/alarms", func(ctx context.Context, _ *nothing) ([]node.EventView, error) {
		v, err := d.node.Events(ctx)
		return node.Aloud(v), err
	})
	huma.Register(a, huma.Operation{OperationID: "submit", Method: http.MethodPost, Path: "/api/messages", MaxBodyBytes: maxEnvelope,
		Summary: "Hand over a message that its officers have signed"}, func(ctx context.Context, e *envelope) (*answer[node.Submitted], error) {
		by := who(ctx)
		by.Post = e.Post
		v, err := d.node.Submit(ctx, bytes.Clone(e.RawBody), by) // the library uses its buffer again
		return &answer[node.Submitted]{v}, failure(err)
	})
	d.stream(a)
}

// get registers a route that reads.
func get[I, O any](a huma.API, id, path string, do func(context.Context, *I) (O, error)) {
	huma.Register(a, huma.Operation{OperationID: id, Method: http.MethodGet, Path: path}, func(ctx context.Context, in *I) (*answer[O], error) {
		v, err := do(ctx, in)
		return &answer[O]{v}, failure(err)
	})
}
