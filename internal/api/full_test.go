package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"

	"parley"
	"parley/charters"
	"parley/internal/node"
)

// full returns a value of which every field says something, so that nothing of an answer is left out.
func full[T any]() (v T) {
	fill(reflect.ValueOf(&v).Elem())
	return v
}

func fill(v reflect.Value) {
	if v.Kind() != reflect.Pointer && v.CanAddr() {
		if h, ok := v.Addr().Interface().(*parley.Hash); ok {
			*h = parley.Sum([]byte("sample"))
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i))
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key)
		fill(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				fill(f)
			}
		}
	case reflect.String:
		v.SetString("2026-11-22T03:00:00.000Z")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64, reflect.Int16, reflect.Int32:
		v.SetInt(7)
	case reflect.Uint, reflect.Uint64, reflect.Uint8, reflect.Uint32:
		v.SetUint(7)
	default:
		panic(fmt.Sprint("no sample of ", v.Type()))
	}
}

// fullNode answers every route with everything, and counts how often it was asked.
type fullNode struct {
	node.API
	asked    int
	uploaded string
}

func (f *fullNode) n() { f.asked++ }

func (f *fullNode) Charters(context.Context) ([]node.CharterView, error) {
	f.n()
	return full[[]node.CharterView](), nil
}
func (f *fullNode) Edition(context.Context, string) ([]byte, error) {
	f.n()
	return charters.Text("line"), nil
}
func (f *fullNode) Composer(context.Context, string) (node.Composer, error) {
	f.n()
	return full[node.Composer](), nil
}
func (f *fullNode) Notices(context.Context, node.NoticeQuery) (node.NoticesView, error) {
	f.n()
	return node.NoticesView{}, nil
}
func (f *fullNode) Inbox(context.Context, node.Query) ([]node.MessageView, error) {
	f.n()
	return full[[]node.MessageView](), nil
}
func (f *fullNode) Sent(ctx context.Context, q node.Query) ([]node.MessageView, error) {
	return f.Inbox(ctx, q)
}
func (f *fullNode) Show(context.Context, string) (node.MessageView, error) {
	f.n()
	return full[node.MessageView](), nil
}
func (f *fullNode) Envelope(context.Context, string) ([]byte, error) { f.n(); return []byte{1}, nil }
func (f *fullNode) Evidence(context.Context, string, node.Who) ([]byte, error) {
	f.n()
	return []byte{2}, nil
}
func (f *fullNode) Outcome(context.Context, string, node.Who) ([]byte, error) {
	f.n()
	return []byte{3}, nil
}
func (f *fullNode) ProofNamed(context.Context, string, node.Who) ([]byte, error) {
	f.n()
	return []byte{4}, nil
}
func (f *fullNode) Submit(context.Context, []byte, node.Who) (node.Submitted, error) {
	f.n()
	return full[node.Submitted](), nil
}
func (f *fullNode) Board(context.Context) (node.BoardView, error) {
	f.n()
	return full[node.BoardView](), nil
}
func (f *fullNode) Proceedings(context.Context, string) ([]node.ProceedingView, error) {
	f.n()
	return full[[]node.ProceedingView](), nil
}
func (f *fullNode) Proceeding(context.Context, string) (node.ProceedingStory, error) {
	f.n()
	return full[node.ProceedingStory](), nil
}
func (f *fullNode) ProceedingEdition(ctx context.Context, id string) ([]byte, error) {
	return f.Edition(ctx, id)
}
func (f *fullNode) Drafting(context.Context, string, string) (node.Drafting, error) {
	f.n()
	return full[node.Drafting](), nil
}
func (f *fullNode) Lines(context.Context) ([]node.LineView, error) {
	f.n()
	return full[[]node.LineView](), nil
}
func (f *fullNode) LineHistory(context.Context, node.LineQuery, int) ([]node.LineDayView, error) {
	f.n()
	return full[[]node.LineDayView](), nil
}
func (f *fullNode) LineTests(context.Context, node.LineQuery, int) ([]node.LineTestsView, error) {
	f.n()
	return full[[]node.LineTestsView](), nil
}
func (f *fullNode) Events(context.Context) ([]node.EventView, error) {
	f.n()
	return full[[]node.EventView](), nil
}
func (f *fullNode) Roster(context.Context, string, string) (node.RosterView, error) {
	f.n()
	return full[node.RosterView](), nil
}
func (f *fullNode) Drafts(context.Context, bool) ([]node.DraftView, error) {
	f.n()
	return full[[]node.DraftView](), nil
}
func (f *fullNode) ShowDraft(context.Context, string) (node.DraftView, error) {
	f.n()
	return full[node.DraftView](), nil
}
func (f *fullNode) Draft(context.Context, node.NewDraft) (node.DraftView, error) {
	f.n()
	return full[node.DraftView](), nil
}
func (f *fullNode) PrepareDraft(context.Context, string, node.Preparing) (node.Prepared, error) {
	f.n()
	return full[node.Prepared](), nil
}
func (f *fullNode) SignDraft(context.Context, string, node.DraftSigning) (node.DraftView, error) {
	f.n()
	return full[node.DraftView](), nil
}
func (f *fullNode) DecideDraft(context.Context, string, string, node.Who) (node.DraftView, error) {
	f.n()
	return full[node.DraftView](), nil
}
func (f *fullNode) CancelDraft(context.Context, string, node.Who) (node.DraftView, error) {
	f.n()
	return full[node.DraftView](), nil
}
func (f *fullNode) Policy(context.Context) (node.PolicyView, error) {
	f.n()
	return full[node.PolicyView](), nil
}
func (f *fullNode) Heads(context.Context) ([]node.HeadsView, error) {
	f.n()
	return full[[]node.HeadsView](), nil
}
func (f *fullNode) Verification(context.Context) (node.VerificationView, error) {
	f.n()
	return full[node.VerificationView](), nil
}
func (f *fullNode) StartVerify(context.Context, node.Who) (node.VerificationView, error) {
	f.n()
	return full[node.VerificationView](), nil
}
func (f *fullNode) Attachment(context.Context, string) (io.ReadCloser, error) {
	f.n()
	return io.NopCloser(strings.NewReader("bytes of an attachment")), nil
}
func (f *fullNode) Upload(_ context.Context, charter, id parley.Hash, salt [16]byte, size uint64, r io.Reader) error {
	f.n()
	b, err := io.ReadAll(r)
	f.uploaded = fmt.Sprintf("%s %x %d %s", charter, salt, size, b)
	if err == nil && uint64(len(b)) != size {
		return parley.Errorf(parley.CodeBadMessage, "the attachment has not %d bytes", size)
	}
	return err
}
func (f *fullNode) Follow(_ context.Context, _ bool, fn func(node.MessageView) error) error {
	f.n()
	return nil // it ends at once
}

var sampleHash = parley.Sum([]byte("sample")).String()

// samplePath is the path of a route with its parameters filled in.
func samplePath(path string) string {
	return strings.NewReplacer("{id}", sampleHash, "{blob}", sampleHash).Replace(path)
}

// sampleBodies are what the routes are asked with that want a body, or more in the query.
var sampleBodies = map[string]struct{ query, kind, body string }{
	"submit":       {"", "application/cbor", "envelope"},
	"drafting":     {"?form=text", "", ""},
	"feed":         {"?format=geojson", "", ""},
	"upload":       {"?charter=" + sampleHash + "&salt=" + strings.Repeat("0a", 16) + "&size=5", "application/octet-stream", "hello"},
	"makeDraft":    {"", "application/json", sampleJSON(map[string]any{"payload": []byte("payload")})},
	"prepareDraft": {"", "application/json", sampleJSON(map[string]any{"officer": "ann", "act": "release"})},
	"decideDraft":  {"", "application/json", sampleJSON(map[string]any{"proceeding": sampleHash})},
	"signDraft":    {"", "application/json", sampleJSON(map[string]any{"act": "release", "signature": []byte("signature")})},
}

func sampleJSON(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}
