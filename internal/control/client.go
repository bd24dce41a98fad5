package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"

	"parley"
	"parley/internal/node"
)

// A Client is the API of the node that serves a directory. It is safe for use by many goroutines.
type Client struct {
	dir    string
	http   *http.Client
	reader bool // it says as whom it reads; see Between
}

var _ node.API = (*Client)(nil)

// Dial finds the node that serves dir. It is a CodeNotRunning error if none does, and CodeStorage if the socket may not
// be used.
func Dial(dir string) (*Client, error) {
	return DialBy(dir, func(ctx context.Context) (net.Conn, error) { return connect(ctx, dir) })
}

// DialBy is Dial by another way than the socket of dir. Where nobody listens, the way ends in os.ErrNotExist.
func DialBy(dir string, way func(context.Context) (net.Conn, error)) (*Client, error) {
	c := &Client{dir: dir}
	conn, err := way(context.Background())
	if err != nil {
		return nil, c.unreached(err)
	}
	conn.Close()
	c.http = &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return way(ctx) },
	}}
	return c, nil
}

// Close ends idle connections.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}

func (c *Client) unreached(err error) error {
	if notRunning(err) {
		return node.NotRunning(c.dir)
	}
	return parley.Wrap(err, parley.CodeStorage, "cannot use the socket of %s: %s", c.dir, cause(err))
}

// A request is one call: query and body may be nil.
type request struct {
	method, path string
	query        url.Values
	body         io.Reader
	size         int64
}

func get(path string, query url.Values) request { return request{"GET", path, query, nil, 0} }

func post(path string, query url.Values, body []byte) request {
	return request{"POST", path, query, bytes.NewReader(body), int64(len(body))}
}

func postJSON(path string, v any) request {
	b, _ := json.Marshal(v)
	return post(path, nil, b)
}

// do sends r and returns the answer's body, or the node's own error.
func (c *Client) do(ctx context.Context, r request) (io.ReadCloser, error) {
	q, err := http.NewRequestWithContext(ctx, r.method, "http://node"+r.path+"?"+r.query.Encode(), r.body)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeInternal, "the request cannot be made")
	}
	q.ContentLength = r.size
	if c.reader {
		sayReading(q)
	}
	a, err := c.http.Do(q)
	if err != nil {
		return nil, c.broken(ctx, err)
	}
	if a.StatusCode == http.StatusOK {
		return a.Body, nil
	}
	defer a.Body.Close()
	var f failure
	if err := json.NewDecoder(io.LimitReader(a.Body, maxSmall)).Decode(&f); err != nil || f.Code == "" {
		return nil, parley.Errorf(parley.CodeInternal, "what serves %s answered %s, which no node does", c.dir, a.Status)
	}
	return nil, f.err()
}

// broken says why there is no answer.
func (c *Client) broken(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var coded *parley.Error
	if errors.As(err, &coded) { // the way says why there is none
		return coded
	}
	if notRunning(err) {
		return c.unreached(err)
	}
	return parley.Wrap(err, parley.CodeNotRunning, "the node that serves %s stopped before it answered", c.dir)
}

// json sends r and reads the answer into v.
func (c *Client) json(ctx context.Context, r request, v any) error {
	body, err := c.do(ctx, r)
	if err != nil {
		return err
	}
	defer body.Close()
	if err := json.NewDecoder(body).Decode(v); err != nil {
		return c.broken(ctx, err)
	}
	return nil
}

// done sends r, whose answer says nothing more than that it is done.
func (c *Client) done(ctx context.Context, r request) error { return c.json(ctx, r, &struct{}{}) }

// bytes sends r and reads the answer whole.
func (c *Client) bytes(ctx context.Context, r request) ([]byte, error) {
	body, err := c.do(ctx, r)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	if err != nil {
		return nil, c.broken(ctx, err)
	}
	return b, nil
}
