//go:build linux

// Package emulator joins network namespaces, or two pseudo-terminals, by a link in user space: with a rate, a delay, loss, a
// short queue, and a switch. It needs root, for the namespaces and their TUN devices.
package emulator

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"
)

// A Space is a network namespace with one device in it, whose packets this program carries.
type Space struct {
	name, device, address string
	tun                   *os.File
}

const (
	prefix = "parley-bench-"
	held   = "/run/netns/"
)

var made atomic.Int64

// NewSpace makes a namespace with a TUN device of that address, of a network of 24 bits. Its name says which process made it.
func NewSpace(address string) (*Space, error) {
	s := &Space{name: fmt.Sprintf("%s%d-%d", prefix, os.Getpid(), made.Add(1)), device: "bad0", address: address}
	if err := command("ip", "netns", "add", s.name); err != nil {
		return nil, err
	}
	if err := s.Inside(s.furnish); err != nil {
		s.Remove()
		return nil, err
	}
	return s, nil
}

func (s *Space) furnish() (err error) {
	if s.tun, err = openTUN(s.device); err != nil {
		return err
	}
	for name, value := range map[string]string{"ipv4/tcp_no_metrics_save": "1", "ipv6/conf/all/disable_ipv6": "1"} {
		os.WriteFile("/proc/sys/net/"+name, []byte(value+"\n"), 0) // where the system has it
	}
	for _, args := range [][]string{{"link", "set", "lo", "up"}, {"address", "add", s.address + "/24", "dev", s.device}, {"link", "set", s.device, "mtu", "1500", "up"}} {
		if err := command("ip", args...); err != nil {
			return err
		}
	}
	return nil
}

// Address is where the space is, for the others.
func (s *Space) Address() string { return s.address }

// Remove ends the namespace. Programs that run in it must have ended.
func (s *Space) Remove() {
	if s.tun != nil {
		s.tun.Close()
	}
	command("ip", "netns", "delete", s.name)
}

// Inside runs fn in the namespace: sockets that it makes belong there, and programs that it starts.
func (s *Space) Inside(fn func() error) error {
	result := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with this goroutine
		result <- s.enter(fn)
	}()
	return <-result
}

func (s *Space) enter(fn func() error) error {
	f, err := os.Open(held + s.name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := unix.Setns(int(f.Fd()), unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("the namespace %s cannot be entered: %w", s.name, err)
	}
	return fn()
}

// Sweep removes the namespaces of measurements whose process is no more.
func Sweep() {
	all, _ := os.ReadDir(held)
	for _, entry := range all {
		rest, ok := strings.CutPrefix(entry.Name(), prefix)
		pid, _, _ := strings.Cut(rest, "-")
		if n, err := strconv.Atoi(pid); ok && err == nil && syscall.Kill(n, 0) == syscall.ESRCH {
			command("ip", "netns", "delete", entry.Name())
		}
	}
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
