package charter

import (
	"net/netip"
	"strconv"
	"strings"

	"parley"
)

// CheckAddress reports why a sheet cannot advertise hostport. It is a host and a port of 1 to 65535; the host is an
// IPv4 address, an IPv6 address in brackets without a zone, or a name, and no wildcard such as 0.0.0.0 [CHR-24].
func CheckAddress(hostport string) error {
	i := strings.LastIndexByte(hostport, ':')
	if i < 0 || len(hostport) > parley.MaxHost+6 {
		return badAddress(hostport, "is not of the form HOST:PORT")
	}
	host, port := hostport[:i], hostport[i+1:]
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || strconv.FormatUint(n, 10) != port {
		return badAddress(hostport, "has no port of 1 to 65535")
	}
	if host == "" {
		return badAddress(hostport, "has no host")
	}
	if inside, ok := strings.CutPrefix(host, "["); ok {
		inside, ok = strings.CutSuffix(inside, "]")
		ip, err := netip.ParseAddr(inside)
		if !ok || err != nil || !ip.Is6() || ip.Zone() != "" {
			return badAddress(hostport, "has no IPv6 address between its brackets")
		}
		return checkIP(hostport, ip)
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is4() {
		return checkIP(hostport, ip)
	}
	if !parley.IsHostName(host) {
		return badAddress(hostport, "has a host that is neither a name nor an address (an IPv6 address stands in brackets)")
	}
	return nil
}

func badAddress(hostport, why string) error {
	return parley.Errorf(parley.CodeBadSheet, "the address %.80q %s", hostport, why)
}

func checkIP(hostport string, ip netip.Addr) error {
	if ip.Unmap().IsUnspecified() {
		return badAddress(hostport, "is a wildcard; give the address at which the peers reach this node")
	}
	return nil
}
