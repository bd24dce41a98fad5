package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/internal/node"
)

// fakeNode answers what the routes ask; everything else would be a nil call.
type fakeNode struct {
	node.API
	asked     node.Query
	submitted []byte
	by        node.Who
	live      chan node.MessageView
}

func (f *fakeNode) Inbox(_ context.Context, q node.Query) ([]node.MessageView, error) {
	f.asked = q
	if q.State == "lost" {
		return nil, parley.Errorf(parley.CodeUsage, "state: there is no state")
	}
	all := []node.MessageView{{ID: "m3", Seq: 3}, {ID: "m4", Seq: 4}}
	for len(all) > 0 && all[0].Seq <= q.After {
		all = all[1:]
	}
	return all, nil
}

func (f *fakeNode) Show(_ context.Context, id string) (node.MessageView, error) {
	return node.MessageView{}, parley.Wrap(io.ErrUnexpectedEOF, parley.CodeNotFound, "no message %s is held here", id)
}

func (f *fakeNode) Submit(_ context.Context, envelope []byte, by node.Who) (node.Submitted, error) {
	f.submitted, f.by = envelope, by
	return node.Submitted{ID: "m5"}, nil
}

func (f *fakeNode) Follow(ctx context.Context, _ bool, fn func(node.MessageView) error) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case m := <-f.live:
			if err := fn(m); err != nil {
				return err
			}
		}
	}
}

type world struct {
	t                 *testing.T
	node              *fakeNode
	tokens            Tokens
	server            *httptest.Server
	now               time.Time
	reader, submitter string
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, node: &fakeNode{live: make(chan node.MessageView)}, tokens: Tokens{filepath.Join(t.TempDir(), "tokens.json")}, now: time.Unix(1_700_000_000, 0)}
	w.reader, w.submitter = w.token("map", Read), w.token("sender", Submit)
	w.server = httptest.NewServer(New(w.node, w.tokens, func() time.Time { return w.now }))
	t.Cleanup(w.server.Close)
	return w
}

func (w *world) token(name string, role Role) string {
	w.t.Helper()
	secret, err := w.tokens.Make(name, role, 1, bytes.NewReader(bytes.Repeat([]byte(name), 32)))
	if err != nil {
		w.t.Fatal(err)
	}
	return secret
}

// ask returns status and body.
func (w *world) ask(method, path, secret string, body io.Reader) (int, string) {
	w.t.Helper()
	r, err := http.NewRequest(method, w.server.URL+path, body)
	if err != nil {
		w.t.Fatal(err)
	}
	if secret != "" {
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/cbor")
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

// Who has no valid token gets nothing; read may not submit; a revoked token is refused at once; errors show their sentence
// and no more; what is over size or out of range is refused before the node is asked.
func TestDoor(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		method, path, secret, body string
		status                     int
		says                       string
	}{
		{"GET", "/api/inbox", "", "", 401, "no valid token"},
		{"GET", "/api/openapi.json", "", "", 401, ""},
		{"GET", "/api/inbox", "parley_wrong", "", 401, ""},
		{"GET", "/api/inbox", strings.Repeat("x", 4000), "", 401, ""},
		{"GET", "/api/inbox?search=%22a%22&precedence=flash,immediate&limit=7", w.reader, "", 200, `"m3"`},
		{"GET", "/api/inbox?state=lost", w.reader, "", 400, "there is no state"},
		{"GET", "/api/inbox?limit=100000", w.reader, "", 422, "limit"},
		{"GET", "/api/inbox?limit=-1", w.reader, "", 422, "limit"},
		{"GET", "/api/inbox?after=-1", w.reader, "", 422, ""},
		{"GET", "/api/inbox?search=" + strings.Repeat("a", 2000), w.reader, "", 422, ""},
		{"GET", "/api/messages/4f0c66a1", w.reader, "", 404, "no message 4f0c66a1 is held here"},
		{"GET", "/api/messages/..%2f..%2fetc", w.reader, "", 404, ""},
		{"GET", "/api/nowhere", w.reader, "", 404, ""},
		{"DELETE", "/api/inbox", w.submitter, "", 405, ""},
		{"POST", "/api/messages", w.reader, "e", 403, "the role read may not do this: it takes the role submit"},
		{"POST", "/api/messages?post=duty", w.submitter, "envelope", 200, `"m5"`},
		{"POST", "/api/messages", w.submitter, strings.Repeat("x", maxEnvelope+1), 413, ""},
	} {
		var body io.Reader
		if c.body != "" {
			body = strings.NewReader(c.body)
		}
		status, got := w.ask(c.method, c.path, c.secret, body)
		if status != c.status || !strings.Contains(got, c.says) || strings.Contains(got, "unexpected EOF") {
			t.Errorf("%s %.60s: %d %.200s, want %d with %q", c.method, c.path, status, got, c.status, c.says)
		}
	}
	if w.node.asked.Search != `"a"` && w.node.asked.State != "lost" || w.node.asked.Who.User != "token map" {
		t.Errorf("asked %+v", w.node.asked)
	}
	if string(w.node.submitted) != "envelope" || w.node.by != (node.Who{User: "token sender", Post: "duty"}) {
		t.Errorf("submitted %.20q by %+v", w.node.submitted, w.node.by)
	}
	if err := w.tokens.Revoke("map", 2); err != nil {
		t.Fatal(err)
	}
	if status, _ := w.ask("GET", "/api/inbox", w.reader, nil); status != 401 {
		t.Errorf("a revoked token: %d", status)
	}
}

// A token that asks too often is told so, and may ask again after a while; another one is not held up.
func TestRate(t *testing.T) {
	w := newWorld(t)
	for range requestsAtOnce {
		if status, _ := w.ask("GET", "/api/inbox", w.reader, nil); status != 200 {
			t.Fatal(status)
		}
	}
	first, _ := w.ask("GET", "/api/inbox", w.reader, nil)
	other, _ := w.ask("GET", "/api/inbox", w.submitter, nil)
	w.now = w.now.Add(time.Second / requestsASecond)
	again, _ := w.ask("GET", "/api/inbox", w.reader, nil)
	if first != 429 || other != 200 || again != 200 {
		t.Errorf("%d, another %d, later %d", first, other, again)
	}
}

// The document says 3.1, names every route, and the routes answer by it: each of its paths is there, and asks for a token.
func TestDocument(t *testing.T) {
	w := newWorld(t)
	status, text := w.ask("GET", "/api/openapi.json", w.reader, nil)
	var doc struct {
		OpenAPI string                                `json:"openapi"`
		Paths   map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil || status != 200 || !strings.HasPrefix(doc.OpenAPI, "3.1") || len(doc.Paths) != 35 {
		t.Fatalf("%d %v: %s with %d paths", status, err, doc.OpenAPI, len(doc.Paths))
	}
	for path, methods := range doc.Paths {
		for method := range methods {
			if status, _ := w.ask(strings.ToUpper(method), samplePath(path), "", nil); status != 401 {
				t.Errorf("%s %s without a token: %d", method, path, status)
			}
		}
	}
	for _, word := range []string{"seq", "receipts", "precedence", "bearer", "text/event-stream"} {
		if !strings.Contains(text, `"`+word+`"`) {
			t.Errorf("the document does not name %s", word)
		}
	}
}

// A client that comes back with the id of the last event gets what came since, then what comes.
func TestFollow(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, _ := http.NewRequestWithContext(ctx, "GET", w.server.URL+"/api/follow", nil)
	r.Header.Set("Authorization", "Bearer "+w.reader)
	r.Header.Set("Last-Event-ID", "3")
	res, err := http.DefaultClient.Do(r)
	if err != nil || res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatal(res, err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	event := func() (id, data string) {
		for lines.Scan() && lines.Text() != "" {
			if s, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
				id = s
			}
			if s, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				data = s
			}
		}
		return id, data
	}
	if id, data := event(); id != "4" || !strings.Contains(data, `"m4"`) {
		t.Errorf("missed: %q %q", id, data)
	}
	for _, m := range []node.MessageView{{ID: "old", Seq: 2}, {ID: "new", Seq: 9}} {
		w.node.live <- m
		want := map[string]string{"old": "4", "new": "9"}[m.ID]
		if id, data := event(); id != want || !strings.Contains(data, m.ID) {
			t.Errorf("%s: %q %q", m.ID, id, data)
		}
	}
}

// Make: the secret is kept nowhere. Names are unique among the valid ones.
func TestTokens(t *testing.T) {
	tokens := Tokens{filepath.Join(t.TempDir(), "tokens.json")}
	random := bytes.NewReader(make([]byte, 1000))
	secret, err := tokens.Make("map", Read, 5, random)
	if err != nil || len(secret) < 40 {
		t.Fatal(secret, err)
	}
	for want, make := range map[parley.Code]func() error{
		parley.CodeDuplicate: func() error { _, err := tokens.Make("map", Read, 6, random); return err },
		parley.CodeUsage:     func() error { _, err := tokens.Make("other", "sign", 6, random); return err },
		parley.CodeNotFound:  func() error { return tokens.Revoke("other", 6) },
	} {
		if err := make(); parley.CodeOf(err) != want {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := tokens.Make("Bad Name", Read, 6, random); err == nil {
		t.Error("a name with a space")
	}
	all, err := tokens.All()
	if err != nil || len(all) != 1 || strings.Contains(all[0].Hash, secret) || all[0].Made != 5 {
		t.Errorf("%+v %v", all, err)
	}
	if _, ok, _ := tokens.find(secret); !ok {
		t.Error("the token is not found")
	}
	if err := tokens.Revoke("map", 7); err != nil {
		t.Error(err)
	}
	if _, ok, _ := tokens.find(secret); ok {
		t.Error("a revoked token is found")
	}
}
