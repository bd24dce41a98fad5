package faultdisk

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

// A Disk is what lies below one directory.
type Disk struct {
	dir   string
	delay time.Duration
	lies  bool

	mu     sync.Mutex
	fails  float64          // share of the writes, truncations and syncs that fail
	files  map[string]*file // by path
	events int              // writes, truncations and syncs so far
	cutAt  int              // the event before which power fails; 0: never
	onCut  func()
	image  map[string][]byte // what was on the disk then, by path
	rnd    *rand.Rand
	each   func(image map[string][]byte)
}

// A file is what the disk holds of one.
type file struct {
	forced  []byte
	pending []change // since, in order
}

// A change is a write, or with data nil a truncation to offset.
type change struct {
	offset int64
	data   []byte
}

var disks struct {
	sync.Mutex
	all []*Disk
}

// Watch watches the databases that are opened in dir, an absolute path, from now on. Each sync takes delay longer. Call
// Use before.
func Watch(dir string, delay time.Duration) *Disk {
	d := &Disk{dir: filepath.Clean(dir), delay: delay, files: map[string]*file{}}
	disks.Lock()
	defer disks.Unlock()
	disks.all = append(disks.all, d)
	return d
}

// Lie has the disk answer every sync at once and force nothing.
func (d *Disk) Lie() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lies = true
}

// Fail has a share of the writes, truncations and syncs fail from now on, 0 to 1, as an operating system reports it of a disk
// that is dying; what fails changes nothing.
func (d *Disk) Fail(share float64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fails = share
}

// Slow has each sync take so much longer from now on.
func (d *Disk) Slow(delay time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.delay = delay
}

// failing decides for one access.
func (d *Disk) failing() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.fails > 0 && rand.Float64() < d.fails
}

// Forget ends the watch for files opened later.
func (d *Disk) Forget() {
	disks.Lock()
	defer disks.Unlock()
	for i, x := range disks.all {
		if x == d {
			disks.all = append(disks.all[:i:i], disks.all[i+1:]...)
			return
		}
	}
}

// watched finds the disk of a path, and what it holds of the file: at first, what is there.
func watched(path string) (*Disk, *file) {
	path = filepath.Clean(path)
	disks.Lock()
	defer disks.Unlock()
	for _, d := range disks.all {
		if strings.HasPrefix(path, strings.TrimSuffix(d.dir, "/")+"/") {
			return d, d.fileAt(path)
		}
	}
	return nil, nil
}

func (d *Disk) fileAt(path string) *file {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.files[path]
	if f == nil {
		f = &file{}
		f.forced, _ = os.ReadFile(path) // a file that is not there yet is empty
		d.files[path] = f
	}
	return f
}

// CutAfter has the power fail before the n-th write, truncation or sync from now on: what is on the disk at that moment
// is kept for Restore, seed decides which of the pending writes are, and onCut is called. The files themselves go on.
func (d *Disk) CutAfter(n int, seed uint64, onCut func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cutAt, d.onCut, d.image, d.rnd = d.events+n, onCut, nil, rand.New(rand.NewPCG(seed, 512))
}

// CutEach has the power fail, in the mind only, before every write, truncation and sync from now on: fn is told what is on
// the disk at that moment, by path, where seed decides which of the pending writes are. It returns before the access goes
// on, and must neither use the disk nor keep the image. nil ends it.
func (d *Disk) CutEach(seed uint64, fn func(image map[string][]byte)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.each, d.rnd = fn, rand.New(rand.NewPCG(seed, 512))
}

// event counts one; the caller holds d.mu.
func (d *Disk) event() {
	d.events++
	if d.each != nil {
		d.each(d.left())
	}
	if d.cutAt != 0 && d.events == d.cutAt {
		d.image = d.left()
		for path, b := range d.image {
			d.image[path] = slices.Clone(b)
		}
		d.onCut()
	}
}

// left returns what a power cut leaves of each file.
func (d *Disk) left() map[string][]byte {
	image := map[string][]byte{}
	for _, path := range slices.Sorted(maps.Keys(d.files)) { // the seed decides, not the order of a map
		image[path] = d.files[path].left(d.rnd)
	}
	return image
}

// Cut reports whether the power has failed.
func (d *Disk) Cut() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.image != nil
}

// Events is the number of writes, truncations and syncs so far.
func (d *Disk) Events() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.events
}

// Restore writes what the power cut left of each file into another directory, under the same name.
func (d *Disk) Restore(dir string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for path, b := range d.image {
		to := filepath.Join(dir, strings.TrimPrefix(path, d.dir))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(to, b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (d *Disk) write(f *file, offset int64, b []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.event()
	f.pending = append(f.pending, change{offset, append([]byte{}, b...)})
}

func (d *Disk) truncate(f *file, size int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.event()
	f.pending = append(f.pending, change{size, nil})
}

// deleted takes a file as gone at once: SQLite forces its directory where it matters.
func (d *Disk) deleted(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.files, filepath.Clean(path))
}

func (d *Disk) beforeSync() {
	d.mu.Lock()
	delay := d.delay
	d.mu.Unlock()
	if delay > 0 {
		time.Sleep(delay)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.event()
}

func (d *Disk) synced(f *file) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lies {
		return
	}
	for _, c := range f.pending {
		f.forced = c.apply(f.forced)
	}
	f.pending = nil
}

func (c change) apply(b []byte) []byte {
	if c.data == nil {
		if int64(len(b)) > c.offset {
			return b[:c.offset]
		}
		return append(b, make([]byte, c.offset-int64(len(b)))...)
	}
	if end := c.offset + int64(len(c.data)); int64(len(b)) < end {
		b = append(b, make([]byte, end-int64(len(b)))...)
	}
	copy(b[c.offset:], c.data)
	return b
}

// left returns what a power cut leaves: of the pending changes each one whole, not at all, or its first sectors only.
func (f *file) left(rnd *rand.Rand) []byte {
	if len(f.pending) == 0 {
		return f.forced
	}
	b := append([]byte{}, f.forced...)
	for _, c := range f.pending {
		switch k := rnd.IntN(4); {
		case k == 0:
		case k == 1 && len(c.data) > sector:
			first := (c.offset/sector+1)*sector - c.offset // to the end of the sector in which it begins
			torn := first + sector*rnd.Int64N(int64(len(c.data))/sector)
			b = change{c.offset, c.data[:min(torn, int64(len(c.data)))]}.apply(b)
		default:
			b = c.apply(b)
		}
	}
	return b
}
