package charter_test

import (
	"net"
	"strings"
	"testing"

	"parley"
	"parley/charter"
)

var goodAddresses = []string{
	"north.example:7400", "localhost:1", "10.20.30.40:65535", "127.0.0.1:7400", "[2001:db8::1]:7400", "[::1]:7400",
	"a:1", "xn--80ak6aa92e.example:443", "3com.example:1", "[::ffff:10.0.0.1]:7400",
	strings.Repeat(strings.Repeat("a", 61)+".", 4) + "b.c:65535",
}

var badAddressTable = []struct{ address, why string }{
	{"", "is not of the form HOST:PORT"},
	{"north.example", "is not of the form HOST:PORT"},
	{strings.Repeat("a", 300) + ":1", "is not of the form HOST:PORT"},
	{":7400", "has no host"},
	{"north.example:", "has no port of 1 to 65535"},
	{"north.example:0", "has no port of 1 to 65535"},
	{"north.example:65536", "has no port of 1 to 65535"},
	{"north.example:07400", "has no port of 1 to 65535"},
	{"north.example:+7400", "has no port of 1 to 65535"},
	{"north.example:http", "has no port of 1 to 65535"},
	{"north.example:7400 ", "has no port of 1 to 65535"},
	{"0.0.0.0:7400", "is a wildcard; give the address at which the peers reach this node"},
	{"[::]:7400", "is a wildcard; give the address at which the peers reach this node"},
	{"[0:0:0:0:0:0:0:0]:7400", "is a wildcard; give the address at which the peers reach this node"},
	{"[::0.0.0.0]:7400", "is a wildcard; give the address at which the peers reach this node"},
	{"[::ffff:0.0.0.0]:7400", "is a wildcard; give the address at which the peers reach this node"},
	{"2001:db8::1:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{":::7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{"*:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{"0:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{"0x7f000001:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{"127.1:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{"010.0.0.1:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{"300.1.1.1:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{"north example:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{"north..example:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{".example:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{"example.:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{"-a.example:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{"a-.example:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{strings.Repeat("a", 64) + ":7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{"север:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{"http://a:7400", "has a host that is neither a name nor an address (an IPv6 address stands in brackets)"},
	{"[fe80::1%eth0]:7400", "has no IPv6 address between its brackets"},
	{"[10.0.0.1]:7400", "has no IPv6 address between its brackets"},
	{"[north.example]:7400", "has no IPv6 address between its brackets"},
	{"[]:7400", "has no IPv6 address between its brackets"},
	{"[::1:7400", "has no IPv6 address between its brackets"},
}

// [CHR-24] A reader MUST refuse a sheet with more than 8 addresses or an address twice, and an address that is not
// HOST:PORT with PORT a decimal number of 1 to 65535 without leading zeros and HOST an IPv4 address, an IPv6 address
// in brackets without a zone, or a host name, or whose HOST is a wildcard (0.0.0.0, `::`, or the former mapped into
// IPv6).
func TestCheckAddress(t *testing.T) {
	v := newVector("Addresses that a sheet may advertise, and others.")
	v.block()
	for _, a := range goodAddresses {
		if err := charter.CheckAddress(a); err != nil {
			t.Errorf("%q: %v", a, err)
		}
		v.quoted("good", a)
	}
	v.block()
	for _, b := range badAddressTable {
		refuses(t, b.address, charter.CheckAddress(b.address), parley.CodeBadSheet, "the address "+shortQuote(b.address)+" "+b.why)
		v.quoted("bad", b.address)
	}
	holdVector(t, "addresses.txt", v.b.Bytes())
}

func FuzzCheckAddress(f *testing.F) {
	for _, a := range goodAddresses {
		f.Add(a)
	}
	for _, b := range badAddressTable {
		f.Add(b.address)
	}
	f.Fuzz(func(t *testing.T, a string) {
		if charter.CheckAddress(a) != nil {
			return
		}
		host, port, err := net.SplitHostPort(a)
		if err != nil || host == "" || port == "0" || net.ParseIP(host).IsUnspecified() {
			t.Errorf("%q is accepted: %v", a, err)
		}
	})
}
