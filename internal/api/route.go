package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"parley/internal/node"
)

// A route is one operation of the door and the role that it needs.
type route struct {
	id, method, path string
	role             Role
	says             string // what it does, in one sentence without full stop
	max              int64  // bytes of a request
}

// operation is the route as it is registered: who lacks the role is turned away before anything of the request is read.
func (d *door) operation(a huma.API, r route) huma.Operation {
	d.needed = append(d.needed, r)
	return huma.Operation{OperationID: r.id, Method: r.method, Path: r.path, Summary: r.says, MaxBodyBytes: r.max,
		Security:    []map[string][]string{{"token": {string(r.role)}}},
		Errors:      []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests},
		Middlewares: huma.Middlewares{needs(a, r.role)}}
}

// needs turns away whoever has no role that may do what the role may.
func needs(a huma.API, role Role) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		t, _ := ctx.Context().Value(tokenKey{}).(Token)
		if !slices.Contains(grants[t.Role], role) {
			huma.WriteErr(a, ctx, http.StatusForbidden, "the role "+string(t.Role)+" may not do this: it takes the role "+string(role))
			return
		}
		next(ctx)
	}
}

// answer is the body of an answer.
type answer[T any] struct{ Body T }

// file is an answer that is no JSON.
type file struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

type (
	nothing struct{}
	byID    struct {
		ID string `path:"id" minLength:"8" maxLength:"64" doc:"64 hexadecimal digits, or at least the first 8"`
	}
	charterNamed struct {
		Charter string `query:"charter" maxLength:"64" doc:"id, or at least its first 8 digits; may be left out where the node has one charter"`
	}
)

// get registers a route that reads and has the role read.
func get[I, O any](d *door, a huma.API, id, path, says string, do func(context.Context, *I) (O, error)) {
	register(d, a, route{id, http.MethodGet, path, Read, says, 0}, do)
}

// register registers a route that answers with JSON.
func register[I, O any](d *door, a huma.API, r route, do func(context.Context, *I) (O, error)) {
	huma.Register(a, d.operation(a, r), func(ctx context.Context, in *I) (*answer[O], error) {
		v, err := do(ctx, in)
		return &answer[O]{v}, failure(err)
	})
}

// getFile registers a route that answers with the bytes of a file.
func getFile[I any](d *door, a huma.API, id, path, kind, says string, do func(context.Context, *I) ([]byte, error)) {
	op := d.operation(a, route{id, http.MethodGet, path, Read, says, 0})
	op.Responses = bytesOf(kind)
	huma.Register(a, op, func(ctx context.Context, in *I) (*file, error) {
		b, err := do(ctx, in)
		return &file{kind, b}, failure(err)
	})
}

func bytesOf(kind string) map[string]*huma.Response {
	return map[string]*huma.Response{"200": {Description: "the file", Content: map[string]*huma.MediaType{kind: {}}}}
}

// who is the integration behind a request, for the journal.
func who(ctx context.Context) node.Who {
	t, _ := ctx.Value(tokenKey{}).(Token)
	return node.Who{User: "token " + t.Name}
}
