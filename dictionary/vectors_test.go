package dictionary

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

var update = flag.Bool("update", false, "write the vectors instead of comparing them")

func check(t *testing.T, name string, text []byte) {
	t.Helper()
	path := "../spec/vectors/link/" + name
	if *update {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || !bytes.Equal(want, text) {
		t.Errorf("%s is not what this code makes; see what changed with -update (%v)", path, err)
	}
}

// small returns the file of the dictionary of the vectors: one context with codes, one without.
func small() []byte {
	window := []byte("Line test. Please confirm. Nous vous recevons. Просим подтвердить получение. ")
	var samples []Sample
	for _, s := range []string{"Line test 2. Please confirm it.", "Please confirm the test of the line.", "Подтвердите получение."} {
		samples = append(samples, Sample{window, []byte(s)})
	}
	return wire.Marshal(&File{Version: 1, Contexts: []Context{Train(window, samples), {Window: window[:27]}}})
}

// [LINK-88] The pieces of the vectors unpack to what they state.
func TestVectors(t *testing.T) {
	d, err := Parse(small())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# A dictionary, and pieces that are packed with it.\n\ndictionary: %x\nid: %s\n", small(), d.ID)
	random := parley.Sum([]byte("parley test random"))
	for _, p := range []string{"Line test. Please confirm.", "Просим подтвердить.", "Line test " + string(random[:8]) + " Line test", strings.Repeat("!", 600), "Line test. Please confirm. " + strings.Repeat("e", 2000)} {
		x := d.Pack([]byte(p), len(p))
		if x.N != len(p) {
			t.Errorf("%q does not pack", p)
		}
		fmt.Fprintf(&b, "\ncontext: %d\nlength: %d\npacked: %x\nplain: %x\n", x.Context, x.N, x.Bytes, p[:x.N])
	}
	free := deflate(d.contexts[1].Window, []byte("Line test. Line test."))
	fmt.Fprintf(&b, "\ncontext: 1\nlength: 21\npacked: %x\nplain: %x\n", free, "Line test. Line test.")
	check(t, "packed.txt", b.Bytes())
}

// [LINK-87] A reader MUST refuse a file that is no dictionary.
func TestBadDictionaries(t *testing.T) {
	good := Train([]byte("Line test."), nil)
	file := func(change func(*File)) []byte {
		f := &File{Version: 1, Contexts: []Context{{Prefix: bytes.Clone(good.Prefix), Window: []byte("Line test.")}}}
		change(f)
		return wire.Marshal(f)
	}
	prefix := func(p []byte) []byte { return file(func(f *File) { f.Contexts[0].Prefix = p }) }
	head := func(lit, dist []uint8) []byte {
		var w bitWriter
		writeHead(&w, lit, dist, 0)
		for w.held != 0 {
			w.write(0, 1)
		}
		return w.out
	}
	ones := func(n int, l uint8) []uint8 { return bytes.Repeat([]byte{l}, n) }
	var b bytes.Buffer
	b.WriteString("# Files that are no dictionary.\n")
	for _, c := range []struct {
		reason string
		file   []byte
	}{
		{"nothing", nil},
		{"version 2", file(func(f *File) { f.Version = 2 })},
		{"no context", file(func(f *File) { f.Contexts = nil })},
		{"9 contexts", file(func(f *File) {
			f.Contexts = make([]Context, 9)
			for i := range f.Contexts {
				f.Contexts[i].Window = []byte("x")
			}
		})},
		{"no window", file(func(f *File) { f.Contexts[0].Window = nil })},
		{"a byte follows", append(file(func(*File) {}), 0)},
		{"a beginning that breaks off", prefix(good.Prefix[:len(good.Prefix)-3])},
		{"a beginning that goes on", prefix(append(bytes.Clone(good.Prefix), 0))},
		{"a beginning with a byte in it", prefix([]byte{0x4a, 4, 0})},
		{"a beginning that ends", prefix(append([]byte{3, 8, 0x20, 0x80, 0}, good.Prefix...))},
		{"a beginning of a stored block", prefix([]byte{0, 0, 0, 0xff, 0xff})},
		{"a beginning of a block of the reserved type", prefix([]byte{6})},
		{"too few lengths", prefix(head(ones(285, 9), ones(30, 5)))},
		{"codes that are not complete", prefix(writePrefix(ones(286, 9), ones(30, 5)))},
		{"a code of lengths that is not complete", prefix([]byte{4 + 29<<3&0xff, 29 >> 5 & 7, 0, 0, 0})},
		{"codes that are too many", prefix(writePrefix(ones(286, 8), ones(30, 4)))},
		{"a symbol without a code", prefix(writePrefix(append(ones(285, 8), 0), ones(30, 5)))},
	} {
		if _, err := Parse(c.file); err == nil {
			t.Errorf("%s: taken", c.reason)
		}
		fmt.Fprintf(&b, "\nreason: %q\ndictionary:%s\n", c.reason, strings.TrimRight(fmt.Sprintf(" %x", c.file), " "))
	}
	check(t, "dictionaries-bad.txt", b.Bytes())
	for name, f := range map[string]func(*File){
		"a window of 32 KiB and a byte": func(f *File) { f.Contexts[0].Window = make([]byte, MaxWindow+1) },
		"a beginning over 1 KiB":        func(f *File) { f.Contexts[0].Prefix = append(make([]byte, MaxPrefix+1), good.Prefix...) },
		"over 128 KiB":                  func(f *File) { f.Contexts = slicesOf(5, Context{Window: make([]byte, MaxWindow)}) },
	} {
		if _, err := Parse(file(f)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func slicesOf(n int, c Context) (out []Context) {
	for range n {
		out = append(out, c)
	}
	return out
}
