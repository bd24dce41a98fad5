package control

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"net/url"

	"parley"
	"parley/internal/node"
)

// A packing travels as chunks: a length in 4 bytes, big-endian, and so many bytes of the file that is open; length 0 says
// that the file is whole. Behind packed, in the place of a length, stands how the packing ended, as JSON.
const packed = 1<<32 - 1

// longestChunk bounds one chunk.
const longestChunk = 1 << 20

// maxSealed is the longest file that is taken in; the node knows the exact limit.
const maxSealed = 65 << 20

type packedEnd struct {
	View    node.PackView `json:"view"`
	Failure *failure      `json:"failure,omitempty"`
}

type packRequest struct {
	node.PackQuery
	Who node.Who `json:"who"`
}

// pack streams the files of a packing.
func (s server) pack(w http.ResponseWriter, r *http.Request) error {
	var q packRequest
	if err := readJSON(w, r, maxSmall, &q); err != nil {
		return err
	}
	began := false
	v, err := s.api.PackCourier(r.Context(), q.PackQuery, q.Who, func() (io.WriteCloser, error) {
		if !began {
			w.Header().Set("Content-Type", "application/octet-stream")
		}
		began = true
		return chunks{w}, nil
	})
	if err != nil && !began {
		return err
	}
	end := packedEnd{View: v}
	if err != nil {
		f := failureOf(err)
		end.Failure = &f
	}
	w.Write(binary.BigEndian.AppendUint32(nil, packed))
	json.NewEncoder(w).Encode(end)
	return nil
}

// chunks writes one file.
type chunks struct{ to io.Writer }

func (c chunks) Write(b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		piece := b[n:min(len(b), n+longestChunk)]
		if _, err = c.to.Write(binary.BigEndian.AppendUint32(nil, uint32(len(piece)))); err == nil {
			_, err = c.to.Write(piece)
			n += len(piece)
		}
	}
	return n, err
}

func (c chunks) Close() error {
	_, err := c.to.Write(make([]byte, 4))
	return err
}

// importCourier takes in a sealed file.
func (s server) importCourier(w http.ResponseWriter, r *http.Request) error {
	body := http.MaxBytesReader(w, r.Body, maxSealed)
	q := r.URL.Query()
	v, err := s.api.ImportCourier(r.Context(), body, node.Who{User: q.Get("user"), Post: q.Get("post")})
	if err != nil {
		io.Copy(io.Discard, body) // the client reads the answer only after it has written all
	}
	return writeJSON(w, v, err)
}

// PackCourier has the node pack, and writes each file as it comes.
func (c *Client) PackCourier(ctx context.Context, q node.PackQuery, who node.Who, file func() (io.WriteCloser, error)) (node.PackView, error) {
	body, err := c.do(ctx, postJSON("/v1/courier/pack", packRequest{q, who}))
	if err != nil {
		return node.PackView{}, err
	}
	defer body.Close()
	var open io.WriteCloser
	for {
		n, err := chunkLength(body)
		if err != nil {
			return node.PackView{}, c.broken(ctx, err)
		}
		if n == packed {
			return c.packed(ctx, body)
		}
		if open == nil {
			if open, err = file(); err != nil {
				return node.PackView{}, err
			}
		}
		if n == 0 {
			if err, open = open.Close(), nil; err != nil {
				return node.PackView{}, err
			}
			continue
		}
		if err := copyChunk(open, body, n); err != nil {
			return node.PackView{}, err
		}
	}
}

func chunkLength(r io.Reader) (uint32, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n > longestChunk && n != packed {
		return 0, parley.Errorf(parley.CodeTooLarge, "a chunk of %d bytes", n)
	}
	return n, nil
}

func copyChunk(to io.Writer, from io.Reader, n uint32) error {
	b := make([]byte, n)
	if _, err := io.ReadFull(from, b); err != nil {
		return parley.Wrap(err, parley.CodeNotRunning, "the node stopped before the bundle was whole")
	}
	_, err := to.Write(b)
	return err
}

// packed reads how a packing ended.
func (c *Client) packed(ctx context.Context, body io.Reader) (node.PackView, error) {
	var end packedEnd
	if err := json.NewDecoder(body).Decode(&end); err != nil {
		return node.PackView{}, c.broken(ctx, err)
	}
	if end.Failure != nil {
		return end.View, end.Failure.err()
	}
	return end.View, nil
}

// ImportCourier streams a sealed file to the node.
func (c *Client) ImportCourier(ctx context.Context, sealed io.Reader, who node.Who) (v node.ImportView, err error) {
	q := url.Values{"user": {who.User}, "post": {who.Post}}
	return v, c.json(ctx, request{"POST", "/v1/courier/import", q, io.NopCloser(sealed), -1}, &v)
}
