package link

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

// badFrames are frames that no reader takes, each with the reason.
func badFrames() []struct {
	reason string
	frame  []byte
} {
	log := wire.Log{}
	id := vectorHash("message")
	open := func(change func(*wire.Body)) []byte {
		f := &wire.Body{Type: wire.TypeBody, N: 1, Bytes: []byte("text"), Open: &wire.Open{Size: 4}}
		change(f)
		return wire.EncodeFrame(f)
	}
	packed := func(change func(*wire.Packed)) []byte {
		f := &wire.Packed{Type: wire.TypePacked, N: 1, Bytes: []byte("text"), Open: &wire.Open{Size: 40}}
		change(f)
		return wire.EncodeFrame(f)
	}
	have := func(rs ...wire.Range) []byte {
		return wire.EncodeFrame(&wire.Have{Items: []wire.Held{{ID: id, Size: 100, Ranges: rs}}})
	}
	hello := func(cs ...wire.HelloCharter) []byte {
		for i := range cs {
			cs[i].ID = testCharter // named by the HELLO before it too
		}
		return wire.EncodeFrame(&wire.Hello{Version: wire.LinkVersion, Charters: cs})
	}
	volumes := func(vs ...wire.HelloVolume) []byte {
		return hello(wire.HelloCharter{Sheets: make([]wire.Short, 2), Sizes: make([]uint64, 2), Volumes: vs})
	}
	head := wire.EncodeFrame(&wire.Head{Log: log, Size: 2, Signature: make([]byte, 64)})
	leaf := vectorLeaves()[1]
	type bad = struct {
		reason string
		frame  []byte
	}
	return []bad{
		{"no bytes at all", nil},
		{"not an array", []byte{0x0d}},
		{"the type is not an integer", []byte{0x82, 0x40, 0x00}},
		{"the type is not in its shortest form", []byte{0x83, 0x18, 0x0d, 0x00, 0x00}},
		{"one element too few", []byte{0x82, 0x0d, 0x00}},
		{"one element too many", []byte{0x84, 0x0d, 0x00, 0x00, 0x00}},
		{"the last byte is missing", head[:len(head)-1]},
		{"one byte follows the frame", append(bytes.Clone(head), 0)},
		{"an integer is not in its shortest form", []byte{0x83, 0x0d, 0x18, 0x01, 0x00}},
		{"null for an empty list", []byte{0x82, 0x0a, 0xf6}},
		{"HELLO: version 2", wire.EncodeFrame(&wire.Hello{Version: 2})},
		{"HELLO: more sizes than sheets", hello(wire.HelloCharter{Sizes: []uint64{1}})},
		{"HELLO: a record of 2^62 leaves", hello(wire.HelloCharter{Sheets: make([]wire.Short, 2), Sizes: []uint64{2, 1 << 62}})},
		{"HELLO: 58 parties", hello(wire.HelloCharter{Sheets: make([]wire.Short, 58), Sizes: make([]uint64, 58)})},
		{"HELLO: volume 0", volumes(wire.HelloVolume{})},
		{"HELLO: volume 1", volumes(wire.HelloVolume{Volume: 1})},
		{"HELLO: volume 66", volumes(wire.HelloVolume{Volume: 66})},
		{"HELLO: a volume of party 2 of 2", volumes(wire.HelloVolume{Party: 2, Volume: 2})},
		{"HELLO: a volume of 2^62 leaves", volumes(wire.HelloVolume{Volume: 2, Size: 1 << 62})},
		{"HELLO: a volume twice", volumes(wire.HelloVolume{Volume: 2}, wire.HelloVolume{Volume: 2, Size: 1})},
		{"HELLO: 65 volumes", volumes(manyVolumes(65)...)},
		{"VOLUME: a statement of 16,385 bytes", wire.EncodeFrame(&wire.VolumeFrame{Statement: make([]byte, wire.MaxStatement+1)})},
		{"HELLO: a charter twice", hello(wire.HelloCharter{}, wire.HelloCharter{})},
		{"LEAVES: no leaf", wire.EncodeFrame(&wire.Leaves{})},
		{"LEAVES: an empty leaf", wire.EncodeFrame(&wire.Leaves{Leaves: [][]byte{{}}})},
		{"LEAVES: a leaf of 56 bytes", wire.EncodeFrame(&wire.Leaves{Leaves: [][]byte{make([]byte, 56)}})},
		{"LEAVES: a frontier of 65 hashes", wire.EncodeFrame(&wire.Leaves{Start: 1, Leaves: [][]byte{leaf}, Frontier: make([]parley.Hash, 65)})},
		{"LEAVES: the start is 2^62", wire.EncodeFrame(&wire.Leaves{Start: 1 << 62, Leaves: [][]byte{leaf}})},
		{"HEAD: the size is 0", wire.EncodeFrame(&wire.Head{Signature: make([]byte, 64)})},
		{"HEAD: a signature of 63 bytes", wire.EncodeFrame(&wire.Head{Size: 2, Signature: make([]byte, 63)})},
		{"HEAD: the size is 2^62", wire.EncodeFrame(&wire.Head{Size: 1 << 62, Signature: make([]byte, 64)})},
		{"PROOF: the place is not below the size", wire.EncodeFrame(&wire.Proof{Index: 2, Leaf: leaf, Size: 2})},
		{"PROOF: a path of 65 hashes", wire.EncodeFrame(&wire.Proof{Leaf: leaf, Size: 2, Path: make([]parley.Hash, 65)})},
		{"COSIG: a signature of 65 bytes", wire.EncodeFrame(&wire.Cosig{Size: 2, Signature: make([]byte, 65)})},
		{"ENTRY: no leaf", wire.EncodeFrame(&wire.Entry{Size: 2, Signature: make([]byte, 64)})},
		{"ENTRY: a clock leaf", wire.EncodeFrame(&wire.Entry{Size: 2, Leaf: vectorLeaves()[0], Signature: make([]byte, 64)})},
		{"ENTRY: a received leaf that is not cut", wire.EncodeFrame(&wire.Entry{Size: 2, Leaf: leaf, Signature: make([]byte, 64)})},
		{"ENTRY: a sent leaf without addressees", wire.EncodeFrame(&wire.Entry{Size: 2, Leaf: cut(vectorLeaves()[2])[:19], Signature: make([]byte, 64)})},
		{"ENTRY: the size is 0", wire.EncodeFrame(&wire.Entry{Leaf: cut(leaf), Signature: make([]byte, 64)})},
		{"ENTRY: a signature of 63 bytes", wire.EncodeFrame(&wire.Entry{Size: 2, Leaf: cut(leaf), Signature: make([]byte, 63)})},
		{"BODY: opened with size 0", open(func(f *wire.Body) { f.Bytes, f.Open.Size = nil, 0 })},
		{"BODY: opened with precedence 4", open(func(f *wire.Body) { f.Open.Precedence = 4 })},
		{"BODY: opened with 163,841 bytes", open(func(f *wire.Body) { f.Open.ID, f.Open.Size = &id, wire.MaxEnvelope+1 })},
		{"BODY: opened without id, in part", open(func(f *wire.Body) { f.Open.Size = 5 })},
		{"BODY: bytes beyond the size", open(func(f *wire.Body) { f.Open.ID, f.Open.Size = &id, 3 })},
		{"BODY: bytes beyond the limit", open(func(f *wire.Body) { f.Open, f.Offset = nil, wire.MaxEnvelope })},
		{"BLOB: opened without id", open(func(f *wire.Body) { f.Type = wire.TypeBlob })},
		{"BLOB: opened with 64 MiB and a byte", open(func(f *wire.Body) { f.Type, f.Open.ID, f.Open.Size = wire.TypeBlob, &id, wire.MaxBlob+1 })},
		{"PACKED: a length, and opened without id", packed(func(f *wire.Packed) { f.Length = 40 })},
		{"PACKED: neither a length nor open", packed(func(f *wire.Packed) { f.Open = nil })},
		{"PACKED: an id and no length", packed(func(f *wire.Packed) { f.Open.ID = &id })},
		{"PACKED: a length of 16,385", packed(func(f *wire.Packed) { f.Open, f.Length = nil, wire.MaxFrame+1 })},
		{"PACKED: a whole message of 16,385 bytes", packed(func(f *wire.Packed) { f.Open.Size = wire.MaxFrame + 1 })},
		{"PACKED: a length beyond the size", packed(func(f *wire.Packed) { f.Open.ID, f.Offset, f.Length = &id, 30, 11 })},
		{"PACKED: a length beyond the limit", packed(func(f *wire.Packed) { f.Open, f.Offset, f.Length = nil, wire.MaxEnvelope, 1 })},
		{"PACKED BLOB: opened without id", packed(func(f *wire.Packed) { f.Type = wire.TypePackedBlob })},
		{"HAVE: an empty range", have(wire.Range{From: 4, To: 4})},
		{"HAVE: ranges that descend", have(wire.Range{From: 10, To: 20}, wire.Range{From: 1, To: 5})},
		{"HAVE: ranges that touch", have(wire.Range{From: 1, To: 5}, wire.Range{From: 5, To: 8})},
		{"HAVE: a range beyond the size", have(wire.Range{From: 1, To: 101})},
		{"ACK: ranges that ascend", wire.EncodeFrame(&wire.Ack{Packets: []wire.Range{{From: 1, To: 2}, {From: 4, To: 5}}})},
		{"ACK: ranges that touch", wire.EncodeFrame(&wire.Ack{Packets: []wire.Range{{From: 4, To: 5}, {From: 1, To: 4}}})},
		{"PART: no bytes", wire.EncodeFrame(&wire.Part{Frame: 1, Total: 10})},
		{"PART: bytes beyond the total", wire.EncodeFrame(&wire.Part{Frame: 1, Offset: 9, Total: 10, Bytes: []byte("ab")})},
		{"PART: a total of 1,064,961 bytes", wire.EncodeFrame(&wire.Part{Frame: 1, Total: maxPartFrame + 1, Bytes: []byte("ab")})},
		{"ASK: without its log", []byte{0x84, 0x0f, 0x03, 0x00, 0xf6}},
		{"ASK: null for the log", []byte{0x85, 0x0f, 0x03, 0xf6, 0x00, 0xf6}},
		{"ASK: a log of one number", []byte{0x85, 0x0f, 0x03, 0x81, 0x00, 0x00, 0xf6}},
		{"ASK: from below 0", []byte{0x85, 0x0f, 0x03, 0x82, 0x00, 0x00, 0x20, 0xf6}},
		{"ASK: an id of 31 bytes", slices.Concat([]byte{0x85, 0x0f, 0x05, 0x82, 0x00, 0x00, 0x00, 0x58, 31}, id[:31])},
		{"ASK: an id that is a text", slices.Concat([]byte{0x85, 0x0f, 0x05, 0x82, 0x00, 0x00, 0x00, 0x78, 32}, []byte(id.String()[:32]))},
		{"BYE: a control character in the reason", wire.EncodeFrame(&wire.Bye{Reason: "so\x1b[2Jlong"})},
		{"BYE: a line end in the reason", wire.EncodeFrame(&wire.Bye{Reason: "so\nlong"})},
		{"BYE: a reason that turns the reading direction", wire.EncodeFrame(&wire.Bye{Reason: "so\u202elong"})},
		{"BYE: a reason of 201 bytes", wire.EncodeFrame(&wire.Bye{Reason: strings.Repeat("a", 201)})},
		{"BYE: a reason that is not UTF-8", []byte{0x83, 0x11, 0x00, 0x61, 0xff}},
	}
}

func manyVolumes(n int) (out []wire.HelloVolume) {
	for i := range uint64(n) {
		out = append(out, wire.HelloVolume{Party: i % 2, Volume: 2 + i/2})
	}
	return out
}

// laterFrames are frames of types that this version does not know.
var laterFrames = [][]byte{{0x81, 0x00}, {0x82, 0x12, 0x41, 0x00}, {0x81, 0x17}, {0x83, 0x18, 0x18, 0xf6, 0x00}, {0x82, 0x18, 0xff, 0xf9, 0x3c, 0x00}}

// [LINK-1] A reader MUST end the session on bytes that are neither a frame as described here nor one of a type that it
// does not know.
// [LINK-3] A reader MUST refuse what is over a limit of the tables, and end the session.
func TestBadFrames(t *testing.T) {
	v := new(vectorFile)
	fmt.Fprintln(&v.text, "# Bytes that end a session, each by itself.")
	for _, b := range badFrames() {
		v.text.WriteByte('\n')
		v.line("reason", b.reason)
		v.line("frame", b.frame)
		for _, reliable := range []bool{true, false} {
			l := newLine(t, reliable)
			l.greet()
			if err := l.step(l.in(b.frame)); err == nil {
				t.Errorf("%s: taken", b.reason)
			}
			l.m.Ready(l.now)
			if err := l.step(l.in(wire.EncodeFrame(&wire.Ping{Token: 1}))); err != nil || len(l.ready().Send) != 0 {
				t.Errorf("%s: the session goes on", b.reason)
			}
		}
	}
	v.check(t, "bad.txt")
}

// [LINK-2] A frame of a type that the reader does not know MUST be ignored, and counts as received.
func TestLaterFrames(t *testing.T) {
	v := new(vectorFile)
	fmt.Fprintln(&v.text, "# Frames of types that this version does not know: ignored, and counted as received.")
	for _, b := range laterFrames {
		v.text.WriteByte('\n')
		v.line("frame", b)
		l := newLine(t, true)
		l.greet()
		l.receive(&wire.Ping{Token: 1})
		before := l.acked()
		if err := l.step(l.in(b)); err != nil {
			t.Errorf("%x: %v", b, err)
		}
		l.wait(ackDelay)
		if r := l.ready(); len(r.Deliver) != 0 {
			t.Errorf("%x: delivered %v", b, r.Deliver)
		}
		if got := l.acked(); got != before+uint64(len(b)) {
			t.Errorf("%x: %d bytes acknowledged after %d", b, got, before)
		}
	}
	v.check(t, "later.txt")
}

// [LINK-3] No frame on a bearer is longer than 16,384 bytes.
func TestLongestFrame(t *testing.T) {
	for _, c := range []struct {
		bytes int
		taken bool
	}{{wire.MaxFrame - 12, true}, {wire.MaxFrame, false}} {
		l := newLine(t, true)
		l.greet()
		f := wire.EncodeFrame(&wire.Fork{Evidence: make([]byte, c.bytes)})
		if err := l.step(l.in(f)); (err == nil) != c.taken {
			t.Errorf("a frame of %d bytes: %v", len(f), err)
		}
		l = newLine(t, true)
		l.greet()
		f = append([]byte{0x81, 0x17}, make([]byte, c.bytes-1)...)
		if err := l.step(l.in(f)); (err == nil) != c.taken {
			t.Errorf("a frame of a later type of %d bytes: %v", len(f), err)
		}
	}
}
