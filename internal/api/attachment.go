package api

import (
	"context"
	"encoding/hex"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"parley"
)

// upload is the bytes of an attachment, which are never whole in memory.
type upload struct {
	Blob    string `path:"blob" pattern:"^[0-9a-f]{64}$" doc:"SHA-256 of the salt and the bytes"`
	Charter string `query:"charter" required:"true" pattern:"^[0-9a-f]{64}$"`
	Salt    string `query:"salt" required:"true" pattern:"^[0-9a-f]{32}$" doc:"of the message that will name it"`
	Size    uint64 `query:"size" required:"true" minimum:"1" maximum:"67108864" doc:"bytes that follow"`
	bytes   io.Reader
}

// Resolve keeps the body to be read while it comes; see huma.Resolver.
func (u *upload) Resolve(ctx huma.Context) []error {
	u.bytes = io.LimitReader(ctx.BodyReader(), min(int64(u.Size), maxAttachment)+1)
	return nil
}

type blob struct {
	Blob string `path:"blob" pattern:"^[0-9a-f]{64}$" doc:"id of the attachment, as a message names it"`
}

// uploaded says that the bytes are stored.
type uploaded struct {
	ID string `json:"id"`
}

// attachments are the routes of bytes that messages name. A token has as many of them under way at once as streams.
func (d *door) attachments(a huma.API) {
	op := d.operation(a, route{"upload", http.MethodPut, "/api/attachments/{blob}", Submit, "Store the bytes of an attachment before the message that names it is handed over", maxAttachment})
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {}}}
	huma.Register(a, op, func(ctx context.Context, u *upload) (*answer[uploaded], error) {
		done, err := d.under(ctx)
		if err != nil {
			return nil, err
		}
		defer done()
		return &answer[uploaded]{uploaded{u.Blob}}, failure(d.upload(ctx, u))
	})
	op = d.operation(a, route{"attachment", http.MethodGet, "/api/attachments/{blob}", Read, "The bytes of an attachment that is held whole", 0})
	op.Responses = bytesOf("application/octet-stream")
	huma.Register(a, op, d.attachment)
}

func (d *door) upload(ctx context.Context, u *upload) error {
	id, err := parley.ParseHash(u.Blob)
	if err != nil {
		return err
	}
	charter, err := parley.ParseHash(u.Charter)
	if err != nil {
		return err
	}
	var salt [16]byte
	if _, err := hex.Decode(salt[:], []byte(u.Salt)); err != nil {
		return parley.Wrap(err, parley.CodeUsage, "salt: it is not 16 bytes in hexadecimal digits")
	}
	return d.node.Upload(ctx, charter, id, salt, u.Size, u.bytes)
}

// attachment sends an attachment while it is read. Where that fails in the middle the connection is broken, so that nobody
// takes a part for the whole.
func (d *door) attachment(ctx context.Context, b *blob) (*huma.StreamResponse, error) {
	done, err := d.under(ctx)
	if err != nil {
		return nil, err
	}
	body, err := d.node.Attachment(ctx, b.Blob)
	if err != nil {
		done()
		return nil, failure(err)
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer done()
		defer body.Close()
		ctx.SetHeader("Content-Type", "application/octet-stream")
		ctx.SetHeader("Content-Disposition", "attachment")
		if _, err := io.Copy(ctx.BodyWriter(), body); err != nil {
			panic(http.ErrAbortHandler)
		}
	}}, nil
}

// under counts one more that is under way.
func (d *door) under(ctx context.Context) (done func(), err error) {
	t, _ := ctx.Value(tokenKey{}).(Token)
	done, ok := d.meter.stream(t.Name)
	if !ok {
		return nil, failure(parley.Errorf(parley.CodeLimit, "the token %s has %d streams and attachments under way already", t.Name, maxStreams))
	}
	return done, nil
}
