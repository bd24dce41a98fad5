package charter

import (
	"net/netip"
	"strconv"
	"strings"

	"parley"
)

// maxHost is the longest host name, in bytes.
const maxHost = 253

// CheckAddress reports why a sheet cannot advertise hostport. It is a host and a port of 1 to 65535; the host is an
// IPv4 address, an IPv6 address in brackets without a zone, or a name, and no wildcard such as 0.0.0.0 [CHR-24].
func CheckAddress(hostport string) error {
	i := strings.LastIndexByte(hostport, ':')
	if i < 0 || len(hostport) > maxHost+6 {
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
	if !isHostName(host) {
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

// isHostName reports whether s is labels of letters, digits and '-', joined by dots, of which the last begins with a
// letter, so that no resolver takes it for a number.
func isHostName(s string) bool {
	if len(s) > maxHost {
		return false
	}
	label := ""
	for label = range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' || !isLabel(label) {
			return false
		}
	}
	return !(label[0] >= '0' && label[0] <= '9')
}

func isLabel(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}
