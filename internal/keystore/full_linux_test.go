package keystore

import (
	"os"
	"path/filepath"
	"syscall"
)

// mountFull mounts a file system of one page at dir and fills it.
func mountFull(dir string) error {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4k"); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "filler"), make([]byte, 4096), 0o600)
}

func unmount(dir string) { syscall.Unmount(dir, 0) }
