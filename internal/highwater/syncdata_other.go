//go:build !linux

package highwater

import "os"

// syncData forces what stands in a file to stable storage.
func syncData(f *os.File) error { return f.Sync() }
