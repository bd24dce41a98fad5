package console

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"io"
)

// A cursor names a place in a list without telling its number: from two numbers one could see that something between them was
// left out. It opens as long as the console runs.
type cursor struct{ sealer cipher.AEAD }

func newCursor(random io.Reader) (c cursor, err error) {
	key := make([]byte, 32)
	if _, err = io.ReadFull(random, key); err != nil {
		return c, err
	}
	block, err := aes.NewCipher(key)
	if err == nil {
		c.sealer, err = cipher.NewGCMWithRandomNonce(block)
	}
	return c, err
}

func (c cursor) seal(n uint64) string {
	return base64.RawURLEncoding.EncodeToString(c.sealer.Seal(nil, nil, binary.BigEndian.AppendUint64(nil, n), nil))
}

// open returns the place, or 0 for what is no cursor of this run.
func (c cursor) open(s string) uint64 {
	if len(s) > 100 {
		return 0
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return 0
	}
	if b, err = c.sealer.Open(nil, nil, b, nil); err != nil || len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}
