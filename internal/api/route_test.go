package api

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

var update = flag.Bool("update", false, "write doc/openapi.json")

// A hall is a door over a node that answers everything, with a token of each role.
type hall struct {
	t       *testing.T
	door    *door
	handler http.Handler
	node    *fullNode
	now     time.Time
	secrets map[Role]string
}

func newHall(t *testing.T) *hall {
	h := &hall{t: t, node: &fullNode{}, now: time.Unix(1_700_000_000, 0), secrets: map[Role]string{}}
	tokens := Tokens{filepath.Join(t.TempDir(), "tokens.json")}
	for _, r := range Roles {
		secret, err := tokens.Make(string(r), r, 1, bytes.NewReader(bytes.Repeat([]byte(r), 32)))
		if err != nil {
			t.Fatal(err)
		}
		h.secrets[r] = secret
	}
	d, mux := newDoor(h.node, tokens, func() time.Time { return h.now })
	h.door, h.handler = d, d.guard(mux)
	return h
}

// ask asks a route as it wants to be asked.
func (h *hall) ask(r route, secret string) *httptest.ResponseRecorder {
	h.t.Helper()
	h.now = h.now.Add(time.Minute) // nobody asks too often here
	s := sampleBodies[r.id]
	q := httptest.NewRequest(r.method, samplePath(r.path)+s.query, strings.NewReader(s.body))
	if s.kind != "" {
		q.Header.Set("Content-Type", s.kind)
	}
	if secret != "" {
		q.Header.Set("Authorization", "Bearer "+secret)
	}
	a := httptest.NewRecorder()
	h.handler.ServeHTTP(a, q)
	return a
}

// Each route needs a role: without a token it answers 401, to a role that may not 403 without asking the node, and to every
// role that may it answers what the node says. Every role is needed somewhere, and the document names the role of each.
func TestRoutesNeedARole(t *testing.T) {
	h := newHall(t)
	needed := map[Role]bool{}
	for _, r := range h.door.needed {
		needed[r.role] = true
		if a := h.ask(r, ""); a.Code != http.StatusUnauthorized || h.node.asked != 0 {
			t.Errorf("%s without a token: %d, asked %d times", r.id, a.Code, h.node.asked)
		}
		for _, role := range Roles {
			a := h.ask(r, h.secrets[role])
			switch may := slices.Contains(grants[role], r.role); {
			case may && (a.Code != http.StatusOK || h.node.asked == 0):
				t.Errorf("%s for %s: %d %.200s", r.id, role, a.Code, a.Body)
			case !may && (a.Code != http.StatusForbidden || h.node.asked != 0 || !strings.Contains(a.Body.String(), "takes the role "+string(r.role))):
				t.Errorf("%s for %s: %d %.200s, asked %d times", r.id, role, a.Code, a.Body, h.node.asked)
			}
			h.node.asked = 0
		}
		if r.says == "" || !slices.Contains(Roles, r.role) {
			t.Errorf("%+v", r)
		}
	}
	for _, r := range Roles {
		if !needed[r] {
			t.Errorf("no route needs %s", r)
		}
	}
	operations := 0
	for path, item := range h.door.api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Delete, item.Patch, item.Head} {
			if op == nil {
				continue
			}
			operations++
			i := slices.IndexFunc(h.door.needed, func(r route) bool { return r.id == op.OperationID && r.path == path && r.method == op.Method })
			if i < 0 || len(op.Security) != 1 || !slices.Equal(op.Security[0]["token"], []string{string(h.door.needed[i].role)}) {
				t.Errorf("%s %s: the document says %v", op.Method, path, op.Security)
			}
		}
	}
	if operations != len(h.door.needed) {
		t.Errorf("%d operations in the document, %d routes", operations, len(h.door.needed))
	}
}

// The document can't say anything else than the answers: every answer in JSON, with every field that it can have, keeps to the
// schema of its route.
func TestAnswersKeepToTheDocument(t *testing.T) {
	h := newHall(t)
	doc := h.door.api.OpenAPI()
	checked := 0
	for _, r := range h.door.needed {
		item := doc.Paths[r.path]
		op := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put}[r.method]
		content := op.Responses["200"].Content["application/json"]
		role := r.role
		a := h.ask(r, h.secrets[role])
		if content == nil {
			if kind, _, _ := strings.Cut(a.Header().Get("Content-Type"), ";"); op.Responses["200"].Content[kind] == nil {
				t.Errorf("%s answers %s, which the document does not say", r.id, kind)
			}
			continue
		}
		var v any
		if err := json.Unmarshal(a.Body.Bytes(), &v); err != nil {
			t.Errorf("%s: %v", r.id, err)
			continue
		}
		res := &huma.ValidateResult{}
		huma.Validate(doc.Components.Schemas, content.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, v, res)
		for _, err := range res.Errors {
			t.Errorf("%s: %v", r.id, err)
		}
		checked++
	}
	if checked < 20 {
		t.Errorf("%d answers were checked", checked)
	}
}

// "OpenAPI 3.1 document that can't drift": doc/openapi.json is what the node serves.
func TestDocumentInTheRepository(t *testing.T) {
	h := newHall(t)
	served := h.ask(route{"", "GET", "/api/openapi.json", Read, "", 0}, h.secrets[Read]).Body.Bytes()
	var b bytes.Buffer
	if err := json.Indent(&b, served, "", " "); err != nil {
		t.Fatal(err)
	}
	b.WriteByte('\n')
	const path = "../../doc/openapi.json"
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if held, err := os.ReadFile(path); err != nil || !bytes.Equal(held, b.Bytes()) {
		t.Errorf("%s is not what is served; write it with go test ./internal/api -update: %v", path, err)
	}
}

// The bytes of an attachment go through as they come, no more of them than were announced; what is no id, no salt or no size
// is refused before the node is asked.
func TestAttachments(t *testing.T) {
	h := newHall(t)
	up := h.door.needed[slices.IndexFunc(h.door.needed, func(r route) bool { return r.id == "upload" })]
	if a := h.ask(up, h.secrets[Submit]); a.Code != 200 || h.node.uploaded != sampleHash+" "+strings.Repeat("0a", 16)+" 5 hello" {
		t.Errorf("%d %q", a.Code, h.node.uploaded)
	}
	h.node.asked = 0
	put := func(path string, body string) int {
		q := httptest.NewRequest("PUT", path, strings.NewReader(body))
		q.Header.Set("Authorization", "Bearer "+h.secrets[Submit])
		a := httptest.NewRecorder()
		h.handler.ServeHTTP(a, q)
		return a.Code
	}
	good := samplePath(up.path) + sampleBodies["upload"].query
	for path, body := range map[string]string{good: "hello and more", strings.Replace(good, "size=5", "size=6", 1): "hello"} {
		if code := put(path, body); code != 400 {
			t.Errorf("%q to %s: %d", body, path, code)
		}
	}
	if !strings.Contains(h.node.uploaded, "hello") || strings.Contains(h.node.uploaded, "hello and more") {
		t.Errorf("the node was given %q", h.node.uploaded)
	}
	h.node.asked = 0
	for _, path := range []string{strings.Replace(good, "size=5", "size=0", 1), strings.Replace(good, "size=5", "size=67108865", 1), strings.Replace(good, "salt=0a", "salt=zz", 1),
		strings.Replace(good, "charter="+sampleHash, "charter=1", 1), "/api/attachments/12" + sampleBodies["upload"].query} {
		if code := put(path, "hello"); code != 422 || h.node.asked != 0 {
			t.Errorf("%s: %d", path, code)
		}
	}
}
