//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// A space is a network namespace with one device in it, whose packets this program carries.
type space struct {
	name, device, address string
	tun                   *os.File
}

// newSpace makes a namespace with a TUN device of that address, of a network of 24 bits.
func newSpace(name, address string) (*space, error) {
	s := &space{name: name, device: "pb" + name[len(name)-1:], address: address}
	if err := command("ip", "netns", "add", name); err != nil {
		return nil, err
	}
	err := s.inside(func() (err error) {
		if s.tun, err = openTUN(s.device); err != nil {
			return err
		}
		for _, args := range [][]string{{"link", "set", "lo", "up"}, {"address", "add", address + "/24", "dev", s.device}, {"link", "set", s.device, "mtu", "1500", "up"}} {
			if err := command("ip", args...); err != nil {
				return err
			}
		}
		return os.WriteFile("/proc/sys/net/ipv4/tcp_no_metrics_save", []byte("1\n"), 0)
	})
	if err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

func (s *space) remove() {
	if s.tun != nil {
		s.tun.Close()
	}
	command("ip", "netns", "delete", s.name)
}

// inside runs fn in the namespace: sockets that it makes belong there, and programs that it starts.
func (s *space) inside(fn func() error) error {
	result := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with this goroutine
		result <- s.enter(fn)
	}()
	return <-result
}

func (s *space) enter(fn func() error) error {
	f, err := os.Open("/run/netns/" + s.name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := unix.Setns(int(f.Fd()), unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("the namespace %s cannot be entered: %w", s.name, err)
	}
	return fn()
}

func openTUN(name string) (*os.File, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("/dev/net/tun: %w", err)
	}
	request, err := unix.NewIfreq(name)
	if err != nil {
		return nil, err
	}
	request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, request); err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("TUN device %s: %w", name, err)
	}
	return os.NewFile(uintptr(fd), "/dev/net/tun"), nil
}

func command(name string, args ...string) error {
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, out)
	}
	return nil
}
