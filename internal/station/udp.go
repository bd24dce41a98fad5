package station

import (
	"errors"
	"net"
	"net/netip"
	"sync"

	"parley"
)

// udpMost is the longest packet over UDP, in bytes: with its headers it passes over every path that IPv6 allows.
const udpMost = 1200

// maxFaults is how many errors in a row are those of packets that were sent and came to nobody.
const maxFaults = 1000

// A UDP is a socket that takes packets from anybody.
type UDP struct {
	conn *net.UDPConn

	mu    sync.Mutex
	names map[string]netip.AddrPort // what names meant when they were last looked up
}

// ListenUDP opens a socket at "host:port". An error is CodeBusy if the port is taken.
func ListenUDP(address string) (*UDP, error) {
	a, err := net.ResolveUDPAddr("udp", address)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeUsage, "this machine cannot listen at %s", address)
	}
	conn, err := net.ListenUDP("udp", a)
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBusy, "the address %s cannot be used", address)
	}
	return &UDP{conn: conn, names: map[string]netip.AddrPort{}}, nil
}

func (u *UDP) Most() int    { return udpMost }
func (u *UDP) Kind() string { return "udp" }
func (u *UDP) Addr() string { return u.conn.LocalAddr().String() }
func (u *UDP) Close() error { return u.conn.Close() }

// Send looks a name up once. What the network says of an earlier packet (nobody listens there) is not an error of this one.
func (u *UDP) Send(packet []byte, to string) error {
	a, err := u.resolve(to)
	if err != nil {
		return err
	}
	_, err = u.conn.WriteToUDPAddrPort(packet, a)
	if errors.Is(err, net.ErrClosed) {
		return err
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
	buffer := make([]byte, udpMost+1)
	for faults := 0; ; {
		n, from, err := u.conn.ReadFromUDPAddrPort(buffer)
		switch {
		case err == nil && n <= udpMost:
			return buffer[:n], from.String(), nil
		case errors.Is(err, net.ErrClosed) || faults > maxFaults:
			return nil, "", err
		case err != nil:
			faults++
		}
	}
}
