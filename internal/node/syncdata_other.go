//go:build !linux

package node

import "os"

// syncData forces what stands in a file to stable storage.
func syncData(f *os.File) error { return f.Sync() }
