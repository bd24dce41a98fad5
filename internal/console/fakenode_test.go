package console

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"parley"
	"parley/charters"
	"parley/internal/node"
	"parley/wire"
)

// fakeNode is a node of south that holds some messages under the ready hotline charter.
type fakeNode struct {
	node.API
	mu        sync.Mutex
	text      []byte
	in        []node.MessageView
	noticed   []node.NoticeView
	active    []node.ActiveNotice
	conflicts []node.ConflictView
	submitted [][]byte
	read      []string
	told      [2]chan node.MessageView
	roster    node.RosterView
	policy    node.PolicyView
	drafted   []node.NewDraft
	draft     node.DraftView // the only one
	payload   []byte         // of it
	uploaded  []string

	askedActive node.ActiveQuery

	verification node.VerificationView
	watch        fakeWatch
	talks        fakeTalks
}

func newFakeNode() *fakeNode {
	return &fakeNode{text: charters.Text("hotline"), told: [2]chan node.MessageView{make(chan node.MessageView), make(chan node.MessageView)}}
}

func (f *fakeNode) id() parley.Hash { return parley.Sum(f.text) }

// message adds a message from north.
func (f *fakeNode) message(n byte, precedence, text string) node.MessageView {
	m := node.MessageView{ID: parley.Sum([]byte{n}).String(), Charter: f.id().String(), From: "north/duty", To: []string{"south/duty"}, Precedence: precedence,
		Time: "2026-11-22T02:56:00.000Z", Text: &text, Form: "text", Exercise: true, Receipts: map[string]node.ReceiptView{"south": {}}}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.in = append(f.in, m)
	return m
}

func (f *fakeNode) Charters(context.Context) ([]node.CharterView, error) {
	return []node.CharterView{{ID: f.id().String(), Edition: 1, Fingerprint: "0", Title: "Hotline", Exercise: true,
		Parties: []node.PartyView{{ID: "north", Name: "Northland"}, {ID: "south", Name: "Southmark"}}}}, nil
}
func (f *fakeNode) Edition(context.Context, string) ([]byte, error)  { return f.text, nil }
func (f *fakeNode) Lines(context.Context) ([]node.LineView, error)   { return f.talks.lines, nil }
func (f *fakeNode) Events(context.Context) ([]node.EventView, error) { return nil, nil }
func (f *fakeNode) Board(context.Context) (node.BoardView, error) {
	return node.BoardView{Lines: f.talks.lines}, nil
}
func (f *fakeNode) Composer(context.Context, string) (node.Composer, error) {
	return node.Composer{Charter: f.id(), Edition: 1, EditionID: f.id(), Party: "south", Posts: []parley.PostID{"duty"}, Exercise: true,
		Parties: map[parley.PartyID][]parley.PostID{"north": {"duty"}}, Authentic: []string{"en"}}, nil
}

func (f *fakeNode) Notices(context.Context, node.NoticeQuery) (node.NoticesView, error) {
	return node.NoticesView{Notices: f.noticed}, nil
}

func (f *fakeNode) ActiveNotices(_ context.Context, q node.ActiveQuery) (node.ActiveView, error) {
	f.askedActive = q
	return node.ActiveView{Notices: f.active}, nil
}

func (f *fakeNode) Conflicts(context.Context, node.ConflictQuery) (node.ConflictsView, error) {
	return node.ConflictsView{Conflicts: f.conflicts}, nil
}

func (f *fakeNode) Drafting(context.Context, string, string) (node.Drafting, error) {
	return node.Drafting{References: []string{"HOTLINE/SOUTH/26/0007/PHR/O"}}, nil
}

func (f *fakeNode) Inbox(_ context.Context, q node.Query) (out []node.MessageView, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, m := range f.in {
		if m.Seq = uint64(i) + 1; (q.Form == "" || q.Form == m.Form) && (q.Before == 0 || m.Seq < q.Before) {
			out = append(out, m)
		}
	}
	return out, nil
}

func (f *fakeNode) Sent(context.Context, node.Query) ([]node.MessageView, error) { return nil, nil }

func (f *fakeNode) Show(_ context.Context, id string) (node.MessageView, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, m := range f.in {
		if m.ID == id {
			return m, nil
		}
	}
	return node.MessageView{}, parley.Errorf(parley.CodeNotFound, "no message %s is held here", id)
}

func (f *fakeNode) MarkRead(_ context.Context, id string, _ node.Who) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.read = append(f.read, id)
	return nil
}

func (f *fakeNode) Submit(_ context.Context, envelope []byte, _ node.Who) (node.Submitted, error) {
	_, p, err := wire.DecodeEnvelope(envelope)
	if err != nil {
		return node.Submitted{}, err
	}
	f.mu.Lock()
	f.submitted = append(f.submitted, envelope)
	f.talks.submitted(parley.Sum(envelope).String(), p, envelope)
	if a := p.Refers.Acknowledges; a != nil {
		for i, m := range f.in {
			if m.ID == a.String() {
				now := "2026-11-22T02:59:00.000Z"
				f.in[i].Receipts = map[string]node.ReceiptView{"south": {Acknowledged: &now}}
			}
		}
	}
	f.mu.Unlock()
	return node.Submitted{ID: parley.Sum(envelope).String()}, nil
}

func (f *fakeNode) Follow(ctx context.Context, own bool, fn func(node.MessageView) error) error {
	for {
		select {
		case m := <-f.told[place(own)]:
			if err := fn(m); err != nil {
				return err
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// testKey signs for the desk.
type testKey struct{ ed25519.PrivateKey }

func (k testKey) Seal(_ context.Context, who node.Who, edition parley.Hash, p *wire.Payload) ([]byte, error) {
	e, err := wire.Seal(p, edition, k)
	if err != nil {
		return nil, err
	}
	return e.Encode(), nil
}
func (k testKey) Public() ed25519.PublicKey       { return k.PrivateKey.Public().(ed25519.PublicKey) }
func (k testKey) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(k.PrivateKey, msg), nil }

// A room is a console over a fake node, with a clock that the test sets, and a browser.
type room struct {
	t      *testing.T
	node   *fakeNode
	c      *Console
	server *httptest.Server
	now    time.Time
	cookie *http.Cookie
	drafts *DraftDirectory
}

func newRoom(t *testing.T) *room {
	r := &room{t: t, node: newFakeNode(), now: storyNow, drafts: NewDraftDirectory(t.TempDir() + "/drafts")}
	seed := sha256.Sum256([]byte("console test"))
	c, err := New(r.node, Config{Party: "south", Base: "http://localhost", Signer: testKey{ed25519.NewKeyFromSeed(seed[:])}, Drafts: r.drafts,
		Now: func() time.Time { return r.now }, Rand: &counter{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	r.c = c
	r.server = httptest.NewServer(c.Handler())
	t.Cleanup(r.server.Close)
	return r
}

// counter is a source of bytes that never repeat themselves.
type counter struct{ n byte }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		p[i] = c.n
	}
	return len(p), nil
}

// signIn opens a session.
func (r *room) signIn() {
	r.t.Helper()
	r.signInAs("ann")
}

// signInAs opens a session of a user of the node, or, where the roster has one of that name, of an officer.
func (r *room) signInAs(name string) {
	r.t.Helper()
	link, _, err := r.c.Invite(node.Who{User: name, Post: "duty"})
	if err != nil {
		r.t.Fatal(err)
	}
	a := r.do("GET", strings.TrimPrefix(link, "http://localhost"), nil)
	if a.code != http.StatusSeeOther || len(a.cookies) != 1 {
		r.t.Fatalf("signing in answers %d with %d cookies", a.code, len(a.cookies))
	}
	r.cookie = a.cookies[0]
}

// An answer is what a browser was told.
type answer struct {
	code    int
	body    string
	header  http.Header
	cookies []*http.Cookie
}

// do asks as a browser at the desk does; form makes it a POST of this origin.
func (r *room) do(method, path string, form url.Values, headers ...string) answer {
	r.t.Helper()
	q, err := http.NewRequest(method, r.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	if method == "POST" {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	if r.cookie != nil {
		q.AddCookie(r.cookie)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := client.Do(q)
	if err != nil {
		r.t.Fatal(err)
	}
	defer a.Body.Close()
	var b strings.Builder
	if _, err := copyTo(&b, a.Body); err != nil {
		r.t.Fatal(err)
	}
	return answer{a.StatusCode, b.String(), a.Header, a.Cookies()}
}
