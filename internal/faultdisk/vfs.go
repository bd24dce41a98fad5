package faultdisk

import (
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// The functions of a file and of a file system that are wrapped, as SQLite's C interface declares them.
type (
	openFunc     = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32
	deleteFunc   = func(tls *libc.TLS, vfs, name uintptr, syncDir int32) int32
	closeFunc    = func(tls *libc.TLS, file uintptr) int32
	writeFunc    = func(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32
	truncateFunc = func(tls *libc.TLS, file uintptr, size int64) int32
	syncFunc     = func(tls *libc.TLS, file uintptr, flags int32) int32
)

// at is the value at an address of C memory, which the collector does not move.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// pointer is a Go function as a C function pointer, and call the other way round.
func pointer[T any](fn T) uintptr { return *(*uintptr)(unsafe.Pointer(&struct{ f T }{fn})) }

func call[T any](p uintptr) T { return *(*T)(unsafe.Pointer(&struct{ p uintptr }{p})) }

// under is what was there before: the file system of the operating system, and its functions for each open file.
var under struct {
	once    sync.Once
	open    uintptr
	delete  uintptr
	vfs     uintptr
	mu      sync.Mutex
	files   map[uintptr]*open   // by the address of SQLite's file
	wrapped map[uintptr]uintptr // methods: ours for those that were there
}

// An open is one open file. disk is nil where nobody watches it.
type open struct {
	methods uintptr // as they were
	disk    *Disk
	file    *file
}

// Use puts the disk under every database that is opened from now on in this process.
func Use() {
	under.once.Do(func() {
		under.files, under.wrapped = map[uintptr]*open{}, map[uintptr]uintptr{}
		tls := libc.NewTLS()
		defer tls.Close()
		real := sqlite3.Xsqlite3_vfs_find(tls, 0)
		size := libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_vfs{}))
		ours := libc.Xmalloc(tls, size)
		libc.Xmemcpy(tls, ours, real, size)
		name, err := libc.CString("faultdisk")
		if err != nil {
			panic(err) // out of memory
		}
		under.vfs, under.open, under.delete = real, at[sqlite3.Tsqlite3_vfs](real).FxOpen, at[sqlite3.Tsqlite3_vfs](real).FxDelete
		v := at[sqlite3.Tsqlite3_vfs](ours)
		v.FzName, v.FxOpen, v.FxDelete, v.FpNext = name, pointer[openFunc](openFile), pointer[deleteFunc](deleteFile), 0
		sqlite3.Xsqlite3_vfs_register(tls, ours, 1)
	})
}

func openFile(tls *libc.TLS, _, name, sqliteFile uintptr, flags int32, outFlags uintptr) int32 {
	rc := call[openFunc](under.open)(tls, under.vfs, name, sqliteFile, flags, outFlags)
	if rc != sqlite3.SQLITE_OK || name == 0 || flags&(sqlite3.SQLITE_OPEN_MAIN_DB|sqlite3.SQLITE_OPEN_WAL|sqlite3.SQLITE_OPEN_MAIN_JOURNAL) == 0 {
		return rc
	}
	disk, f := watched(libc.GoString(name))
	if disk == nil {
		return rc
	}
	under.mu.Lock()
	defer under.mu.Unlock()
	methods := at[sqlite3.Tsqlite3_file](sqliteFile)
	under.files[sqliteFile] = &open{methods.FpMethods, disk, f}
	methods.FpMethods = wrap(tls, methods.FpMethods)
	return rc
}

func deleteFile(tls *libc.TLS, _, name uintptr, syncDir int32) int32 {
	rc := call[deleteFunc](under.delete)(tls, under.vfs, name, syncDir)
	if disk, _ := watched(libc.GoString(name)); disk != nil && rc == sqlite3.SQLITE_OK {
		disk.deleted(libc.GoString(name))
	}
	return rc
}

// wrap returns our methods over those of the operating system's file layer.
func wrap(tls *libc.TLS, methods uintptr) uintptr {
	if w := under.wrapped[methods]; w != 0 {
		return w
	}
	size := libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_io_methods{}))
	w := libc.Xmalloc(tls, size)
	libc.Xmemcpy(tls, w, methods, size)
	m := at[sqlite3.Tsqlite3_io_methods](w)
	m.FxClose, m.FxWrite = pointer[closeFunc](closeFile), pointer[writeFunc](write)
	m.FxTruncate, m.FxSync = pointer[truncateFunc](truncate), pointer[syncFunc](syncFile)
	under.wrapped[methods] = w
	return w
}

func of(sqliteFile uintptr) (*open, *sqlite3.Tsqlite3_io_methods) {
	under.mu.Lock()
	defer under.mu.Unlock()
	o := under.files[sqliteFile]
	return o, at[sqlite3.Tsqlite3_io_methods](o.methods)
}

func closeFile(tls *libc.TLS, sqliteFile uintptr) int32 {
	_, methods := of(sqliteFile)
	under.mu.Lock()
	delete(under.files, sqliteFile)
	under.mu.Unlock()
	return call[closeFunc](methods.FxClose)(tls, sqliteFile)
}

func write(tls *libc.TLS, sqliteFile, buf uintptr, n int32, offset int64) int32 {
	o, methods := of(sqliteFile)
	if o.disk.failing() {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	o.disk.write(o.file, offset, unsafe.Slice(at[byte](buf), n))
	return call[writeFunc](methods.FxWrite)(tls, sqliteFile, buf, n, offset)
}

func truncate(tls *libc.TLS, sqliteFile uintptr, size int64) int32 {
	o, methods := of(sqliteFile)
	if o.disk.failing() {
		return sqlite3.SQLITE_IOERR_TRUNCATE
	}
	o.disk.truncate(o.file, size)
	return call[truncateFunc](methods.FxTruncate)(tls, sqliteFile, size)
}

func syncFile(tls *libc.TLS, sqliteFile uintptr, flags int32) int32 {
	o, methods := of(sqliteFile)
	if o.disk.failing() {
		return sqlite3.SQLITE_IOERR_FSYNC
	}
	o.disk.beforeSync()
	rc := call[syncFunc](methods.FxSync)(tls, sqliteFile, flags)
	if rc == sqlite3.SQLITE_OK {
		o.disk.synced(o.file)
	}
	return rc
}
