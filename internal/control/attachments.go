package control

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/url"

	"parley"
)

func (s server) upload(w http.ResponseWriter, r *http.Request) error {
	u, err := uploadOf(r.PathValue("blob"), r.URL.Query())
	if err != nil {
		return err
	}
	if u.size > maxUpload {
		return parley.Errorf(parley.CodeTooLarge, "the attachment has %d bytes, more than %d", u.size, maxUpload)
	}
	body := http.MaxBytesReader(w, r.Body, int64(u.size)+1)
	if err := s.api.Upload(r.Context(), u.charter, u.blob, u.salt, u.size, body); err != nil {
		io.Copy(io.Discard, body) // the client reads the answer only after it has written all
		return err
	}
	return writeJSON(w, struct{}{}, nil)
}

// An upload names the bytes that follow.
type upload struct {
	charter, blob parley.Hash
	salt          [16]byte
	size          uint64
}

func uploadOf(blob string, q url.Values) (u upload, err error) {
	if u.blob, err = parley.ParseHash(blob); err != nil {
		return u, err
	}
	if u.charter, err = parley.ParseHash(q.Get("charter")); err != nil {
		return u, err
	}
	salt, err := hex.DecodeString(q.Get("salt"))
	if err != nil || len(salt) != len(u.salt) {
		return u, badRequest(err, "the salt is not 16 bytes in hexadecimal digits")
	}
	copy(u.salt[:], salt)
	u.size, err = number(q, "size")
	return u, err
}

func (s server) attachment(w http.ResponseWriter, r *http.Request) error {
	body, err := s.api.Attachment(r.Context(), r.PathValue("blob"))
	if err != nil {
		return err
	}
	defer body.Close()
	copyStream(w, body)
	return nil
}
