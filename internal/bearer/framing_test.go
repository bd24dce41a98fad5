package bearer

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"

	"parley"
)

func nothing() {}

func TestSplitRefuses(t *testing.T) {
	for _, c := range []struct {
		name  string
		bytes []byte
		code  parley.Code
		err   error
	}{
		{"end between frames", nil, "", io.EOF},
		{"half a length", []byte{0}, "", io.ErrUnexpectedEOF},
		{"a length alone", []byte{0, 5}, "", io.ErrUnexpectedEOF},
		{"half a frame", []byte{0, 5, 1, 2}, "", io.ErrUnexpectedEOF},
		{"no bytes", []byte{0, 0, 1}, parley.CodeBadEncoding, nil},
		{"one byte too long", append([]byte{0x40, 1}, make([]byte, 16385)...), parley.CodeTooLarge, nil},
		{"longest length", append([]byte{0xff, 0xff}, make([]byte, 65535)...), parley.CodeTooLarge, nil},
	} {
		frame, err := split(bytes.NewReader(c.bytes), nothing)
		if frame != nil || err == nil || (c.err != nil && err != c.err) || (c.err == nil && parley.CodeOf(err) != c.code) {
			t.Errorf("%s: %v, %v", c.name, frame, err)
		}
	}
}

// The limit is enforced before anything is allocated.
func TestSplitAllocatesNothingForWhatIsTooLong(t *testing.T) {
	r := bytes.NewReader(nil)
	bad := append([]byte{0xff, 0xff}, make([]byte, 65535)...)
	per := testing.Benchmark(func(b *testing.B) {
		for range b.N {
			r.Reset(bad)
			split(r, nothing)
		}
	}).AllocedBytesPerOp()
	if per > 1024 {
		t.Errorf("%d bytes allocated", per)
	}
}

func FuzzSplit(f *testing.F) {
	good, _ := join([][]byte{{1}, []byte("two")})
	f.Add(good)
	f.Add([]byte{0xff, 0xff, 0})
	f.Fuzz(func(t *testing.T, stream []byte) {
		r := iotest.OneByteReader(bytes.NewReader(stream))
		var frames [][]byte
		for {
			frame, err := split(r, nothing)
			if err != nil {
				break
			}
			frames = append(frames, frame)
		}
		again, err := join(frames)
		if err != nil || !bytes.HasPrefix(stream, again) {
			t.Fatalf("%d frames join to other bytes (%v)", len(frames), err)
		}
	})
}
