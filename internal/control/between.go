package control

import (
	"context"
	"encoding/json"
	"net"
	"net/http"

	"parley"
	"parley/internal/node"
)

// readingHeader says for which posts whoever asks reads, where a node of the party passes on what its own users ask.
const readingHeader = "Parley-Reading"

// A passed reading is node.Reading as it travels.
type passedReading struct {
	All   bool                       `json:"all"`
	Post  parley.PostID              `json:"post"`
	Posts map[string][]parley.PostID `json:"posts"` // by charter
}

// Between is a Client for the door between two nodes of one party, or two parts of one: it says as whom each question is asked. dir is
// for messages only; way is asked for a connection when one is wanted, and its error, if it has a code, is the answer.
func Between(dir string, way func(context.Context) (net.Conn, error)) *Client {
	return &Client{dir: dir, reader: true, http: &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return way(ctx) },
	}}}
}

// ServeBetween is Serve for such clients. What says nothing of who asks reads nothing that is restricted.
func ServeBetween(ctx context.Context, l net.Listener, api node.API) error {
	return serve(ctx, l, handler(api, readingSaid))
}

func sayReading(q *http.Request) {
	r := node.ReadingOf(q.Context())
	p := passedReading{r.All, r.Post, map[string][]parley.PostID{}}
	for id, posts := range r.Posts {
		p.Posts[id.String()] = posts
	}
	b, _ := json.Marshal(p)
	q.Header.Set(readingHeader, string(b))
}

func readingSaid(q *http.Request) (r node.Reading) {
	var p passedReading
	if json.Unmarshal([]byte(q.Header.Get(readingHeader)), &p) != nil {
		return r
	}
	r.All, r.Post, r.Posts = p.All, p.Post, map[parley.Hash][]parley.PostID{}
	for id, posts := range p.Posts {
		if h, err := parley.ParseHash(id); err == nil {
			r.Posts[h] = posts
		}
	}
	return r
}
