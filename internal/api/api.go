// Package api is the HTTP and JSON door for integrations: the use cases of the node that list and show, that prepare what
// officers sign, and that take what is signed already. It holds no key and signs nothing. Its OpenAPI 3.1 document, at /api/openapi.json, is generated from the
// routes and types below, so that it cannot say anything else.
package api

import (
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
	maxEnvelope   = 160 << 10 // of a signed message: the specification's limit
	maxDraft      = 256 << 10 // of a payload, in base64, with what stands around it
	maxAttachment = 64 << 20  // likewise the specification's
	maxSmall      = 64 << 10
	maxPage       = 200
)

// New returns the handler of /api/. now is the wall clock.
func New(n node.API, tokens Tokens, now func() time.Time) http.Handler {
	d, mux := newDoor(n, tokens, now)
	return d.guard(mux)
}

func newDoor(n node.API, tokens Tokens, now func() time.Time) (*door, *http.ServeMux) {
	mux := http.NewServeMux()
	d := &door{node: n, tokens: tokens, meter: &meter{now: now, buckets: map[string]*bucket{}}}
	config := huma.DefaultConfig("Parley", "1")
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "/api/openapi", "", "" // no page that fetches from elsewhere
	config.CreateHooks = nil
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}
	d.api = humago.New(mux, config)
	d.routes(d.api)
	return d, mux
}

// A door answers the requests of integrations.
type door struct {
	node   node.API
	api    huma.API
	tokens Tokens
	meter  *meter
	needed []route // all that it answers
}

type tokenKey struct{}

// guard lets in who has a valid token, as often as it may ask.
func (d *door) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		secret, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if _, password, basic := r.BasicAuth(); basic && r.Method == http.MethodGet && r.URL.Path == feedPath {
			secret, bearer = password, true
		}
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
		default:
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), tokenKey{}, t)))
		}
	})
}
