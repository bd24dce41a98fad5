package courier

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"

	"parley"
	"parley/wire"
)

// A Reader reads the inside of one bundle. It makes room for one item at a time, of at most MaxItem bytes, whatever the
// bundle says [COU-3].
type Reader struct {
	Head Head // complete when NewReader returns

	from      io.Reader
	left      int
	sum       hash.Hash
	digest    []byte // of all before the signature, once Next has returned io.EOF
	signature wire.Signature
}

// NewReader reads the head of a bundle. Errors: CodeBadEncoding for what is no bundle or is cut short, CodeTooLarge for
// what is over a limit, and those of from.
func NewReader(from io.Reader) (*Reader, error) {
	r := &Reader{from: from, left: MaxBundle, sum: sha256.New()}
	magic := make([]byte, len(Magic))
	if err := r.read(magic); err != nil || string(magic) != Magic {
		return nil, unless(err, bad("this is not a courier bundle of a version that is known here"))
	}
	b, err := r.item()
	if err != nil {
		return nil, err
	}
	if err := wire.Unmarshal("head of the bundle", b, MaxItem, &r.Head); err != nil {
		return nil, err
	}
	return r, r.Head.Check()
}

// Next returns the next frame; io.EOF says that the bundle is complete and well formed to its last byte, and nothing of
// whose it is: see SignedBy. The frame is the caller's.
func (r *Reader) Next() ([]byte, error) {
	if r.digest != nil {
		return nil, io.EOF
	}
	b, err := r.item()
	if err != nil || b != nil {
		return b, err
	}
	digest := r.sum.Sum(nil)
	if b, err = r.item(); err != nil {
		return nil, err
	}
	if err := wire.Unmarshal("signature of the bundle", b, MaxItem, &r.signature); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(r.from, make([]byte, 1)); err != io.EOF {
		return nil, unless(err, bad("something stands behind the signature of the bundle"))
	}
	r.digest = digest
	return nil, io.EOF
}

// SignedBy reports whether the whole bundle is signed by the link key [COU-4]. It is false before Next returned io.EOF.
func (r *Reader) SignedBy(link ed25519.PublicKey) bool {
	return r.digest != nil && r.signature.Verify(link, aad(), r.digest)
}

// item returns what stands behind the next length, or nil for the end of the frames.
func (r *Reader) item() ([]byte, error) {
	var length [2]byte
	if err := r.read(length[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(length[:]))
	if n > MaxItem {
		return nil, parley.Errorf(parley.CodeTooLarge, "an item of the bundle has %d bytes, more than %d", n, MaxItem)
	}
	if n == 0 {
		return nil, nil
	}
	b := make([]byte, n)
	return b, r.read(b)
}

func (r *Reader) read(b []byte) error {
	if len(b) > r.left {
		return parley.Errorf(parley.CodeTooLarge, "the bundle has more than %d bytes", MaxBundle)
	}
	_, err := io.ReadFull(r.from, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return bad("the bundle ends before its signature")
	}
	r.left -= len(b)
	r.sum.Write(b)
	return err
}

// unless returns err, or, where there is none, or only the end, why.
func unless(err, why error) error {
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return why
}
