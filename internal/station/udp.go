package station

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"syscall"

	"parley"
)

// Bytes of a packet over UDP: the most where nothing is said, which with its headers passes over every path that IPv6 allows;
// the most that is ever taken; and the least that frames fit into.
const (
	udpMost  = 1200
	udpLimit = 1400
	leastMTU = 300
)

// maxFaults is how many errors in a row are those of packets that were sent and came to nobody.
const maxFaults = 1000

// A UDP is a socket that takes packets from anybody.
type UDP struct {
	conn *net.UDPConn
	log  *slog.Logger

	mu    sync.Mutex
	most  int
	names map[string]netip.AddrPort // what names meant when they were last looked up
}

// ListenUDP opens a socket at "host:port" for packets of at most so many bytes; 0 is 1,200. Where the system says that a path
// takes no packet as long, they become shorter, and the log says so. An error is CodeBusy if the port is taken.
func ListenUDP(address string, most int, log *slog.Logger) (*UDP, error) {
	if most == 0 {
		most = udpMost
	}
	a, err := net.ResolveUDPAddr("udp", address)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeUsage, "this machine cannot listen at %s", address)
	}
	conn, err := net.ListenUDP("udp", a)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBusy, "the address %s cannot be used", address)
	}
	if raw, err := conn.SyscallConn(); err == nil {
		raw.Control(keepWhole)
	}
	return &UDP{conn: conn, log: log, most: min(most, udpLimit), names: map[string]netip.AddrPort{}}, nil
}

func (u *UDP) Kind() string { return "udp" }
func (u *UDP) Addr() string { return u.conn.LocalAddr().String() }
func (u *UDP) Close() error { return u.conn.Close() }

// Most is the longest packet that the paths so far took.
func (u *UDP) Most() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.most
}

// shorter has packets become shorter after one of so many bytes that was too long.
func (u *UDP) shorter(than int, to string) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if next := max(leastMTU, than*4/5); next < u.most {
		u.log.Warn("the path takes no packets as long; they become shorter", "address", to, "bytes", than, "now", next)
		u.most = next
	}
	return parley.Errorf(parley.CodeTooLarge, "the path to %s takes no packet of %d bytes", to, than)
}

// Send looks a name up once. What the network says of an earlier packet (nobody listens there) is not an error of this one.
func (u *UDP) Send(packet []byte, to string) error {
	a, err := u.resolve(to)
	if err != nil {
		return err
	}
	_, err = u.conn.WriteToUDPAddrPort(packet, a)
	switch {
	case errors.Is(err, net.ErrClosed):
		return err
	case errors.Is(err, syscall.EMSGSIZE):
		return u.shorter(len(packet), to)
	}
	return nil // a packet that the system did not take is a packet that is lost
}

func (u *UDP) resolve(to string) (netip.AddrPort, error) {
	if a, err := netip.ParseAddrPort(to); err == nil {
		return a, nil
	}
	u.mu.Lock()
	a, ok := u.names[to]
	u.mu.Unlock()
	if ok {
		return a, nil
	}
	x, err := net.ResolveUDPAddr("udp", to)
	if err != nil {
		return a, parley.Wrap(err, parley.CodeNoPath, "the address %s is not known", to)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.names[to] = x.AddrPort()
	return x.AddrPort(), nil
}

// Receive waits for the next packet.
func (u *UDP) Receive() ([]byte, string, error) {
	buffer := make([]byte, udpLimit+1)
	for faults := 0; ; {
		n, from, err := u.conn.ReadFromUDPAddrPort(buffer)
		switch {
		case err == nil && n <= udpLimit:
			return buffer[:n], from.String(), nil
		case errors.Is(err, net.ErrClosed) || faults > maxFaults:
			return nil, "", err
		case err != nil:
			faults++
		}
	}
}
