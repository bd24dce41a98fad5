package link

import (
	"bytes"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

var update = flag.Bool("update", false, "write the vectors instead of comparing them")

// A vectorFile is written as blocks of "name: value" lines with an empty line between them.
type vectorFile struct{ text bytes.Buffer }

func (v *vectorFile) line(name string, values ...any) {
	words := make([]string, len(values))
	for i, x := range values {
		words[i] = word(x)
	}
	fmt.Fprintf(&v.text, "%s:%s\n", name, strings.TrimRight(" "+strings.Join(words, " "), " "))
}

// word writes a value as the vectors have it.
func word(x any) string {
	switch x := x.(type) {
	case []byte:
		return hex.EncodeToString(x)
	case parley.Hash:
		return x.String()
	case *parley.Hash:
		if x == nil {
			return "null"
		}
		return x.String()
	case [8]byte:
		return hex.EncodeToString(x[:])
	case string:
		return strconv.Quote(x)
	}
	return fmt.Sprint(x)
}

func (v *vectorFile) check(t *testing.T, name string) {
	t.Helper()
	path := filepath.Join("..", "spec", "vectors", "link", name)
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

// vectorHash returns the hash of a name, for the vectors.
func vectorHash(name string) parley.Hash { return parley.Sum([]byte("parley test " + name)) }

func short(h parley.Hash) [8]byte { return [8]byte(h[:8]) }

// vectorLeaves are a clock leaf, a received leaf and a sent leaf.
func vectorLeaves() [][]byte {
	return [][]byte{
		wire.Leaf{Kind: wire.LeafClock, Date: 1795357800000}.Encode(),
		wire.Leaf{Kind: wire.LeafReceived, Date: 1795357801000, Mark: [8]byte{1, 2, 3, 4, 5, 6, 7, 8}, ID: vectorHash("message")}.Encode(),
		wire.Leaf{Kind: wire.LeafSent, Date: 1795357802000, Mark: [8]byte{9, 10, 11, 12, 13, 14, 15, 16}, ID: vectorHash("answer"), Addressees: []byte{1}}.Encode(),
	}
}

// cut returns a leaf as an ENTRY has it.
func cut(leaf []byte) []byte {
	b, _ := wire.CutLeaf(leaf)
	return b
}

// frameSamples are the frames of the vectors.
func frameSamples() []struct {
	name  string
	frame wire.Frame
} {
	type sample = struct {
		name  string
		frame wire.Frame
	}
	log := wire.Log{Charter: 0, Party: 1}
	sig := bytes.Repeat([]byte{0x5a}, 64)
	id, root := vectorHash("message"), vectorHash("root")
	text := []byte("Line test. Please confirm.")
	whole := parley.Sum(text)
	hello := &wire.Hello{Version: wire.LinkVersion, Time: 1795357800000, Charters: []wire.HelloCharter{{
		ID: vectorHash("charter"), Edition: 1, Short: short(vectorHash("charter")),
		Sheets: []wire.Short{{Number: 1, Hash: short(vectorHash("sheet north"))}, {Number: 2, Hash: short(vectorHash("sheet south"))}},
		Sizes:  []uint64{2, 1000}}}}
	later := *hello
	later.Charters = slices.Clone(hello.Charters)
	later.Charters[0].Volumes = []wire.HelloVolume{{Party: 1, Volume: 2, Size: 40}, {Party: 0, Volume: 2}, {Party: 1, Volume: 3, Size: 7}}
	return []sample{
		{"HELLO", hello},
		{"HELLO with volumes", &later},
		{"HELLO without charters", &wire.Hello{Version: wire.LinkVersion, Time: 1795357800000, Features: 5}},
		{"SHEET", &wire.SheetFrame{Sheet: []byte("a sheet stands here")}},
		{"EDITION", &wire.EditionFrame{Charter: vectorHash("charter"), Edition: []byte("edition: 2\n"), Signatures: []string{"\u2014 parley/north/root AAAA\n"}}},
		{"LEAVES", &wire.Leaves{Log: log, Start: 1000, Leaves: vectorLeaves()}},
		{"LEAVES ahead of others", &wire.Leaves{Log: log, Start: 1002, Leaves: vectorLeaves()[2:], Frontier: []parley.Hash{vectorHash("subtree 512"), vectorHash("subtree 256")}}},
		{"HEAD", &wire.Head{Log: log, Size: 1003, Signature: sig}},
		{"HEAD with its root", &wire.Head{Log: log, Size: 1003, Signature: sig, Root: &root}},
		{"PROOF", &wire.Proof{Log: log, Index: 1001, Leaf: vectorLeaves()[1], Size: 1003, Path: []parley.Hash{vectorHash("left"), vectorHash("right")}}},
		{"COSIG", &wire.Cosig{Log: log, Mirror: 0, Size: 1003, Root: root, Time: 1795357800, Signature: sig}},
		{"ENTRY, sent", &wire.Entry{Log: log, Size: 1003, Leaf: cut(vectorLeaves()[2]), Signature: sig}},
		{"ENTRY, received", &wire.Entry{Log: log, Size: 1002, Leaf: cut(vectorLeaves()[1]), Signature: sig}},
		{"ENTRY, refused", &wire.Entry{Log: log, Size: 1002, Leaf: cut(wire.Leaf{Kind: wire.LeafRefused, Date: 1795357801000, ID: id, Code: 7}.Encode()), Signature: sig}},
		{"BODY, a whole message", &wire.Body{Type: wire.TypeBody, N: 1, Bytes: text, Open: &wire.Open{Log: log, Size: uint64(len(text)), Precedence: parley.Flash}}},
		{"BODY, the first piece", &wire.Body{Type: wire.TypeBody, N: 2, Bytes: text[:10], Open: &wire.Open{Log: log, Size: uint64(len(text)), ID: &whole, Precedence: parley.Immediate}}},
		{"BODY, a later piece", &wire.Body{Type: wire.TypeBody, N: 2, Offset: 10, Bytes: text[10:]}},
		{"BLOB, resumed", &wire.Body{Type: wire.TypeBlob, N: 3, Offset: 20480, Bytes: []byte("map"), Open: &wire.Open{Log: log, Size: 32768, ID: &id}}},
		{"PACKED, a whole message", &wire.Packed{Type: wire.TypePacked, N: 4, Context: 9, Bytes: []byte("packed"), Open: &wire.Open{Log: log, Size: uint64(len(text)), Precedence: parley.Flash}}},
		{"PACKED, the first piece", &wire.Packed{Type: wire.TypePacked, N: 5, Length: 10, Context: 9, Bytes: []byte("pack"), Open: &wire.Open{Log: log, Size: uint64(len(text)), ID: &whole}}},
		{"PACKED BLOB, a later piece", &wire.Packed{Type: wire.TypePackedBlob, N: 6, Offset: 16384, Length: 16384, Context: 22, Bytes: []byte("packed")}},
		{"HAVE", &wire.Have{Items: []wire.Held{{ID: id, Size: 32768, Ranges: []wire.Range{{To: 10000}, {From: 12000, To: 20480}}}}}},
		{"HAVE nothing", &wire.Have{}},
		{"ACK on a reliable bearer", &wire.Ack{Bytes: 70000}},
		{"ACK on another bearer", &wire.Ack{Packets: []wire.Range{{From: 9, To: 12}, {From: 1, To: 8}}}},
		{"PART", &wire.Part{Frame: 1, Offset: 256, Total: 300, Bytes: []byte("the rest of a frame of 300 bytes in parts...")}},
		{"PING", &wire.Ping{Token: 0xfeedbeef, Time: 1795357800000}},
		{"PONG", &wire.Pong{Token: 0xfeedbeef, Time: 1795357800450}},
		{"ASK for leaves", &wire.Ask{What: wire.AskLeaves, Log: log, From: 1000}},
		{"ASK for an attachment", &wire.Ask{What: wire.AskBlob, Log: log, ID: &id}},
		{"ASK for what a later version may know", &wire.Ask{What: 77, Log: log, From: 3}},
		{"FORK", &wire.Fork{Evidence: []byte("an evidence file stands here")}},
		{"ASK for a volume", &wire.Ask{What: wire.AskVolume, Log: log, From: 2}},
		{"ASK for a statement", &wire.Ask{What: wire.AskStatement, Log: log, ID: &id}},
		{"VOLUME", &wire.VolumeFrame{Charter: vectorHash("charter"), Statement: []byte("a statement stands here")}},
		{"HEAD of a volume", &wire.Head{Log: wire.Log{Party: 64}, Size: 41, Signature: sig}},
		{"BYE", &wire.Bye{Code: 2, Reason: "another session stays"}},
	}
}

// [LINK-1] The frames of the vectors are what this code reads and writes.
func TestFrameVectors(t *testing.T) {
	v := new(vectorFile)
	fmt.Fprintln(&v.text, "# One frame of each type, with its elements in their order.")
	for _, s := range frameSamples() {
		b := wire.EncodeFrame(s.frame)
		v.text.WriteByte('\n')
		v.line("name", s.name)
		v.line("frame", b)
		v.line("type", int(wire.PeekType(b)))
		v.elements(s.frame)
		f, err := wire.DecodeFrame(b, wire.MaxFrame)
		if err != nil || !bytes.Equal(wire.EncodeFrame(f), b) {
			t.Errorf("%s: read as %+v, %v", s.name, f, err)
		}
	}
	v.check(t, "frames.txt")
}

// elements writes the elements of f after its type.
func (v *vectorFile) elements(f wire.Frame) {
	switch f := f.(type) {
	case *wire.Hello:
		v.line("version", f.Version)
		v.line("time", int64(f.Time))
		v.line("features", f.Features)
		for _, c := range f.Charters {
			v.line("charter", c.ID, c.Edition, c.Short)
			for _, s := range c.Sheets {
				v.line("sheet", s.Number, s.Hash)
			}
			for _, s := range c.Sizes {
				v.line("size", s)
			}
			for _, x := range c.Volumes {
				v.line("volume", x.Party, x.Volume, x.Size)
			}
		}
	case *wire.SheetFrame:
		v.line("sheet", f.Sheet)
	case *wire.EditionFrame:
		v.line("charter", f.Charter)
		v.line("edition", f.Edition)
		for _, s := range f.Signatures {
			v.line("signature", s)
		}
	case *wire.Have:
		for _, h := range f.Items {
			v.line("item", h.ID, h.Size)
			v.ranges(h.Ranges)
		}
	case *wire.Ack:
		v.line("bytes", f.Bytes)
		v.ranges(f.Packets)
	case *wire.Part:
		v.line("number", f.Frame)
		v.line("offset", f.Offset)
		v.line("total", f.Total)
		v.line("bytes", f.Bytes)
	case *wire.Ping:
		v.line("token", f.Token)
		v.line("time", int64(f.Time))
	case *wire.Pong:
		v.line("token", f.Token)
		v.line("time", int64(f.Time))
	case *wire.Fork:
		v.line("evidence", f.Evidence)
	case *wire.VolumeFrame:
		v.line("charter", f.Charter)
		v.line("statement", f.Statement)
	case *wire.Bye:
		v.line("code", f.Code)
		v.line("reason", f.Reason)
	default:
		v.logElements(f)
	}
}

func (v *vectorFile) ranges(rs []wire.Range) {
	for _, r := range rs {
		v.line("range", r.From, r.To)
	}
}

func (v *vectorFile) open(o *wire.Open) {
	if o == nil {
		v.line("open", (*parley.Hash)(nil))
		return
	}
	v.line("open", o.Log.Charter, o.Log.Party, o.Size, o.ID, int(o.Precedence))
}

// logElements writes the elements of a frame that names a log.
func (v *vectorFile) logElements(f wire.Frame) {
	switch f := f.(type) {
	case *wire.Leaves:
		v.line("log", f.Log.Charter, f.Log.Party)
		v.line("start", f.Start)
		for _, l := range f.Leaves {
			v.line("leaf", l)
		}
		for _, h := range f.Frontier {
			v.line("frontier", h)
		}
	case *wire.Head:
		v.line("log", f.Log.Charter, f.Log.Party)
		v.line("size", f.Size)
		v.line("signature", f.Signature)
		v.line("root", f.Root)
	case *wire.Entry:
		v.line("log", f.Log.Charter, f.Log.Party)
		v.line("size", f.Size)
		v.line("leaf", f.Leaf)
		v.line("signature", f.Signature)
	case *wire.Proof:
		v.line("log", f.Log.Charter, f.Log.Party)
		v.line("index", f.Index)
		v.line("leaf", f.Leaf)
		v.line("size", f.Size)
		for _, h := range f.Path {
			v.line("path", h)
		}
	case *wire.Cosig:
		v.line("log", f.Log.Charter, f.Log.Party)
		v.line("mirror", f.Mirror)
		v.line("size", f.Size)
		v.line("root", f.Root)
		v.line("time", f.Time)
		v.line("signature", f.Signature)
	case *wire.Body:
		v.line("n", f.N)
		v.line("offset", f.Offset)
		v.line("bytes", f.Bytes)
		v.open(f.Open)
	case *wire.Packed:
		v.line("n", f.N)
		v.line("offset", f.Offset)
		v.line("length", f.Length)
		v.line("context", f.Context)
		v.line("bytes", f.Bytes)
		v.open(f.Open)
	case *wire.Ask:
		v.line("what", f.What)
		v.line("log", f.Log.Charter, f.Log.Party)
		v.line("from", f.From)
		v.line("id", f.ID)
	}
}
