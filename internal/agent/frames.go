package agent

import (
	"encoding/binary"
	"errors"
	"io"
)

// errFrame says that a frame is longer than the protocol has any.
var errFrame = errors.New("agent: the frame is too long")

// frames reads a stream of frames, each four bytes of length and as many bytes. It ends before one that is longer than
// most, so that nobody sets aside memory for it.
type frames struct {
	in     io.Reader
	most   uint32
	header []byte // what has been read of the four bytes
	left   uint32 // of the frame
}

// Read reads from one frame at a time.
func (f *frames) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if f.left == 0 {
		return f.readHeader(p)
	}
	n, err := f.in.Read(p[:min(len(p), int(f.left))])
	f.left -= uint32(n)
	return n, err
}

func (f *frames) readHeader(p []byte) (int, error) {
	n, err := f.in.Read(p[:min(len(p), 4-len(f.header))])
	f.header = append(f.header, p[:n]...)
	if len(f.header) < 4 {
		return n, err
	}
	f.left = binary.BigEndian.Uint32(f.header)
	f.header = f.header[:0]
	if f.left > f.most {
		return 0, errFrame
	}
	return n, err
}
