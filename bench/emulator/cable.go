//go:build linux

package emulator

import (
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// A Cable joins two pseudo-terminals, as two modems do: bytes go in at one end and come out at the other, 8 bits of the rate
// for each byte. What is not taken from the device yet waits in the system, as it does before a modem. A packet that is lost
// is one, up to its zero byte, of which a byte was changed.
type Cable struct {
	weather
	ends   [2]*terminal
	meters [2]meter
}

// A terminal is a pseudo-terminal: the program opens name; this end stands for the modem.
type terminal struct {
	modem, device *os.File // device is held so that reading goes on while no program has it open
	name          string
}

// Lay makes a cable. The seed decides what is lost.
func Lay(seed uint64) (c *Cable, err error) {
	c = &Cable{}
	c.Set(Condition{})
	for i := range c.ends {
		if c.ends[i], err = newTerminal(); err != nil {
			c.Close()
			return nil, err
		}
	}
	for i := range c.ends {
		go c.carry(i, dice(seed, uint64(i)))
	}
	return c, nil
}

// Devices are what programs open, one at each end.
func (c *Cable) Devices() [2]string { return [2]string{c.ends[0].name, c.ends[1].name} }

// Carried returns how many bytes went over the cable.
func (c *Cable) Carried() (int64, time.Time) { return carried(&c.meters[0], &c.meters[1]) }

// Ways returns how many bytes went from the first device, and to it.
func (c *Cable) Ways() (out, back int64) { return c.meters[0].total(), c.meters[1].total() }

// Close ends the cable.
func (c *Cable) Close() {
	for _, t := range c.ends {
		if t != nil {
			t.modem.Close()
			t.device.Close()
		}
	}
}

// step is how many bytes are put on the line at once: about 10 ms' worth, so that little stands between device and line.
func step(rate int) int {
	if rate == 0 {
		return 4096
	}
	return max(2, min(rate/800, 4096))
}

// carry takes bytes from one end as fast as the line takes them.
func (c *Cable) carry(from int, random *rand.Rand) {
	flying := make(chan flight, 1<<16)
	defer close(flying)
	go land(flying, &c.weather, func(b []byte) { write(c.ends[1-from].modem, b) })
	noise, line, buffer := noise{random: random}, clock{}, make([]byte, 4096)
	for {
		now, _ := c.now()
		waited := c.ends[from].waits()
		n, err := c.ends[from].modem.Read(buffer[:step(now.Rate)])
		if err != nil {
			return
		}
		now, down := c.now()
		end := line.busy(n, now.Rate, waited)
		c.meters[from].count(n)
		noise.disturb(buffer[:n], now.Loss)
		if !down {
			flying <- flight{append([]byte(nil), buffer[:n]...), end.Add(now.Delay)}
		}
	}
}

// noise changes a byte of some packets; a packet ends with a zero byte.
type noise struct {
	random *rand.Rand
	within bool // a packet has begun
	strike bool // and will be changed
}

func (n *noise) disturb(b []byte, loss float64) {
	for i, x := range b {
		switch {
		case x == 0:
			n.within = false
		case !n.within:
			n.within, n.strike = true, n.random.Float64() < loss
		case n.strike:
			n.strike = false
			if b[i] ^= 0x10; b[i] == 0 {
				b[i] = 0x11
			}
		}
	}
}

func newTerminal() (*terminal, error) {
	modem, err := openFD("/dev/ptmx")
	if err != nil {
		return nil, err
	}
	t := &terminal{modem: os.NewFile(uintptr(modem), "/dev/ptmx")}
	if t.name, err = unlock(modem); err == nil {
		err = t.hold()
	}
	if err != nil {
		t.modem.Close()
		return nil, fmt.Errorf("no pseudo-terminal: %w", err)
	}
	return t, nil
}

// waits reports whether bytes from the program wait for the modem.
func (t *terminal) waits() bool {
	n := 0
	if raw, err := t.modem.SyscallConn(); err == nil {
		raw.Control(func(fd uintptr) { n, _ = unix.IoctlGetInt(int(fd), unix.TIOCINQ) })
	}
	return n > 0
}

// unlock lets the other end of a pseudo-terminal be opened, and returns its name.
func unlock(modem int) (string, error) {
	number, err := unix.IoctlGetInt(modem, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(modem, unix.TIOCSPTLCK, 0)
	}
	return fmt.Sprintf("/dev/pts/%d", number), err
}

func (t *terminal) hold() error {
	device, err := openFD(t.name)
	if err != nil {
		return err
	}
	t.device = os.NewFile(uintptr(device), t.name)
	return raw(device)
}

func openFD(name string) (int, error) {
	fd, err := unix.Open(name, unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return fd, nil
}

// raw has the system pass bytes on as they are.
func raw(fd int) error {
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return err
	}
	t.Iflag &^= unix.IGNBRK | unix.BRKINT | unix.PARMRK | unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
	t.Oflag &^= unix.OPOST
	t.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
	t.Cflag = t.Cflag&^(unix.CSIZE|unix.PARENB) | unix.CS8
	return unix.IoctlSetTermios(fd, unix.TCSETS, t)
}
