package narrow

import (
	"encoding/binary"

	"parley"
	"parley/wire"
)

// A Frame is one frame of chapter 4 with its packet number.
type Frame struct {
	Number uint64
	Bytes  []byte
}

// FirstCost is the most bytes that stand before a frame: a difference of numbers, and a length.
const FirstCost = binary.MaxVarintLen64 + 3

// Cost returns how many bytes a frame takes in a packet, at most, where its number is expected to be expected.
func Cost(f Frame, expected uint64) int {
	return len(binary.AppendVarint(nil, int64(f.Number-expected))) + len(binary.AppendUvarint(nil, uint64(len(f.Bytes)))) + len(f.Bytes)
}

// Overhead is how many bytes a data packet has besides the frames and what stands before each.
const Overhead = dataHead + tagSize

// appendFrames writes frames behind their numbers; expected is the number that costs least [NAR-10].
func appendFrames(b []byte, expected uint64, frames []Frame) []byte {
	for i, f := range frames {
		b = binary.AppendVarint(b, int64(f.Number-expected))
		n := len(f.Bytes)
		if i == len(frames)-1 {
			n = 0 // to the end
		}
		b = binary.AppendUvarint(b, uint64(n))
		b = append(b, f.Bytes...)
		expected = f.Number + 1
	}
	return b
}

// readFrames is the other way. The frames are parts of b.
func readFrames(b []byte, expected uint64) (out []Frame, err error) {
	for len(b) > 0 {
		var f Frame
		if f, b, err = readFrame(b, expected); err != nil {
			return nil, err
		}
		out = append(out, f)
		expected = f.Number + 1
	}
	return out, nil
}

func readFrame(b []byte, expected uint64) (f Frame, rest []byte, err error) {
	difference, n := binary.Varint(b)
	if n <= 0 || n != len(binary.AppendVarint(nil, difference)) {
		return f, nil, badPacket("a frame without a number")
	}
	b = b[n:]
	length, n := binary.Uvarint(b)
	if n <= 0 || n != len(binary.AppendUvarint(nil, length)) {
		return f, nil, badPacket("a frame without a length")
	}
	b = b[n:]
	last := length == 0
	if last {
		length = uint64(len(b))
	}
	if length == 0 || length > uint64(len(b)) || length > wire.MaxFrame || !last && length == uint64(len(b)) {
		return f, nil, badPacket("a frame of %d bytes where %d are left", length, len(b))
	}
	return Frame{expected + uint64(difference), b[:length:length]}, b[length:], nil
}

func badPacket(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadEncoding, "a packet with "+format, args...)
}
