package console

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"parley"
	"parley/internal/node"
	"parley/wire"
)

// attachPath is where files come, with what was typed beside them; attachLimit bounds the whole request, in bytes.
const (
	attachPath  = "/compose/attach"
	attachLimit = 2*wire.MaxBlob + maxRequest
)

// A DraftFile is a file that goes with what is being written. ID is that of the attachment under the salt of the draft.
type DraftFile struct {
	Name string      `json:"name"`
	Kind string      `json:"kind"`
	Size uint64      `json:"size"`
	ID   parley.Hash `json:"id"`
}

// attach keeps files with what is being written, and what was typed.
func (c *Console) attach(v *visit) error {
	if err := http.NewResponseController(v.w).SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	parts, err := v.r.MultipartReader()
	if err != nil {
		return parley.Wrap(err, parley.CodeBadEncoding, "the form brought no file")
	}
	form := url.Values{}
	d := Draft{}
	var fault error
	for size := 0; fault == nil; {
		part, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return tooLargeOr(err)
		}
		if part.FileName() != "" {
			fault = c.attachFile(&d, form.Get("draft"), part)
			continue
		}
		b, err := io.ReadAll(io.LimitReader(part, maxRequest))
		if size += len(b); err != nil || size >= maxRequest {
			return tooLargeOr(err)
		}
		if part.FormName() != "file" { // a field for files in which none was chosen
			form.Add(part.FormName(), string(b))
		}
	}
	v.r.PostForm, v.r.Form = form, form
	typed, err := draftOf(v.r, form.Get("draft"))
	if err != nil {
		return err
	}
	if typed.Salt, typed.Files = d.Salt, d.Files; d.Salt != "" || !typed.Empty() {
		if err := c.keep(v, typed); err != nil {
			return err
		}
	}
	if fault != nil {
		return c.showCompose(v, typed, fault, "file")
	}
	http.Redirect(v.w, v.r, "/compose?draft="+url.QueryEscape(typed.ID)+"#attachments", http.StatusSeeOther)
	return nil
}

func tooLargeOr(err error) error {
	var large *http.MaxBytesError
	if err == nil || errors.As(err, &large) {
		return parley.Errorf(parley.CodeTooLarge, "that is too much at once: %d bytes; attach the files one after the other", attachLimit)
	}
	return parley.Wrap(err, parley.CodeBadEncoding, "the form did not come whole")
}

// attachFile keeps one file with a draft, of which d says what it has so far.
func (c *Console) attachFile(d *Draft, id string, part *multipart.Part) error {
	if d.Salt == "" {
		had, err := c.cfg.Drafts.Draft(id)
		if err != nil && parley.CodeOf(err) != parley.CodeNotFound {
			return err
		}
		if d.Salt, d.Files = had.Salt, had.Files; d.Salt == "" {
			if d.Salt, err = c.sessions.token(); err != nil {
				return err
			}
		}
	}
	name := filepath.Base(strings.ReplaceAll(part.FileName(), "\\", "/"))
	if err := wire.CheckFileName(name); err != nil {
		return err
	}
	if len(d.Files) >= wire.MaxBlobs {
		return parley.Errorf(parley.CodeTooLarge, "a message has at most %d attachments", wire.MaxBlobs)
	}
	salt, err := hex.DecodeString(d.Salt)
	if err != nil {
		return parley.Wrap(err, parley.CodeStorage, "the draft cannot be read")
	}
	hash := sha256.New()
	hash.Write(salt)
	f := DraftFile{Name: name, Kind: mediaTypeOf(name)}
	f.ID, f.Size, err = c.cfg.Drafts.Attach(id, io.TeeReader(io.LimitReader(part, wire.MaxBlob+1), hash), func() parley.Hash { return parley.Hash(hash.Sum(nil)) })
	if err != nil {
		return err
	}
	if err := wire.CheckBlobSize(name, f.Size); err != nil {
		return errors.Join(err, c.cfg.Drafts.Detach(id, f.ID))
	}
	if !slices.ContainsFunc(d.Files, func(x DraftFile) bool { return x.ID == f.ID }) {
		d.Files = append(d.Files, f)
	}
	return nil
}

// mediaTypeOf goes by the ending of the name.
func mediaTypeOf(name string) string {
	t := mime.TypeByExtension(filepath.Ext(name))
	if t == "" || wire.CheckLine("media type", t, wire.MaxMediaType) != nil {
		return "application/octet-stream"
	}
	return t
}

// detach takes a file from what is being written.
func (c *Console) detach(v *visit) error {
	typed, err := draftOf(v.r, v.r.FormValue("draft"))
	if err != nil {
		return err
	}
	blob, err := parley.ParseHash(v.r.FormValue("blob"))
	if err != nil {
		return err
	}
	had, err := c.cfg.Drafts.Draft(typed.ID)
	if err != nil {
		return err
	}
	typed.Salt, typed.Files = had.Salt, slices.DeleteFunc(had.Files, func(f DraftFile) bool { return f.ID == blob })
	if err := c.keep(v, typed); err != nil {
		return err
	}
	if err := c.cfg.Drafts.Detach(typed.ID, blob); err != nil {
		return err
	}
	http.Redirect(v.w, v.r, "/compose?draft="+url.QueryEscape(typed.ID)+"#attachments", http.StatusSeeOther)
	return nil
}

// attached returns the files of what is being written, and enters them in its payload, if there is one yet.
func (c *Console) attached(id string, p *wire.Payload) ([]DraftFile, error) {
	d, err := c.cfg.Drafts.Draft(id)
	if err != nil || len(d.Files) == 0 {
		if parley.CodeOf(err) == parley.CodeNotFound || parley.CodeOf(err) == parley.CodeBadID {
			err = nil
		}
		return nil, err
	}
	if p != nil {
		salt, err := hex.DecodeString(d.Salt)
		if err != nil || len(salt) != 16 {
			return nil, parley.Errorf(parley.CodeStorage, "the draft cannot be read")
		}
		p.Salt = (*[16]byte)(salt)
		for _, f := range d.Files {
			p.Blobs = append(p.Blobs, wire.Blob{Name: f.Name, MediaType: f.Kind, Size: f.Size, ID: f.ID})
		}
	}
	return d.Files, nil
}

// upload hands the attachments of a message to the node, as far as they lie here: what it holds already is not asked for.
func (c *Console) upload(v *visit, draft string, k node.Composer, p *wire.Payload) error {
	for _, b := range p.Blobs {
		f, err := c.cfg.Drafts.File(draft, b.ID)
		if parley.CodeOf(err) == parley.CodeNotFound {
			continue
		}
		if err != nil {
			return err
		}
		err = c.api.Upload(v.r.Context(), k.Charter, b.ID, *p.Salt, b.Size, f)
		f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}
