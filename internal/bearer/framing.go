package bearer

import (
	"encoding/binary"
	"errors"
	"io"
)

// On a reliable bearer each frame stands behind its length in two bytes, big-endian.

// join puts frames behind their lengths into one buffer.
func join(frames [][]byte) ([]byte, error) {
	total := 0
	for _, frame := range frames {
		if err := checkFrame(len(frame), MaxFrame); err != nil {
			return nil, err
		}
		total += 2 + len(frame)
	}
	buffer := make([]byte, 0, total)
	for _, frame := range frames {
		buffer = binary.BigEndian.AppendUint16(buffer, uint16(len(frame)))
		buffer = append(buffer, frame...)
	}
	return buffer, nil
}

// split reads the next frame, and calls begun after its first byte. Its error is io.EOF only where r ends between two
// frames, and io.ErrUnexpectedEOF where it ends inside one.
func split(r io.Reader, begun func()) ([]byte, error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:1]); err != nil {
		return nil, err
	}
	begun()
	if _, err := io.ReadFull(r, head[1:]); err != nil {
		return nil, inside(err)
	}
	n := int(binary.BigEndian.Uint16(head[:]))
	if err := checkFrame(n, MaxFrame); err != nil {
		return nil, err
	}
	frame := make([]byte, n)
	if _, err := io.ReadFull(r, frame); err != nil {
		return nil, inside(err)
	}
	return frame, nil
}

func inside(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
