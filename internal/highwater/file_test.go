package highwater

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley"
)

func fresh(t *testing.T) File { return File(filepath.Join(t.TempDir(), "a log")) }

func markOf(size uint64) Mark {
	return Mark{size, parley.Sum([]byte{byte(size), byte(size >> 8)})}
}

func wantMark(t *testing.T, d File, size uint64) {
	t.Helper()
	if m, ok, err := d.Read(); err != nil || !ok || m != markOf(size) {
		t.Errorf("read %+v, %v, %v; want the mark of %d", m, ok, err, size)
	}
}

func raise(t *testing.T, d File, size uint64) {
	t.Helper()
	if err := d.Raise(markOf(size)); err != nil {
		t.Fatal(err)
	}
}

// The last head shown is kept in a directory of any name, which is made when it is not there.
func TestHighWaterMarksAreKept(t *testing.T) {
	d := File(filepath.Join(t.TempDir(), "отметки уровня", "north and south", "a log"))
	if m, ok, err := d.Read(); ok || err != nil || m != (Mark{}) {
		t.Errorf("before the first mark: %+v, %v, %v", m, ok, err)
	}
	if err := d.Raise(Mark{}); err != nil {
		t.Fatal(err)
	}
	if m, ok, err := d.Read(); !ok || err != nil || m != (Mark{}) {
		t.Errorf("at size 0: %+v, %v, %v", m, ok, err)
	}
	for size := uint64(2); size < 40; size += size % 5 {
		raise(t, d, size)
		wantMark(t, d, size)
		size++
	}
	if _, ok, err := (d + ".other").Read(); ok || err != nil {
		t.Errorf("the mark of another log: %v, %v", ok, err)
	}
	info, err := os.Stat(string(d))
	if err != nil || info.Size() != 2*slotLen || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
}

// A write that is cut off at any byte leaves the mark before it, and the next write and reading go on from there.
func TestHighWaterTornWrites(t *testing.T) {
	for _, before := range []uint64{1, 2, 3} { // so that either slot is the one written
		for cut := 0; cut < slotLen-1; cut += 3 { // the last byte is a line feed in every slot
			d := fresh(t)
			for size := uint64(1); size <= before; size++ {
				raise(t, d, size)
			}
			whole, err := os.ReadFile(string(d))
			if err != nil {
				t.Fatal(err)
			}
			off := int(olderSlot(whole))
			torn := append([]byte(nil), whole...)
			torn = append(torn[:off], slot(markOf(before + 1))[:cut]...)
			if len(torn) < len(whole) {
				torn = append(torn, whole[len(torn):]...)
			}
			if err := os.WriteFile(string(d), torn, 0o600); err != nil {
				t.Fatal(err)
			}
			wantMark(t, d, before)
			raise(t, d, before+2)
			wantMark(t, d, before+2)
			raise(t, d, before+3)
			wantMark(t, d, before+3)
		}
	}
}

// Of a file whose first write was cut off nothing was ever shown: adoption goes on.
func TestHighWaterTornFirstWrite(t *testing.T) {
	for _, cut := range []int{0, 1, slotLen / 2, slotLen - 1} {
		d := fresh(t)
		if err := os.WriteFile(string(d), slot(markOf(0))[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, ok, err := d.Read(); ok || err != nil {
			t.Errorf("cut at %d: %v, %v", cut, ok, err)
		}
		raise(t, d, 7)
		wantMark(t, d, 7)
	}
}

// One damaged byte anywhere never gives a mark that was not written; with both slots damaged there is none.
func TestHighWaterDamage(t *testing.T) {
	d := fresh(t)
	raise(t, d, 5)
	raise(t, d, 6)
	whole, err := os.ReadFile(string(d))
	if err != nil {
		t.Fatal(err)
	}
	write := func(b []byte) {
		if err := os.WriteFile(string(d), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i := range whole {
		damaged := append([]byte(nil), whole...)
		damaged[i] ^= 1
		write(damaged)
		want := uint64(6)
		if i >= slotLen { // the slot of 6
			want = 5
		}
		wantMark(t, d, want)
	}
	both := append([]byte(nil), whole...)
	both[3]++
	both[slotLen+3]++
	write(both)
	if _, ok, err := d.Read(); ok || parley.CodeOf(err) != parley.CodeBadRecord || !strings.Contains(err.Error(), "is damaged") {
		t.Errorf("both slots damaged: %v, %v", ok, err)
	}
}

func TestHighWaterCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := File(filepath.Join(file, "a log")).Raise(markOf(2)); err == nil {
		t.Error("a mark was raised in a directory that is a file")
	}
}
