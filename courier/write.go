package courier

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"io"

	"parley"
	"parley/wire"
)

// A Writer writes the inside of one bundle. After an error it is of no more use.
type Writer struct {
	to   io.Writer
	sum  hash.Hash
	size int
}

// NewWriter begins a bundle on to with its head.
func NewWriter(to io.Writer, h Head) (*Writer, error) {
	if err := h.Check(); err != nil {
		return nil, err
	}
	w := &Writer{to: to, sum: sha256.New()}
	if err := w.write([]byte(Magic)); err != nil {
		return nil, err
	}
	return w, w.item(wire.Marshal(h))
}

// ending is what stands behind the frames: the end, and a signature behind its length.
const ending = 2 + 2 + 128

// Cost returns how many bytes a frame takes in a bundle.
func Cost(frame []byte) int { return 2 + len(frame) }

// Size returns how many bytes the bundle will have if no frame follows.
func (w *Writer) Size() int { return w.size + ending }

// Frame adds one frame of 1 to wire.MaxFrame bytes.
func (w *Writer) Frame(b []byte) error {
	if len(b) == 0 || len(b) > MaxItem || w.Size()+Cost(b) > MaxBundle {
		return parley.Errorf(parley.CodeTooLarge, "a frame of %d bytes does not fit the bundle", len(b))
	}
	return w.item(b)
}

// Close ends the bundle with the signature of the link key.
func (w *Writer) Close(link parley.Signer) error {
	if err := w.write([]byte{0, 0}); err != nil {
		return err
	}
	sig, err := wire.SignBytes(link, aad(), w.sum.Sum(nil))
	if err != nil {
		return err
	}
	return w.item(wire.Marshal(sig))
}

func (w *Writer) item(b []byte) error {
	if len(b) > MaxItem {
		return parley.Errorf(parley.CodeTooLarge, "%d bytes do not fit an item of a bundle", len(b))
	}
	return w.write(append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...))
}

func (w *Writer) write(b []byte) error {
	w.size += len(b)
	w.sum.Write(b)
	_, err := w.to.Write(b)
	return err
}
