package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"parley/internal/node"
)

// keys looks at who may read the directory and the private keys, and whether the rare keys lie elsewhere.
func (d *doctor) keys() {
	open := 0
	look := func(path, chmod string) {
		info, err := os.Stat(path)
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			open++
			d.find(stateBad, "keys", "chmod "+chmod+" "+node.ShellWord(path), "%s can be read or written by other users of this machine", path)
		}
	}
	look(d.dir, "700")
	files, _ := filepath.Glob(filepath.Join(d.dir, keysName, "*"))
	for _, f := range append(files, filepath.Join(d.dir, databaseName), d.config.RootKey(), d.config.RecoveryKey()) {
		look(f, "600")
	}
	if open == 0 {
		d.ok("keys", "the directory, the database and %d keys can be read by this user only", len(files))
	}
	for _, k := range []struct{ name, path string }{{"root key", d.config.RootKey()}, {"recovery key", d.config.RecoveryKey()}} {
		if _, err := os.Stat(k.path); err == nil && within(k.path, d.dir) {
			d.find(stateWarn, "keys", "move it to a place of its own, off this machine, and write that place into config.yaml",
				"the %s lies in the directory: whoever copies that can sign for the party", k.name)
		}
	}
}

// highWater looks at the directory of the high-water files.
func (d *doctor) highWater() {
	dir := d.config.HighWater
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		d.find(stateBad, "high-water", "put it back, or make it with mkdir -m 700; the node then recovers with what the others hold", "the high-water directory %s is not there: %s", dir, reason(err))
	case !info.IsDir():
		d.find(stateBad, "high-water", "make a directory of it", "%s is no directory", dir)
	case within(dir, d.dir):
		d.find(stateBad, "high-water", "stop the node, move it outside and out of every backup, and write the place into config.yaml",
			"the high-water directory lies in the directory of the node: an old copy of one brings an old copy of the other, and a fork goes unnoticed")
	default:
		if took, err := syncTime(dir); err != nil {
			d.find(stateBad, "high-water", "mend its rights or its disk: without it the node shows nothing any more", "nothing can be written in %s: %s", dir, reason(err))
		} else {
			d.ok("high-water", "%s lies outside the directory and takes a file in %v", dir, took.Round(time.Millisecond/10))
		}
	}
}

// What a disk should have and do.
const (
	noRoom    = 64 << 20
	slowSync  = 100 * time.Millisecond
	stuckSync = 2 * time.Second
)

// disk looks at the room on the disk and at how long it takes to force something to it.
func (d *doctor) disk() {
	var s syscall.Statfs_t
	if err := syscall.Statfs(d.dir, &s); err != nil {
		d.find(stateBad, "disk", "see that the disk is there", "the disk of %s does not answer: %v", d.dir, err)
		return
	}
	free := s.Bavail * uint64(s.Bsize)
	switch {
	case free < noRoom:
		d.find(stateBad, "disk", "make room at once: a full disk stops the record", "%d MiB are free", free>>20)
	case free < d.config.Alarm.LeastFree():
		d.find(stateWarn, "disk", "make room", "%d MiB are free, and alarm.disk_mib is %d", free>>20, d.config.Alarm.LeastFree()>>20)
	default:
		d.ok("disk", "%d GiB are free", free>>30)
	}
	took, err := syncTime(d.dir)
	switch {
	case err != nil:
		d.find(stateBad, "disk", "mend its rights or the disk", "nothing can be written in %s: %s", d.dir, reason(err))
	case took > stuckSync:
		d.find(stateBad, "disk", "use another disk, or find what else keeps this one busy", "to force a file to the disk takes %v: each message waits for that several times", took.Round(time.Millisecond))
	case took > slowSync:
		d.find(stateWarn, "disk", "use a faster disk", "to force a file to the disk takes %v", took.Round(time.Millisecond))
	default:
		d.ok("disk", "to force a file to the disk takes %v", took.Round(time.Millisecond/10))
	}
}

// syncTime returns the median of how long it takes to force a small file in dir to the disk.
func syncTime(dir string) (time.Duration, error) {
	f, err := os.CreateTemp(dir, ".doctor-")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	var took []time.Duration
	for range 5 {
		start := time.Now()
		if _, err := f.Write(make([]byte, 4096)); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}

// database tells what is wrong with the database.
func (d *doctor) database(v node.CheckupView) {
	for _, s := range v.Damage {
		d.find(stateBad, "database", "stop the node, keep a copy of its directory, and restore the last backup: parley restore", "%s", s)
	}
	if info, err := os.Stat(filepath.Join(d.dir, databaseName)); err == nil && len(v.Damage) == 0 {
		d.ok("database", "its %d KiB are sound; parley record verify checks every entry", info.Size()>>10)
	} else if err != nil && !os.IsNotExist(err) {
		d.find(stateBad, "database", "mend its rights", "%s: %v", databaseName, err.(*fs.PathError).Err)
	}
}

// certificate says how long the certificate of the console is good.
func (d *doctor) certificate() {
	path, ends := consoleEnds(d.dir, d.config)
	const do = "put another in its place, or remove both files where it is the node's own, and restart the node"
	switch left := ends.Sub(now()); {
	case ends.IsZero():
	case left <= 0:
		d.find(stateBad, "console", do, "the certificate %s ended at %s", path, ends.UTC().Format(time.RFC3339))
	case left <= d.config.Alarm.Ending():
		d.find(stateWarn, "console", do, "the certificate %s ends at %s", path, ends.UTC().Format(time.RFC3339))
	default:
		d.ok("console", "the certificate %s is good until %s", path, ends.UTC().Format(time.RFC3339))
	}
}
