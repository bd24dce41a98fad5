package dictionary

import "testing"

// FuzzUnpack holds that nothing a peer sends makes a reader panic or give more than was stated.
func FuzzUnpack(f *testing.F) {
	d := shipped(f)
	x := d.Pack([]byte(sentence(f, "de", 0)), 1000)
	f.Add(uint64(x.Context), x.Bytes, x.N)
	f.Add(uint64(6), []byte{3, 0}, 5)
	f.Fuzz(func(t *testing.T, k uint64, b []byte, n int) {
		got, err := d.Unpack(k, b, n)
		if err == nil && (len(got) != n || n > MaxPiece) {
			t.Fatalf("%d bytes for %d", len(got), n)
		}
	})
}

// FuzzParse holds that a file either is refused or packs and unpacks.
func FuzzParse(f *testing.F) {
	f.Add(small())
	f.Add([]byte{0x82, 1, 0x81, 0x82, 0x40, 0x41, 0x20})
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := Parse(b)
		if err != nil {
			return
		}
		p := []byte("Line test. Please confirm. Line test.")
		if x := d.Pack(p, len(p)); x.N > 0 {
			if got, err := d.Unpack(uint64(x.Context), x.Bytes, x.N); err != nil || string(got) != string(p[:x.N]) {
				t.Fatalf("unpacked to %q: %v", got, err)
			}
		}
	})
}
