package dictionary

import (
	"bytes"
	"compress/flate"
	"io"

	"parley"
)

// ahead is what an inflater may look at behind a stream that nothing ends.
var ahead [4]byte

// Unpack returns the n bytes that b stands for with context k [LINK-88]. It takes no more memory than the window, the
// two codes and n bytes, whatever b says.
func (d *Dictionary) Unpack(k uint64, b []byte, n int) ([]byte, error) {
	if k >= uint64(len(d.contexts)) || n < 1 || n > MaxPiece {
		return nil, parley.Errorf(parley.CodeBadEncoding, "a packed piece names a context that the dictionary does not have, or a length that none has")
	}
	c := &d.contexts[k]
	r := flate.NewReaderDict(io.MultiReader(bytes.NewReader(c.Prefix), bytes.NewReader(b), bytes.NewReader(ahead[:])), c.Window)
	out := make([]byte, n)
	if _, err := io.ReadFull(r, out); err != nil {
		return nil, parley.Wrap(err, parley.CodeBadEncoding, "a packed piece does not unpack to the length that it states")
	}
	return out, nil
}
