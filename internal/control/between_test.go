package control

import (
	"context"
	"net"
	"reflect"
	"testing"

	"parley"
	"parley/internal/node"
)

// readingAPI notes as whom it is asked.
type readingAPI struct {
	node.API
	last node.Reading
}

func (a *readingAPI) Charters(ctx context.Context) ([]node.CharterView, error) {
	a.last = node.ReadingOf(ctx)
	return nil, nil
}

// "It says as whom each question is asked", and "what says nothing of who asks reads nothing that is restricted".
func TestBetweenReadsAsWhoAsks(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	api, ended := &readingAPI{}, make(chan error, 1)
	go func() { ended <- ServeBetween(ctx, l, api) }()
	way := func(ctx context.Context) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", l.Addr().String())
	}
	c := Between("north", way)
	some := map[parley.Hash][]parley.PostID{parley.Sum([]byte("charter")): {"duty", "air"}}
	for _, want := range []node.Reading{{}, {All: true}, {Post: "duty"}, {Posts: some}} {
		if _, err := c.Charters(node.As(ctx, want)); err != nil {
			t.Fatal(err)
		}
		got := api.last
		if len(got.Posts) == 0 {
			got.Posts = nil
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("asked as %+v, answered as %+v", want, got)
		}
	}
	plain, err := DialBy("north", way)
	if err != nil {
		t.Fatal(err)
	}
	api.last.All = true
	if _, err := plain.Charters(ctx); err != nil || api.last.All || api.last.Post != "" || len(api.last.Posts) > 0 {
		t.Errorf("who says nothing reads as %+v: %v", api.last, err)
	}
	c.Close()
	plain.Close()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// "Its error, if it has a code, is the answer."
func TestBetweenNobody(t *testing.T) {
	c := Between("north", func(context.Context) (net.Conn, error) {
		return nil, parley.Errorf(parley.CodeNotRunning, "no node of this party leads at the moment")
	})
	_, err := c.Charters(t.Context())
	if parley.CodeOf(err) != parley.CodeNotRunning || parley.SentenceOf(err) != "no node of this party leads at the moment" {
		t.Errorf("got %v", err)
	}
}
