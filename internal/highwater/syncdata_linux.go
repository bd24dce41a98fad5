package highwater

import (
	"os"
	"syscall"
)

// syncData forces what stands in a file to stable storage, and its length, but not its times.
func syncData(f *os.File) error {
	for {
		err := syscall.Fdatasync(int(f.Fd()))
		if err != syscall.EINTR {
			return os.NewSyscallError("fdatasync", err)
		}
	}
}
