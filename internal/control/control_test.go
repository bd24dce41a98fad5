package control

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"parley"
	"parley/internal/node"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start serves api in a new directory whose path is too long for a socket's and not in ASCII, and returns a client.
func start(t *testing.T, api node.API) (*Client, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "вузол півночі "+strings.Repeat("x", 120))
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	l, err := Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- Serve(ctx, l, api) }()
	c, err := Dial(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if _, err := os.Lstat(filepath.Join(dir, SocketName)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the socket is still there: %v", err)
		}
	})
	return c, dir
}

var who = node.Who{User: "ann", Post: "duty"}

// Every call gives the same over the socket as in the process, and the node is asked the same.
func TestCallsAreTheSame(t *testing.T) {
	f := newFake()
	c, _ := start(t, f)
	for name, call := range calls {
		f.blob = []byte("hello")
		want, asked, err := call(t.Context(), f)
		if err != nil || f.seen() != asked {
			t.Fatalf("%s in the process: asked %q, want %q, %v", name, f.seen(), asked, err)
		}
		f.note("")
		got, _, err := call(t.Context(), c)
		if err != nil || f.seen() != asked {
			t.Errorf("%s over the socket: asked %q, want %q, %v", name, f.seen(), asked, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
		if string(f.blob) != "hello" {
			t.Errorf("%s: the attachment arrived as %q", name, f.blob)
		}
	}
}

// Every error comes back with its code and sentence, and without what it wraps.
func TestErrorsTravel(t *testing.T) {
	f := newFake()
	f.fail = parley.Wrap(errors.New("secret detail"), parley.CodeUnknownParty, "there is no party %q", "west")
	c, _ := start(t, f)
	for name, call := range calls {
		_, _, err := call(t.Context(), c)
		if parley.CodeOf(err) != parley.CodeUnknownParty || err.Error() != `there is no party "west"` {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := c.Follow(t.Context(), true, nil); parley.CodeOf(err) != parley.CodeUnknownParty {
		t.Errorf("follow: %v", err)
	}
	f.fail = errors.New("odd")
	if _, err := c.Lines(t.Context()); parley.CodeOf(err) != parley.CodeInternal {
		t.Errorf("an error without a code: %v", err)
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	f := newFake()
	c, _ := start(t, f)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-f.entered
		cancel()
	}()
	err := c.Wait(ctx, "m1", "recorded")
	if parley.CodeOf(err) != parley.CodeNotYet || err.Error() != "accepted, not yet recorded" {
		t.Errorf("%v", err)
	}
	<-f.entered
	if f.seen() != "wait ended" {
		t.Errorf("the node still waits: %s", f.seen())
	}
}

func TestFollow(t *testing.T) {
	f := newFake()
	c, _ := start(t, f)
	ctx, cancel := context.WithCancel(t.Context())
	got := make(chan string)
	done := make(chan error)
	go func() {
		done <- c.Follow(ctx, true, func(m node.MessageView) error { got <- m.ID + *m.Text; return nil })
	}()
	for _, id := range []string{"m1", "m2"} {
		f.events <- node.MessageView{ID: id, Text: &text}
		if g := <-got; g != id+text {
			t.Errorf("got %q", g)
		}
	}
	if f.seen() != "follow true" {
		t.Error(f.seen())
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	<-f.entered

	go func() { done <- c.Follow(t.Context(), false, nil) }()
	close(f.events)
	if err := <-done; parley.CodeOf(err) != parley.CodeStorage {
		t.Errorf("an error in the middle: %v", err)
	}
}

// What breaks in the middle is not taken for the whole.
func TestBrokenAttachment(t *testing.T) {
	c, _ := start(t, newFake())
	r, err := c.Attachment(t.Context(), "broken")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := io.Copy(io.Discard, r); err == nil {
		t.Error("half an attachment was taken for a whole one")
	}
}

// Requests that other HTTP clients make badly are refused, each with a code, and reach no use case.
func TestBadRequests(t *testing.T) {
	f := newFake()
	c, _ := start(t, f)
	zero := parley.Hash{}.String()
	for _, r := range []struct {
		method, path string
		body         io.Reader
		size         int64
		want         parley.Code
	}{
		{"POST", "/v1/messages", io.LimitReader(endless{}, maxEnvelope+1), -1, parley.CodeTooLarge},
		{"POST", "/v1/charters", io.MultiReader(strings.NewReader(`{"text":"`), io.LimitReader(endless{}, maxAdoption)), -1, parley.CodeTooLarge},
		{"POST", "/v1/journal", strings.NewReader(`{"who":{}, "what":1}`), 20, parley.CodeBadEncoding},
		{"POST", "/v1/messages/x/read", strings.NewReader(``), 0, parley.CodeBadEncoding},
		{"GET", "/v1/inbox?limit=-1", nil, 0, parley.CodeBadEncoding},
		{"GET", "/v1/inbox?after=2147483648", nil, 0, parley.CodeBadEncoding},
		{"PUT", "/v1/attachments/xyz?charter=" + zero, nil, 0, parley.CodeBadID},
		{"PUT", "/v1/attachments/" + zero + "?charter=z", nil, 0, parley.CodeBadID},
		{"PUT", "/v1/attachments/" + zero + "?salt=00&charter=" + zero, nil, 0, parley.CodeBadEncoding},
		{"PUT", "/v1/attachments/" + zero + "?salt=00000000000000000000000000000000&size=67108865&charter=" + zero, nil, 0, parley.CodeTooLarge},
	} {
		path, query, _ := strings.Cut(r.path, "?")
		values := make(map[string][]string)
		for _, kv := range strings.Split(query, "&") {
			k, v, _ := strings.Cut(kv, "=")
			values[k] = []string{v}
		}
		_, err := c.do(t.Context(), request{r.method, path, values, r.body, r.size})
		if parley.CodeOf(err) != r.want || f.seen() != "" {
			t.Errorf("%s %s: %v, want %s; asked %q", r.method, r.path, err, r.want, f.seen())
		}
	}
}

// An attachment that is longer than it says does not reach the node beyond what it says.
func TestUploadIsBounded(t *testing.T) {
	f := newFake()
	srv := Handler(f)
	zero := parley.Hash{}.String()
	q, _ := http.NewRequest("PUT", "/v1/attachments/"+zero+"?salt=00000000000000000000000000000000&size=3&charter="+zero,
		io.NopCloser(io.LimitReader(endless{}, 1<<20)))
	w := &answer{header: http.Header{}}
	srv.ServeHTTP(w, q)
	if w.status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d %s", w.status, w.body.String())
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'A'
	}
	return len(p), nil
}

type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(s int)           { a.status = s }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }
