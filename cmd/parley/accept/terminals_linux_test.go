package accept

import (
	"fmt"
	"os"
	"syscall"
	"testing"
	"unsafe"
)

// joined makes two pseudo-terminals whose far ends are joined, as two modems are, and returns the names of the near ones.
func joined(t *testing.T) (first, second string) {
	t.Helper()
	a, first := terminal(t)
	b, second := terminal(t)
	for _, pair := range [][2]*os.File{{a, b}, {b, a}} {
		go func() {
			buffer := make([]byte, 256)
			for {
				n, err := pair[0].Read(buffer)
				if err != nil {
					return
				}
				pair[1].Write(buffer[:n])
			}
		}()
	}
	return first, second
}

func terminal(t *testing.T) (*os.File, string) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { master.Close() })
	var locked, number int32
	for _, call := range []struct {
		request uintptr
		value   *int32
	}{{syscall.TIOCSPTLCK, &locked}, {syscall.TIOCGPTN, &number}} {
		if _, _, failed := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), call.request, uintptr(unsafe.Pointer(call.value))); failed != 0 {
			t.Fatal(failed)
		}
	}
	name := fmt.Sprintf("/dev/pts/%d", number)
	near, err := os.OpenFile(name, os.O_RDWR|syscall.O_NOCTTY, 0) // so that reading goes on while no node has it open
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { near.Close() })
	return master, name
}
