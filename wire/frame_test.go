package wire_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

func decodeFrame(b []byte) error { _, err := wire.DecodeFrame(b, wire.MaxFrame); return err }

// sampleFrames holds one frame of each type.
func sampleFrames() []wire.Frame {
	id, sig := parley.Sum([]byte("frame")), bytes.Repeat([]byte{7}, 64)
	log := wire.Log{Charter: 1, Party: 2}
	return []wire.Frame{
		&wire.Hello{Version: 1, Time: testTime, Features: 5, Charters: []wire.HelloCharter{{ID: id, Edition: 2, Short: [8]byte(id[:8]),
			Sheets: []wire.Short{{Number: 1, Hash: [8]byte(id[8:16])}, {}}, Sizes: []uint64{7, 0}, Volumes: []wire.HelloVolume{{Party: 1, Volume: 2, Size: 3}}}}},
		&wire.SheetFrame{Sheet: []byte("sheet")},
		&wire.EditionFrame{Charter: id, Edition: []byte("edition: 1\n"), Signatures: []string{"— parley/north/root x"}},
		&wire.Leaves{Log: log, Start: 3, Leaves: [][]byte{wire.Leaf{Kind: wire.LeafClock, Date: testTime}.Encode()}, Frontier: []parley.Hash{id, id}},
		&wire.Head{Log: log, Size: 4, Signature: sig},
		&wire.Head{Log: log, Size: 4, Signature: sig, Root: &id},
		&wire.Proof{Log: log, Index: 3, Leaf: []byte{1}, Size: 4, Path: []parley.Hash{id}},
		&wire.Cosig{Log: log, Mirror: 1, Size: 4, Root: id, Time: 1795357800, Signature: sig},
		&wire.Body{Type: wire.TypeBody, N: 1, Bytes: []byte("body"), Open: &wire.Open{Log: log, Size: 4, Precedence: parley.Flash}},
		&wire.Body{Type: wire.TypeBlob, N: 2, Offset: 4, Bytes: []byte("blob")},
		&wire.Packed{Type: wire.TypePacked, N: 1, Context: 9, Bytes: []byte{1}, Open: &wire.Open{Log: log, Size: 4, Precedence: parley.Flash}},
		&wire.Packed{Type: wire.TypePackedBlob, N: 2, Offset: 4, Length: 7, Context: 9, Bytes: []byte{1}},
		&wire.Entry{Log: log, Size: 4, Leaf: []byte{2, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4}, Signature: sig},
		&wire.Have{Items: []wire.Held{{ID: id, Size: 9, Ranges: []wire.Range{{From: 0, To: 3}, {From: 4, To: 9}}}}},
		&wire.Ack{Bytes: 4096, Packets: []wire.Range{{From: 7, To: 9}, {From: 1, To: 6}}},
		&wire.Part{Frame: 1, Offset: 2, Total: 6, Bytes: []byte("part")},
		&wire.Ping{Token: 1, Time: testTime},
		&wire.Pong{Token: 1, Time: testTime},
		&wire.Ask{What: wire.AskBody, Log: log, ID: &id},
		&wire.Fork{Evidence: []byte("evidence")},
		&wire.Bye{Code: 1, Reason: "this charter has ended"},
		&wire.VolumeFrame{Charter: id, Statement: []byte("parley-volume/1")},
	}
}

// Every frame decodes to what was encoded, and its first element is its type.
func TestFrameRoundTrip(t *testing.T) {
	types := map[wire.FrameType]bool{}
	for _, f := range sampleFrames() {
		b := wire.EncodeFrame(f)
		back, err := wire.DecodeFrame(b, wire.MaxFrame)
		if err != nil {
			t.Errorf("%T: %v", f, err)
			continue
		}
		if !bytes.Equal(wire.EncodeFrame(back), b) || reflect.TypeOf(back) != reflect.TypeOf(f) {
			t.Errorf("%T: decodes to other values", f)
		}
		types[wire.PeekType(b)] = true
	}
	for ty := wire.TypeHello; ty <= wire.TypePackedBlob; ty++ {
		if !types[ty] && ty != wire.TypeVoice {
			t.Errorf("no frame of type %d", ty)
		}
	}
}

// The frames that no reader takes, whatever the line is in.
func TestFrameBad(t *testing.T) {
	enc, large := parley.CodeBadEncoding, parley.CodeTooLarge
	of := func(f wire.Frame) []byte { return wire.EncodeFrame(f) }
	body := func(ty wire.FrameType, offset uint64, n int, open *wire.Open) []byte {
		return of(&wire.Body{Type: ty, Offset: offset, Bytes: make([]byte, n), Open: open})
	}
	packed := func(ty wire.FrameType, offset, length uint64, open *wire.Open) []byte {
		return of(&wire.Packed{Type: ty, Offset: offset, Length: length, Bytes: []byte{1}, Open: open})
	}
	id := parley.Sum(nil)
	have := func(r ...wire.Range) []byte { return of(&wire.Have{Items: []wire.Held{{ID: id, Size: 9, Ranges: r}}}) }
	ack := func(r ...wire.Range) []byte { return of(&wire.Ack{Packets: r}) }
	part := func(offset, total uint64, n int) []byte {
		return of(&wire.Part{Offset: offset, Total: total, Bytes: make([]byte, n)})
	}
	hello := func(sheets, sizes int) []byte {
		return of(&wire.Hello{Charters: []wire.HelloCharter{{ID: id, Sheets: make([]wire.Short, sheets), Sizes: make([]uint64, sizes)}}})
	}
	const huge = 1<<64 - 1
	sized := func(n uint64) []byte {
		return of(&wire.Hello{Charters: []wire.HelloCharter{{ID: id, Sheets: make([]wire.Short, 2), Sizes: []uint64{7, n}}}})
	}
	if err := decodeFrame(sized(wire.MaxLogSize - 1)); err != nil {
		t.Errorf("a hello with a record of 2^62 - 1 leaves: %v", err)
	}
	later := func(vs ...wire.HelloVolume) []byte {
		return of(&wire.Hello{Charters: []wire.HelloCharter{{ID: id, Sheets: make([]wire.Short, 2), Sizes: make([]uint64, 2), Volumes: vs}}})
	}
	for _, c := range []badCase{
		{"no bytes at all", nil, enc},
		{"one byte", []byte{0x81}, enc},
		{"type 0", item([]any{0}), enc},
		{"the reserved type 18", item([]any{18, 1}), enc},
		{"type 23, which is not known", item([]any{23}), enc},
		{"a type in two bytes", []byte{0x81, 0x18, 13}, enc},
		{"an item that is no array", item("frame"), enc},
		{"a ping with an element too many", item([]any{13, 1, 2, 3}), enc},
		{"a ping with an element too few", item([]any{13, 1}), enc},
		{"a ping that one byte follows", append(of(&wire.Ping{}), 0), enc},
		{"a ping whose token is not the shortest", item([]any{13, raw{0x18, 1}, 0}), enc},
		{"a frame of 16,385 bytes", of(&wire.SheetFrame{Sheet: make([]byte, wire.MaxFrame-4)}), large},
		{"a hello with sizes and no sheets", hello(0, 2), enc},
		{"a hello of 58 parties", hello(58, 58), enc},
		{"a hello with a record of 2^62 leaves", sized(wire.MaxLogSize), large},
		{"a hello with a record of 2^64 - 1 leaves", sized(huge), large},
		{"a hello with volume 0 as a later one", later(wire.HelloVolume{}), enc},
		{"a hello with a volume 1", later(wire.HelloVolume{Volume: 1}), enc},
		{"a hello with a volume 66", later(wire.HelloVolume{Volume: wire.MaxVolume + 1}), enc},
		{"a hello with a volume of a third party of two", later(wire.HelloVolume{Party: 2, Volume: 2}), enc},
		{"a hello with a volume twice", later(wire.HelloVolume{Volume: 2}, wire.HelloVolume{Volume: 2}), enc},
		{"a hello with a volume of 2^62 leaves", later(wire.HelloVolume{Volume: 2, Size: wire.MaxLogSize}), large},
		{"a hello with 65 volumes", later(make([]wire.HelloVolume, wire.MaxVolumes+1)...), large},
		{"a head whose signature has 63 bytes", of(&wire.Head{Signature: make([]byte, 63)}), enc},
		{"a cosignature of 65 bytes", of(&wire.Cosig{Signature: make([]byte, 65)}), enc},
		{"an entry without a leaf", of(&wire.Entry{Size: 4, Signature: make([]byte, 64)}), enc},
		{"an entry with a clock leaf", of(&wire.Entry{Size: 4, Leaf: []byte{4, 0, 0, 0, 0, 0, 0}, Signature: make([]byte, 64)}), enc},
		{"an entry with a received leaf of 12 bytes", of(&wire.Entry{Size: 4, Leaf: append([]byte{2}, make([]byte, 11)...), Signature: make([]byte, 64)}), enc},
		{"an entry with a sent leaf without addressees", of(&wire.Entry{Size: 4, Leaf: append([]byte{1}, make([]byte, 18)...), Signature: make([]byte, 64)}), enc},
		{"an entry whose signature has 63 bytes", of(&wire.Entry{Size: 4, Leaf: append([]byte{2}, make([]byte, 10)...), Signature: make([]byte, 63)}), enc},
		{"an entry of size 0", of(&wire.Entry{Leaf: append([]byte{2}, make([]byte, 10)...), Signature: make([]byte, 64)}), large},
		{"an entry of size 2^62", of(&wire.Entry{Size: wire.MaxLogSize, Leaf: append([]byte{2}, make([]byte, 10)...), Signature: make([]byte, 64)}), large},
		{"bytes of a message beyond 160 KiB", body(wire.TypeBody, wire.MaxEnvelope, 1, nil), large},
		{"bytes of an attachment beyond 64 MiB", body(wire.TypeBlob, wire.MaxBlob, 1, nil), large},
		{"an offset that overflows", body(wire.TypeBlob, huge, 2, nil), large},
		{"a message of 0 bytes", body(wire.TypeBody, 0, 0, &wire.Open{ID: &id}), large},
		{"a message over 160 KiB", body(wire.TypeBody, 0, 1, &wire.Open{ID: &id, Size: wire.MaxEnvelope + 1}), large},
		{"an attachment over 64 MiB", body(wire.TypeBlob, 0, 1, &wire.Open{ID: &id, Size: wire.MaxBlob + 1}), large},
		{"more bytes than the size says", body(wire.TypeBody, 0, 5, &wire.Open{ID: &id, Size: 4}), large},
		{"a message at precedence 4", body(wire.TypeBody, 0, 4, &wire.Open{ID: &id, Size: 4, Precedence: 4}), large},
		{"an attachment without id", body(wire.TypeBlob, 0, 4, &wire.Open{Size: 4}), enc},
		{"half a message without id", body(wire.TypeBody, 0, 2, &wire.Open{Size: 4}), enc},
		{"the end of a message without id", body(wire.TypeBody, 2, 2, &wire.Open{Size: 4}), enc},
		{"a packed piece without a length", packed(wire.TypePacked, 0, 0, nil), enc},
		{"a packed piece with an id and without a length", packed(wire.TypePacked, 0, 0, &wire.Open{ID: &id, Size: 4}), enc},
		{"a packed whole with a length", packed(wire.TypePacked, 0, 4, &wire.Open{Size: 4}), enc},
		{"a packed piece of 16,385 bytes", packed(wire.TypePacked, 0, wire.MaxFrame+1, nil), enc},
		{"a packed whole of 16,385 bytes", packed(wire.TypePacked, 0, 0, &wire.Open{Size: wire.MaxFrame + 1}), enc},
		{"a packed whole that is an attachment", packed(wire.TypePackedBlob, 0, 0, &wire.Open{Size: 4}), enc},
		{"a packed piece beyond its size", packed(wire.TypePacked, 2, 3, &wire.Open{ID: &id, Size: 4}), large},
		{"a packed piece beyond 160 KiB", packed(wire.TypePacked, wire.MaxEnvelope, 1, nil), large},
		{"a packed piece of an attachment beyond 64 MiB", packed(wire.TypePackedBlob, wire.MaxBlob, 1, nil), large},
		{"a packed piece with an offset that overflows", packed(wire.TypePackedBlob, huge, 2, nil), large},
		{"an empty range held", have(wire.Range{From: 3, To: 3}), enc},
		{"a range held that runs back", have(wire.Range{From: 3, To: 2}), enc},
		{"a range held beyond the size", have(wire.Range{From: 3, To: 10}), enc},
		{"ranges held that touch", have(wire.Range{To: 3}, wire.Range{From: 3, To: 4}), enc},
		{"ranges held in descending order", have(wire.Range{From: 5, To: 6}, wire.Range{From: 1, To: 2}), enc},
		{"an empty range of packets", ack(wire.Range{From: 3, To: 3}), enc},
		{"ranges of packets that touch", ack(wire.Range{From: 3, To: 5}, wire.Range{From: 1, To: 3}), enc},
		{"ranges of packets, oldest first", ack(wire.Range{From: 1, To: 2}, wire.Range{From: 3, To: 5}), enc},
		{"a part beyond its whole", part(4, 6, 3), enc},
		{"a part whose end overflows", part(huge, 6, 3), enc},
		{"a part of a whole over the limit", part(0, wire.MaxCharter+wire.MaxFrame+1, 1), enc},
		{"a bye whose reason has a newline", of(&wire.Bye{Reason: "a\nb"}), parley.CodeBadMessage},
		{"a bye whose reason has 201 bytes", of(&wire.Bye{Reason: strings.Repeat("r", 201)}), large},
	} {
		refused(t, c, decodeFrame)
	}
}

// PeekType agrees with DecodeFrame on every type there is.
func TestPeekType(t *testing.T) {
	for _, f := range sampleFrames() {
		b := wire.EncodeFrame(f)
		if got := wire.PeekType(b); got != wire.FrameType(b[1]) {
			t.Errorf("%T: type %d", f, got)
		}
	}
	for _, b := range [][]byte{nil, {0x81}, {0x80, 1}, {0x98, 1}, {0x81, 0x18, 0x20}, {0xa1, 1}} {
		if got := wire.PeekType(b); got != 0 {
			t.Errorf("%x: type %d, want none", b, got)
		}
	}
}
