package narrow

import (
	"bytes"
	"encoding/hex"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the vectors instead of comparing them")

// A vectorFile is written as blocks of "name: value" lines with an empty line between them.
type vectorFile struct{ text bytes.Buffer }

func (v *vectorFile) block(comment string) {
	if v.text.Len() > 0 {
		v.text.WriteByte('\n')
	}
	if comment != "" {
		v.text.WriteString("# " + comment + "\n\n")
	}
}

func (v *vectorFile) line(name string, values ...any) {
	v.text.WriteString(name + ":")
	for _, x := range values {
		if b, ok := x.([]byte); ok {
			x = hex.EncodeToString(b)
		}
		if s := fmt.Sprint(x); s != "" {
			v.text.WriteString(" " + s)
		}
	}
	v.text.WriteByte('\n')
}

func (v *vectorFile) frames(list []Frame) {
	for _, f := range list {
		v.line("frame", f.Number, f.Bytes)
	}
}

func (v *vectorFile) check(t *testing.T, name string) {
	t.Helper()
	path := filepath.Join("..", "spec", "vectors", "narrow", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, v.text.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, v.text.Bytes()) {
		t.Errorf("%s is not what this code makes; see what changed with -update", path)
	}
}

// A said is one data packet of a vector.
type said struct {
	back   bool
	at     uint64 // counter
	frames []Frame
}

var associationVectors = []struct {
	name             string
	counter          uint64
	beginning, reply []Frame
	data             []said
}{
	{"a FLASH on a cold line", 0x1a203a9f640, hello, []Frame{{1, []byte("acknowledged")}, {2, []byte("hello")}}, []said{
		{false, 0, []Frame{{4, []byte("more")}}}, {true, 0, []Frame{{9, []byte("jumps")}, {3, []byte("goes back")}}}, {false, 1, nil}}},
	{"nothing rides along", 1, nil, nil, []said{{true, 0, []Frame{{1, bytes.Repeat([]byte{0xa5}, 300)}, {2, []byte{0}}}}}},
	{"counters beyond 16 bits", MaxCounter, nil, nil, []said{{false, 65_535, hello}, {false, 65_536, hello}, {false, 65_530, hello}, {true, 32_767, hello}, {true, 65_000, nil}}},
}

// [NAR-4] [NAR-10] [NAR-3] The vectors of associations.
func TestAssociationVectors(t *testing.T) {
	var v vectorFile
	a, b := ends(t)
	for _, c := range associationVectors {
		random := &scalars{next: 0x40}
		begun, packet, err := Begin(a, c.counter, 0x0102, c.beginning, random)
		if err != nil {
			t.Fatal(err)
		}
		head, _ := ReadBeginning(packet)
		answerer, came, answer, err := Answer(b, head, 0x0304, c.reply, random)
		if err != nil || !same(came, c.beginning) {
			t.Fatalf("%s: %v %v", c.name, came, err)
		}
		beginner, _, err := begun.Finish(answer)
		if err != nil {
			t.Fatal(err)
		}
		v.block("")
		v.line("name", fmt.Sprintf("%q", c.name))
		v.line("beginner", linkKey(1).Seed(), a.Static.public)
		v.line("answerer", linkKey(2).Seed(), b.Static.public)
		v.line("secret", bytes.Repeat([]byte{7}, SecretSize), a.Secret.ID[:])
		v.line("ephemeral", bytes.Repeat([]byte{0x40}, 32), bytes.Repeat([]byte{0x41}, 32))
		v.line("counter", c.counter)
		v.line("beginning", packet)
		v.frames(c.beginning)
		v.line("answer", answer)
		v.frames(c.reply)
		for _, s := range c.data {
			from, to, way := beginner, answerer, "to-answerer"
			if s.back {
				from, to, way = answerer, beginner, "to-beginner"
			}
			from.counter = s.at
			sent := sealed(t, from, s.frames...)
			if got, err := to.Open(sent); err != nil || !same(got, s.frames) {
				t.Fatalf("%s: %v %v", c.name, got, err)
			}
			v.line("data", way, s.at, sent)
			v.frames(s.frames)
		}
	}
	v.check(t, "associations.txt")
}

var badPayloads = []struct {
	reason   string
	expected uint64
	payload  string
}{
	{"a number without an end", 0, "80"},
	{"a number that takes more bytes than it needs", 0, "820000" + "61"},
	{"a number of eleven bytes", 0, "8080808080808080808001" + "0061"},
	{"no length", 0, "02"},
	{"a length that takes more bytes than it needs", 0, "02810061" + "000061"},
	{"a length without an end", 0, "0280"},
	{"an empty frame at the end", 0, "0200"},
	{"a length beyond the end", 0, "020361" + "61"},
	{"the length of the last frame", 0, "020161"},
	{"a second frame without anything", 0, "02016102"},
	{"more than 16,384 bytes", 0, "0200" + strings.Repeat("00", 16385)},
}

// [NAR-10] The vectors of payloads.
func TestFrameVectors(t *testing.T) {
	var good, bad vectorFile
	for _, c := range []struct {
		expected uint64
		frames   []Frame
	}{
		{0, nil}, {0, hello}, {7, []Frame{{7, []byte("as expected")}}}, {1, []Frame{{0, []byte("less")}, {1 << 40, []byte("far")}, {2, []byte("back")}}},
		{0, []Frame{{1<<64 - 1, []byte("the last number")}, {0, []byte("and the first")}}}, {5, []Frame{{5, bytes.Repeat([]byte{1}, 16384)}}},
		{5, []Frame{{6, bytes.Repeat([]byte{1}, 127)}, {7, bytes.Repeat([]byte{2}, 128)}, {8, []byte{3}}}},
	} {
		good.block("")
		good.line("expected", c.expected)
		payload := appendFrames(nil, c.expected, c.frames)
		good.line("payload", payload)
		good.frames(c.frames)
		if got, err := readFrames(payload, c.expected); err != nil || !same(got, c.frames) {
			t.Errorf("%v %v", got, err)
		}
	}
	for _, c := range badPayloads {
		payload, err := hex.DecodeString(c.payload)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := readFrames(payload, c.expected); err == nil {
			t.Errorf("%s: %v", c.reason, got)
		}
		bad.block("")
		bad.line("reason", fmt.Sprintf("%q", c.reason))
		bad.line("expected", c.expected)
		bad.line("payload", payload)
	}
	good.check(t, "frames.txt")
	bad.check(t, "bad-frames.txt")
}

// bad packets, to the answerer of the first vector of associations.
func badPackets(t *testing.T) (before, after map[string][]byte) {
	a, b := ends(t)
	random := &scalars{next: 0x40}
	_, packet, err := Begin(a, 5, 0x0102, hello, random)
	if err != nil {
		t.Fatal(err)
	}
	change := func(packet []byte, at int, to byte) []byte {
		bad := bytes.Clone(packet)
		bad[at] ^= to
		return bad
	}
	remac := func(packet []byte) []byte {
		return append(packet[:len(packet)-macSize:len(packet)-macSize], b.Secret.sum(packet[:len(packet)-macSize])...)
	}
	thief := end(t, linkKey(3), linkKey(2), a.Secret)
	_, stolen, err := Begin(thief, 5, 1, hello, &scalars{})
	if err != nil {
		t.Fatal(err)
	}
	_, turned, err := Begin(end(t, linkKey(2), linkKey(1), a.Secret), 5, 1, nil, &scalars{})
	if err != nil {
		t.Fatal(err)
	}
	before = map[string][]byte{
		"a MAC that is not right":                     change(packet, len(packet)-1, 1),
		"another secret":                              change(packet, 1, 1),
		"another counter under the right MAC":         remac(change(packet, 10, 1)),
		"a changed ephemeral key under the right MAC": remac(change(packet, 20, 1)),
		"a changed payload under the right MAC":       remac(change(packet, len(packet)-macSize-1, 1)),
		"made by a thief of the secret":               stolen,
		"the answerer's own beginning, sent back":     turned,
		"cut off": packet[:BeginningOverhead-1],
		"an ephemeral key of small order, under the right MAC": remac(append(append(bytes.Clone(packet[:beginningHead]), make([]byte, 32)...), packet[beginningHead+32:]...)),
		"a type that there is not":                             change(packet, 0, 4),
	}
	beginner, answerer := associated(t)
	data := sealed(t, beginner, hello...)
	after = map[string][]byte{
		"a tag that is not right": change(data, len(data)-1, 0x80),
		"another counter":         change(data, 4, 1),
		"another association":     change(data, 2, 1),
		"sent back to its sender": sealed(t, answerer, hello...),
		"less than a tag":         data[:Overhead-1],
	}
	return before, after
}

// [NAR-6] [NAR-8] Packets that have no effect.
func TestBadPacketVectors(t *testing.T) {
	var v vectorFile
	before, after := badPackets(t)
	for _, reason := range slices.Sorted(maps.Keys(before)) {
		_, b := ends(t)
		if head, ok := ReadBeginning(before[reason]); ok && head.Authentic(b.Secret) {
			if _, _, _, err := Answer(b, head, 0x0304, nil, &scalars{}); err == nil {
				t.Errorf("%s: taken", reason)
			}
		}
		v.block("")
		v.line("reason", fmt.Sprintf("%q", reason))
		v.line("packet", before[reason])
	}
	for _, reason := range slices.Sorted(maps.Keys(after)) {
		_, answerer := associated(t)
		if _, err := answerer.Open(after[reason]); err == nil {
			t.Errorf("%s: taken", reason)
		}
		v.block("")
		v.line("reason", fmt.Sprintf("%q", reason))
		v.line("after", "answer")
		v.line("packet", after[reason])
	}
	v.check(t, "bad-packets.txt")
}
